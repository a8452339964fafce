import type { ConnectedScope } from "../../app/record/connect-and-list.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import type { Frame } from "../../model/frame.js";
import type { SessionEnd } from "../../model/session.js";
import type { StreamState } from "../../record/stream-state.js";

/** Shows a recording while it is made. Calls come in the order of the recording. */
export interface LiveScreen {
  /** Resolves when the output is closed (`| head`). */
  readonly closed: Promise<void>;
  begin(session: string, contact: ConnectedScope): void;
  frame(frame: Frame): void;
  /** A stream disconnected or connected again. */
  streams(states: readonly StreamState[]): void;
  /** A line that is not a change, on stderr. */
  note(text: string): void;
  /** The recording was stopped, and its end is verified; that can be skipped. */
  verifying(): void;
  /** No more frames: what is redrawn is drawn for the last time. */
  end(): void;
  /** All findings, of a screen that shows them as they come; undefined of one that does not. */
  findings(endMs: number): readonly Finding[] | undefined;
  /** `findings`: undefined where they are not known. */
  summary(session: string, end: SessionEnd, findings: readonly Finding[] | undefined): void;
}
