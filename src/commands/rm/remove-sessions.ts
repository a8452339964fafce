import { createInterface } from "node:readline/promises";
import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import { plural } from "../../lifecycle/narration/words.js";
import { NoSuchSession, type SessionStore, type StoredSession } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { databasePath, openExistingStore } from "../common/open-store.js";
import { sessionFilter } from "../common/session-filter.js";

export interface RmFlags {
  readonly yes?: true;
  /** In ms. */
  readonly olderThan?: number;
  readonly db?: string;
}

/** Removes the sessions: all that are meant, or, when one that was named cannot be removed or the answer is no, none. */
export async function removeSessions(names: readonly string[], flags: RmFlags, context: CommandContext): Promise<number> {
  assertCoherent(names, flags, context);
  const store = await openExistingStore(context, flags.db, "write");
  if (store === undefined && names.length > 0) throw new NoSuchSession(names[0] ?? "", databasePath(context, flags.db), []);
  try {
    const sessions = store === undefined ? [] : await chosen(store, names, flags, context);
    return store === undefined || sessions.length === 0 ? noneToRemove(context) : await removeAll(store, sessions, flags, context);
  } finally {
    await store?.close();
  }
}

function assertCoherent(names: readonly string[], { olderThan }: RmFlags, { programName }: CommandContext): void {
  if (names.length === 0 && olderThan === undefined)
    throw new UsageError("no session named", { hint: `name those to remove, as "${programName} ls" lists them, or give --older-than 30d` });
  if (names.length > 0 && olderThan !== undefined)
    throw new UsageError("names and --older-than contradict each other", { hint: "give the names, or the age" });
}

async function chosen(
  store: SessionStore,
  names: readonly string[],
  flags: RmFlags,
  context: CommandContext,
): Promise<readonly StoredSession[]> {
  const all = await store.list();
  if (flags.olderThan === undefined) return named(all, names, databasePath(context, flags.db));
  // What is being recorded is never old, however long it has lasted.
  const old = sessionFilter({ olderThan: flags.olderThan }, context.clock.wallMs());
  return all.filter((session) => session.state !== "recording" && old(session));
}

function named(all: readonly StoredSession[], names: readonly string[], path: string): readonly StoredSession[] {
  return [...new Set(names)].map((name) => {
    const found = all.find(({ header }) => header.name === name);
    if (found === undefined)
      throw new NoSuchSession(
        name,
        path,
        all.map(({ header }) => header.name),
      );
    if (found.state === "recording") throw new KubespyError(`session "${name}" is being recorded`, { hint: "stop its recorder first" });
    return found;
  });
}

function noneToRemove({ streams }: CommandContext): number {
  streams.stderr.write("no session is that old\n");
  return ExitCode.done;
}

async function removeAll(
  store: SessionStore,
  sessions: readonly StoredSession[],
  flags: RmFlags,
  context: CommandContext,
): Promise<number> {
  if (!flags.yes && !(await confirmed(sessions, context))) return ExitCode.failed;
  for (const { header } of sessions) {
    await store.remove(header.name);
    context.streams.stderr.write(`removed ${header.name}\n`);
  }
  return ExitCode.done;
}

async function confirmed(sessions: readonly StoredSession[], context: CommandContext): Promise<boolean> {
  const { stdin, stderr } = context.streams;
  if (!(stderr.isTty && "isTTY" in stdin && stdin.isTTY === true))
    throw new UsageError("removing asks first, and there is no terminal to ask on", { hint: "add --yes to remove without being asked" });
  stderr.write(`remove ${inWords(sessions)} for good? [y/N] `);
  const lines = createInterface({ input: stdin });
  const answer = await new Promise<string>((resolve) => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
    context.interrupt.addEventListener("abort", () => resolve(""));
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** So many are named one by one in the question. */
const maxNamed = 10;

function inWords(sessions: readonly StoredSession[]): string {
  const named = sessions.slice(0, maxNamed).map(({ header, frames }) => `${header.name} (${plural(frames, "frame")})`);
  const rest = sessions.length - named.length;
  return rest > 0 ? `${named.join(", ")} and ${plural(rest, "more session")}` : named.join(", ");
}
