import type { Frame } from "../../model/frame.js";
import type { SessionEnd } from "../../model/session.js";
import type { StreamState } from "../../record/stream-state.js";
import type { ConnectedScope } from "./connect-and-list.js";

/** What shows a recording while it is made. Calls come in the order of the recording; none may throw. */
export interface LiveScreen {
  /** How many were shown. */
  readonly frames: number;
  /** Resolves when every stream's watch has been accepted once. */
  readonly watching: Promise<void>;
  /** Resolves when nobody reads the output any more (`| head`). */
  readonly closed: Promise<void>;
  begin(session: string, contact: ConnectedScope): void;
  frame(frame: Frame): void;
  /** A stream went blind or sees again. */
  streams(states: readonly StreamState[]): void;
  /** A line that is not a change, on stderr. */
  note(text: string): void;
  /** Nothing more comes: what is redrawn is drawn for the last time. */
  end(): void;
  summary(session: string, end: SessionEnd): void;
}
