import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Interrupted, KubespyError } from "../../errors.js";
import { inputForm } from "../../importing/form/input-form.js";
import { addressOf } from "../../io/file-path.js";
import { peek } from "../../io/peek.js";
import { concat } from "../../json/json.js";
import { BadLine } from "../../recording/format.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import type { AppContext } from "../app-context.js";
import { withoutEncryption } from "../page/recording-in.js";
import { bytesOf, fileFailure, openReference } from "../sessions/open-session.js";
import { archiveEntries } from "./archive-entries.js";
import { directoryFiles } from "./directory-files.js";
import type { SkippedMember } from "./skipped-members.js";

/** One input of an import: a file that a user named, a file in a directory, an entry of an archive, or what is on stdin. */
export interface ImportMember {
  /** What messages call it: "stdin", "dump/web/pods.json", "bundle.zip/web/pods.json". It comes from the input: never a path to write to. */
  readonly name: string;
  /** Its first bytes, at most `maxBeginningBytes`: enough to learn what it is. */
  readonly beginning: Uint8Array;
  /**
   * All of it, decrypted and decompressed. Can be read once, and only before the next member is asked for. Throws `BadLine` after what precedes
   * damage, and `KubespyError` where it cannot be read at all.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** It is in a directory or an archive, beside others. */
  readonly isPart?: boolean;
}

/** Makes sessions of all members of an import that are of one kind. */
export interface MemberReader<Result> {
  /** Whether it reads what begins so; the first reader that accepts a member takes it. */
  accepts(beginning: Uint8Array): boolean;
  take(member: ImportMember): Promise<void>;
  /** After the last member: what was made of them, one for each session. Rejects with `KubespyError` where there is nothing to keep. */
  finish(): Promise<readonly Result[]>;
  /** Instead of `finish`, after a failure: keeps nothing. */
  discard(): Promise<void>;
}

/** Of the decompressed bytes. Lines that are no JSON may precede what says what a member is. */
export const maxBeginningBytes = 64 * 1024;

type MembersContext = Pick<AppContext, "cwd" | "interrupt" | "keys" | "streams">;

/**
 * The members of what a user names: "-", a file, or a directory with all files in it, in the order of their names. Of an archive (zip or tar, also
 * compressed), the files in it; not of an archive in another one. Rejects with `KubespyError` where what is named cannot be read.
 */
export async function* importMembers(
  reference: string,
  context: MembersContext,
  onSkipped: (skipped: SkippedMember) => void,
): AsyncGenerator<ImportMember, void, void> {
  if (reference === "-") yield* withEntries(await memberOf("stdin", bytesOf(context), context), context, onSkipped);
  else if (!isDirectory(reference, context)) yield* withEntries(await namedFile(reference, context), context, onSkipped);
  else
    for (const name of directoryFiles(reference, context.cwd, onSkipped)) {
      const member = await memberOf(name, openReference(name, context), context).catch((error: unknown) =>
        passOver(name, error, onSkipped),
      );
      if (member !== undefined) yield* withEntries({ ...member, isPart: true }, context, onSkipped);
    }
}

/** Also through a link. */
export function isDirectory(reference: string, { cwd }: Pick<AppContext, "cwd">): boolean {
  if (addressOf(reference) !== undefined) return false;
  try {
    return statSync(resolve(cwd, reference), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // A loop of links, or a name that is too long: opening it says so.
    return false;
  }
}

async function namedFile(reference: string, context: MembersContext): Promise<ImportMember> {
  try {
    return await memberOf(reference, openReference(reference, context), context);
  } catch (error) {
    throw fileFailure(error, reference);
  }
}

/** The member, or what is in it. */
async function* withEntries(
  member: ImportMember,
  context: MembersContext,
  onSkipped: (skipped: SkippedMember) => void,
): AsyncGenerator<ImportMember> {
  const { kind } = inputForm(member.beginning, member.name);
  if (kind !== "zip" && kind !== "tar") {
    yield member;
    return;
  }
  for await (const entry of archiveEntries(kind, member.bytes, member.name, onSkipped)) {
    const name = `${member.name}/${entry.name}`;
    const part = await memberOf(name, entry.bytes, context).catch((error: unknown) => passOver(name, error, onSkipped));
    if (part === undefined) continue;
    const inner = inputForm(part.beginning, name).kind;
    if (inner === "zip" || inner === "tar") onSkipped({ name, reason: "it is an archive in an archive; unpack the outer one" });
    else yield { ...part, isPart: true };
  }
}

/** One file that cannot be read does not end the reading of others. */
function passOver(name: string, error: unknown, onSkipped: (skipped: SkippedMember) => void): undefined {
  const failure = fileFailure(error, name);
  if (!(failure instanceof KubespyError || failure instanceof BadLine) || failure instanceof Interrupted) throw failure;
  onSkipped({ name, reason: failure.message });
}

async function memberOf(name: string, source: AsyncIterable<Uint8Array>, { keys }: MembersContext): Promise<ImportMember> {
  const plain = maybeGunzip(await withoutEncryption(source, { name, keys }));
  const { seen, all } = await peek(plain, (chunks) => chunks.reduce((size, { length }) => size + length, 0) >= maxBeginningBytes);
  return { name, beginning: concat([...seen]).subarray(0, maxBeginningBytes), bytes: all };
}
