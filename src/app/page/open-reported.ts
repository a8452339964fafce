import { peek } from "../../io/peek.js";
import type { Cut } from "../../part/cut.js";
import { gzip } from "../../recording/write/gzip.js";
import type { AppContext } from "../app-context.js";
import { cutSession } from "../cut-session.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { chosenIn, isFileReference, isRegularFile, openSession, recordingBytes } from "../sessions/open-session.js";
import type { ReportedSession } from "./report-to-file.js";

interface OpenReportedOptions {
  /** What of the session the page shows. Default: all. */
  readonly cut?: Cut | undefined;
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
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
      return { session: await cutSession(session, options.cut, context.interrupt), warnings };
    } finally {
      await session.close();
    }
  if (!("warnings" in session)) return { session, warnings };
  const file = isFileReference(reference, context) ? reference : bundledRecording(context, reference);
  // A pipe cannot be read again.
  if (file === undefined || !isRegularFile(chosenIn(file, context).file, context)) return { session, warnings };
  return { session, warnings, recording: () => compressed(recordingBytes(file, context)) };
}

/** As it is, if it is compressed. */
async function* compressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { seen, all } = await peek(source, () => true);
  const [first] = seen;
  yield* first?.[0] === 0x1f && first[1] === 0x8b ? all : gzip(all);
}
