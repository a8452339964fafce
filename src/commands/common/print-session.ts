import { openSession } from "../../app/sessions/open-session.js";
import { ExitCode } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { SessionReader, SessionSummary } from "../../model/session.js";
import { clearSecretsWarning } from "../../report/overview/clear-content.js";
import type { CommandContext } from "./context.js";

/** Opens what a user calls a session, and prints to stderr what of a recording cannot be read. */
export async function openWithWarnings(reference: string, db: string | undefined, context: CommandContext): Promise<SessionReader> {
  return await openSession(reference, context, { db, onWarning: (text) => warn(text, context) });
}

export function warn(text: string, { streams }: CommandContext): void {
  streams.stderr.write(`kubespy: warning: ${printable(text)}\n`);
}

/** Prints to stderr which sessions hold values of Secrets in clear. */
export function warnOfClearSecrets(summaries: readonly SessionSummary[], context: CommandContext): void {
  const warning = clearSecretsWarning(summaries);
  if (warning !== undefined) warn(warning, context);
}

/** Opens a session for `print`, and resolves with the exit code. A closed output (`| head`) is no failure. */
export async function printSession(
  reference: string,
  db: string | undefined,
  context: CommandContext,
  print: (reader: SessionReader) => Promise<void>,
): Promise<number> {
  const reader = await openWithWarnings(reference, db, context);
  try {
    await print(reader);
    await context.streams.stdout.drained();
    return context.interrupt.aborted ? ExitCode.interrupted : ExitCode.done;
  } catch (error) {
    if (isClosedPipe(error)) return ExitCode.done;
    throw error;
  } finally {
    await reader.close();
  }
}

/** The reader of our output is gone (`| head`). */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}
