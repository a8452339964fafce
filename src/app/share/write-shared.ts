import type { SessionReader } from "../../model/session.js";
import { encodeRecording } from "../../recording/write/encode-recording.js";
import { gzip } from "../../recording/write/gzip.js";
import type { AppContext } from "../app-context.js";
import { compare } from "../compare.js";
import { type ReportedSession, reportPage, sessionData, zippedPage } from "../page/report-to-file.js";
import { type StagedFile, stageFile } from "../write-file.js";
import type { SharedSessions } from "./share-sessions.js";

/** The recording file of a session that was shared. */
export function sharedRecording(session: SessionReader, isCompressed = true): AsyncIterable<Uint8Array> {
  return isCompressed ? gzip(encodeRecording(session)) : encodeRecording(session);
}

type PageContext = Pick<AppContext, "packageRoot" | "version" | "clock" | "cwd" | "interrupt">;

interface SharedPageOptions {
  /** Of two sessions: makes the comparison that the page shows. */
  readonly comparisonOf?: (comparison: Awaited<ReturnType<typeof compare>>) => object;
  /** Write a zip archive that holds the page under this name and ".html". */
  readonly zippedAs?: string | undefined;
  readonly onWarning?: (text: string) => void;
}

/** What to do about a page that is too large. */
const ifTooLarge =
  'leave out "--as page": "--as recording" has no limit; or share a part: "kubespy export SESSION --from ... -o - | kubespy share -"';

/** The page of one shared session, or of two that are compared. What it says beside the recordings is searched before its first byte. */
export async function* sharedPage(
  shared: SharedSessions,
  context: PageContext,
  { comparisonOf, zippedAs, onWarning }: SharedPageOptions,
): AsyncGenerator<Uint8Array> {
  const { sessions } = shared;
  const [first, second] = sessions;
  const { interrupt: signal } = context;
  const compared =
    first === undefined || second === undefined || comparisonOf === undefined
      ? undefined
      : comparisonOf(await compare(first, second, { signal }));
  const reported: ReportedSession[] = sessions.map((session) => ({ session, recording: () => sharedRecording(session) }));
  for (const each of reported) await shared.prove(textsOf(await sessionData(each, signal)), "the page");
  if (compared !== undefined) await shared.prove(textsOf(compared), "the page");
  const page = reportPage(reported, context, { comparison: compared, ifTooLarge, ...(onWarning && { onWarning }) });
  yield* zippedAs === undefined ? page : zippedPage(page, zippedAs);
}

/** Every text in a value, and the names of its members. */
function* textsOf(value: unknown): Generator<string> {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") yield next;
    else if (next instanceof Map) for (const [key, member] of next) left.push(key, member);
    else if (Array.isArray(next) || next instanceof Set) for (const member of next) left.push(member);
    else if (typeof next === "object" && next !== null && !ArrayBuffer.isView(next))
      for (const [name, member] of Object.entries(next)) {
        yield name;
        left.push(member);
      }
  }
}

export interface SharedFile {
  /** Its path, as typed. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface WriteSharedOptions {
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string | undefined;
  /** Replace existing files. Default: reject. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes all files or none: each is on the disk under a temporary name before the first gets its own. Only their owner may read them, also where they
 * replace others. Resolves with their sizes in bytes.
 */
export async function writeSharedFiles(
  files: readonly SharedFile[],
  { cwd, force, signal }: WriteSharedOptions = {},
): Promise<readonly number[]> {
  const options = { force: force === true, private: true, ...(cwd === undefined ? {} : { cwd }), ...(signal && { signal }) };
  const staged: StagedFile[] = [];
  try {
    for (const { name, bytes } of files) staged.push(await stageFile(bytes, name, options));
    signal?.throwIfAborted();
    for (const file of staged) await file.commit();
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
  return staged.map(({ size }) => size);
}
