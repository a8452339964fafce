import { ExitCode } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";
import type { CommandContext } from "./context.js";
import { openSession } from "./open-session.js";

/** Opens a session, lets `tell` print what it will of it, and resolves with the exit code. Who listens may go away: that is no failure. */
export async function tellSession(
  reference: string,
  db: string | undefined,
  context: CommandContext,
  tell: (reader: SessionReader) => Promise<void>,
): Promise<number> {
  const reader = await openSession(reference, context, { db });
  try {
    await tell(reader);
    await context.streams.stdout.drained();
    return context.interrupt.aborted ? ExitCode.interrupted : ExitCode.done;
  } catch (error) {
    if (isClosedPipe(error)) return ExitCode.done;
    throw error;
  } finally {
    await reader.close();
  }
}

/** The reader of our output has gone (`| head`): nothing is left to do, and nothing is wrong. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}
