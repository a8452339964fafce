import { peek } from "../../io/peek.js";
import type { Cut } from "../../part/cut.js";
import { BadLine } from "../../recording/format.js";
import { encodeRecording } from "../../recording/write/encode-recording.js";
import { gzip } from "../../recording/write/gzip.js";
import type { AppContext } from "../app-context.js";
import { cutSession } from "../cut-session.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { chosenIn, isFileReference, isRegularFile, openSession, recordingBytes } from "../sessions/open-session.js";
import { sharedCopy } from "../shared-copy.js";
import type { ReportedSession } from "./report-to-file.js";

interface OpenReportedOptions {
  /** What of the session the page shows. Default: all. */
  readonly cut?: Cut | undefined;
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
  /** Present: the session is given as an export with this key holds it, so that no text of a page says more than its recording. Default: as it is stored. */
  readonly digestKey?: Uint8Array | undefined;
  /** What of a recording could not be read, one line each. */
  readonly onWarning?: (text: string) => void;
}

/** Opens what a user calls a session (see `openSession`), for a page: of a whole file, the page holds its bytes unchanged. */
export async function openReported(reference: string, context: AppContext, options: OpenReportedOptions): Promise<ReportedSession> {
  const warnings: string[] = [];
  const onWarning = (text: string) => {
    warnings.push(text);
    options.onWarning?.(text);
  };
  const session = await openSession(reference, context, { db: options.db, onWarning });
  if (options.cut !== undefined)
    try {
      return await shared({ session: await cutSession(session, options.cut, context.interrupt), warnings }, context, options);
    } finally {
      await session.close();
    }
  if (!("warnings" in session)) return await shared({ session, warnings }, context, options);
  const file = isFileReference(reference, context) ? reference : bundledRecording(context, reference);
  // A pipe cannot be read again.
  if (file === undefined || !isRegularFile(chosenIn(file, context).file, context))
    return await shared({ session, warnings }, context, options);
  return { session, warnings, recording: () => compressed(untilDamage(recordingBytes(file, context))) };
}

/** As an export holds it; the page then holds that export. */
async function shared(opened: ReportedSession, { interrupt: signal }: AppContext, options: OpenReportedOptions): Promise<ReportedSession> {
  const { session } = opened;
  const { digestKey, onWarning } = options;
  if (digestKey === undefined) return opened;
  const copy = await sharedCopy(session, { digestKey, signal, ...(onWarning && { onWarning }) }).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  if (copy === session) return opened;
  await session.close();
  return { ...opened, session: copy, recording: () => gzip(encodeRecording(copy)) };
}

/** What can be read of a file that was encrypted; what cannot is among the warnings. */
async function* untilDamage(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
  }
}

/** As it is, if it is compressed. */
async function* compressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { seen, all } = await peek(source, () => true);
  const [first] = seen;
  yield* first?.[0] === 0x1f && first[1] === 0x8b ? all : gzip(all);
}
