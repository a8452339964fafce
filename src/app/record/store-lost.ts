import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { SessionWriter } from "../../store/session-store.js";

/** The store failed under a recording: the disk is full, or the database is gone. Says how much is committed, which is what matters now. */
export class StoreLost extends KubespyError {
  readonly session: string;
  /** Frames that are committed, if the database still exists. */
  readonly committed: number;
  /** Frames that were seen. */
  readonly frames: number;

  constructor({ name, committed }: Pick<SessionWriter, "name" | "committed">, frames: number, cause: unknown) {
    const message = printable(cause instanceof Error ? cause.message : String(cause));
    super(`the recording stopped: ${message}`, { hint: `${committed} of ${frames} frames of session "${name}" are stored`, cause });
    this.session = name;
    this.committed = committed;
    this.frames = frames;
  }
}
