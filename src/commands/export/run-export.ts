import { type ExportForm, exportSession, exportToFile } from "../../app/export.js";
import { ExitCode } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { printableJson } from "../../io/printable.js";
import { type PartOfSession, partOf } from "../../part/part-of.js";
import { confidentialContent } from "../../report/overview/clear-content.js";
import type { CommandContext } from "../common/context.js";
import { type CutFlags, cutOf } from "../common/cut-flags.js";
import { openWithWarnings, warn, warnOfClearSecrets } from "../common/print-session.js";

export interface ExportFlags extends CutFlags {
  readonly output?: string;
  readonly as: ExportForm;
  readonly force?: true;
  readonly db?: string;
}

/** Writes a session to a file or to stdout. Resolves with the exit code. */
export async function runExport(reference: string, flags: ExportFlags, context: CommandContext): Promise<number> {
  const session = await openWithWarnings(reference, flags.db, context);
  try {
    const cut = cutOf(flags);
    await write(cut === undefined ? session : await partOf(session, cut, context.interrupt), flags, context);
    warnOfClearSecrets([session.summary], context);
    context.streams.stderr.write(`before you share it: ${confidentialContent(session.summary)}\n`);
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    await session.close();
  }
}

/** No faster than it is read. Rejects with EPIPE when its reader is gone. */
async function writeToStdout(bytes: AsyncIterable<Uint8Array>, { streams: { stdout }, interrupt }: CommandContext): Promise<void> {
  for await (const chunk of stdout.isTty ? escaped(bytes) : bytes) {
    interrupt.throwIfAborted();
    if (!stdout.write(chunk)) await stdout.drained();
  }
}

/**
 * For a terminal: characters that JSON allows and a terminal obeys, or that nobody sees, become JSON escapes, which mean the same. Programs that read from a pipe get the bytes of the server.
 */
async function* escaped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    yield encoder.encode(printableJson(text));
  }
}

async function write(session: PartOfSession, flags: ExportFlags, context: CommandContext): Promise<void> {
  const { header, frames } = session.summary;
  const file = flags.output ?? (flags.as === "watch" ? "-" : `${header.name}.kubespy.gz`);
  const onWarning = (text: string) => warn(text, context);
  if (file === "-") return await writeToStdout(exportSession(session, flags.as, { onWarning }), context);
  const bytes = await exportToFile(session, file, {
    onWarning,
    form: flags.as,
    cwd: context.cwd,
    force: flags.force === true,
    signal: context.interrupt,
  });
  context.streams.stderr.write(`wrote ${file} (${frames} ${frames === 1 ? "frame" : "frames"}, ${formatBytes(bytes)})\n`);
  if (flags.as === "recording") context.streams.stderr.write(`anyone who has the file can run "${context.programName} replay ${file}"\n`);
}
