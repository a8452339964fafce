import { randomBytes } from "node:crypto";
import { cutSession } from "../../app/cut-session.js";
import { type ExportForm, exportedToFile, exportSession } from "../../app/export.js";
import { openSession } from "../../app/sessions/open-session.js";
import { sharedCopy } from "../../app/shared-copy.js";
import { ExitCode, UsageError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { printableJson } from "../../io/printable.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { SessionReader } from "../../model/session.js";
import type { Cut } from "../../part/cut.js";
import { partSpan } from "../../part/part-span.js";
import type { CommandContext } from "../common/context.js";
import { type CutFlags, cutOf } from "../common/cut-flags.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { warnBeforeSharing } from "../common/page-after.js";
import { warn } from "../common/print-session.js";
import { momentsByFlag } from "../common/time-flag.js";

export interface ExportFlags extends CutFlags, IdentityFlags {
  readonly output?: string;
  readonly as: ExportForm | "markdown" | "asciicast";
  readonly speed?: number;
  readonly idleLimit?: number;
  readonly force?: true;
  readonly db?: string;
}

/** Writes a session to a file or to stdout. Resolves with the exit code. */
export async function runExport(reference: string, flags: ExportFlags, context: CommandContext): Promise<number> {
  assertCoherent(flags);
  const warnings: string[] = [];
  const onWarning = (text: string) => {
    warnings.push(text);
    warn(text, context);
  };
  const session = await openSession(reference, context, { db: flags.db, onWarning });
  try {
    const cut = cutOf(flags);
    const part = await cutSession(session, cut, context.interrupt);
    if (cut !== undefined) await warnIfWithoutSteps(session, cut, context);
    try {
      await write(part, warnings, flags, context);
    } finally {
      if (part !== session) await part.close();
    }
    warnBeforeSharing([session.summary], context);
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    await session.close();
  }
}

async function warnIfWithoutSteps(session: SessionReader, cut: Cut, context: CommandContext): Promise<void> {
  const { fromSequence, toSequence } = await partSpan(session, cut);
  if (toSequence < fromSequence) warn("nothing was recorded in this time: the part holds only the state at its beginning", context);
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

function assertCoherent(flags: ExportFlags): void {
  const flag = flags.speed !== undefined ? "--speed" : flags.idleLimit !== undefined ? "--idle-limit" : undefined;
  if (flag !== undefined && flags.as !== "asciicast")
    throw new UsageError(`${flag} needs --as asciicast`, { hint: "the other forms are not played" });
}

async function write(session: SessionReader, warnings: readonly string[], flags: ExportFlags, context: CommandContext): Promise<void> {
  const { header, frames } = session.summary;
  const file = flags.output ?? (flags.as === "recording" ? `${header.name}.kubespy.gz` : "-");
  const bytes = await exported(session, warnings, flags, context);
  if (file === "-") return await writeToStdout(bytes, context);
  const size = await exportedToFile(bytes, file, { cwd: context.cwd, force: flags.force === true, signal: context.interrupt });
  context.streams.stderr.write(`wrote ${file} (${frames} ${frames === 1 ? "frame" : "frames"}, ${formatBytes(size)})\n`);
  if (flags.as === "recording")
    context.streams.stderr.write(`anyone who has the file can run "${suggestedCommand(context.programName, ["replay", file])}"\n`);
}

/** A session in a form; its texts are made by what `replay` and `diagnose` print with. */
async function exported(
  session: SessionReader,
  warnings: readonly string[],
  flags: ExportFlags,
  context: CommandContext,
): Promise<AsyncIterable<Uint8Array>> {
  switch (flags.as) {
    case "markdown": {
      const { markdownOf } = await import("./markdown-of.js");
      return ofShared(session, context, (copy) => markdownOf(copy, warnings, context, momentsByFlag(copy.summary, flags, context)));
    }
    case "asciicast": {
      const { asciicastOf } = await import("./asciicast-of.js");
      return ofShared(session, context, (copy) => asciicastOf(copy, flags, context));
    }
    default:
      return exportSession(session, flags.as, { onWarning: (text) => warn(text, context) });
  }
}

/** A text for others says no more of Secrets and the command than a recording does. */
async function* ofShared(
  session: SessionReader,
  { interrupt: signal }: CommandContext,
  textsOf: (copy: SessionReader) => AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const copy = await sharedCopy(session, { digestKey: randomBytes(32), signal });
  const encoder = new TextEncoder();
  try {
    for await (const text of textsOf(copy)) yield encoder.encode(text);
  } finally {
    if (copy !== session) await copy.close();
  }
}
