import type { ObjectRef } from "../../model/kube-object.js";
import type { Tone } from "../kinds/kind-rules.js";

/** The first time that one incarnation reached a stage, a condition or another step. Kept once, even if it is lost and reached again. */
export interface Milestone {
  /** Contains no generated name, so that it is the same in every run: "Created", "Scheduled", "Pulling image", "Image pulled", "Started", "Ready". */
  readonly name: string;
  readonly ref: ObjectRef;
  /** For a milestone of one container: its name. */
  readonly container?: string;
  readonly tone: Tone;
  /** The frame that shows it: of the object itself, or of a Kubernetes Event about it. */
  readonly sequence: number;
  /** When that frame arrived, ms since session start, by our monotonic clock. */
  readonly offsetMs: number;
  /** The server's time for it, if the frame holds one: RFC 3339, the server's clock, mostly with one-second grain. */
  readonly serverTime?: string;
  /** The better of the two, ms since session start. Negative: before recording started. */
  readonly atMs: number;
  /** Which of the two `atMs` is: `receipt` (ours: exact, but after the delay of delivery) or `server` (the server's, converted to ours). */
  readonly timeSource: "receipt" | "server";
  /** `reached`: shown by this frame. `passed`: shown by no frame, but implied by this one. `found`: already reached when first seen. */
  readonly how: "reached" | "passed" | "found";
}
