import { existsSync } from "node:fs";
import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { SessionWriter } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { databasePath } from "../common/open-store.js";

export interface LostRecording {
  readonly writer: Pick<SessionWriter, "name" | "committed">;
  /** How many frames were seen in all. */
  readonly frames: number;
  readonly cause: unknown;
  readonly context: CommandContext;
  readonly db: string | undefined;
}

/** The store failed under a recording: what happened, and what of it is left, which is what counts now. */
export function storeLost(lost: LostRecording): KubespyError {
  const { cause } = lost;
  const message = printable(cause instanceof Error ? cause.message : String(cause));
  return new KubespyError(`the recording stopped: ${message}`, { hint: whatIsLeft(lost), cause });
}

function whatIsLeft({ writer, frames, context, db }: LostRecording): string {
  const { committed, name } = writer;
  if (!existsSync(databasePath(context, db))) return `the ${committed} frames written are gone with the file; record again`;
  if (committed === 0) return "nothing was stored; mend that, or name another database with --db FILE, and record again";
  const replay = `${context.programName} replay ${name}${db === undefined ? "" : ` --db ${db}`}`;
  return `${committed} of ${frames} frames are safe; "${replay}" shows them`;
}
