import type { ObjectRef } from "../../model/kube-object.js";
import type { Tone } from "../kinds/kind-rules.js";

/** The first time that one incarnation was seen to have reached a step of its life. Written down once, though it may be lost and reached again. */
export interface Milestone {
  /** Free of generated names, so that it is the same word in every run: "Created", "Scheduled", "Pulling image", "Image pulled", "Started", "Ready". */
  readonly name: string;
  readonly ref: ObjectRef;
  /** Where it is of one container: its name. */
  readonly container?: string;
  readonly tone: Tone;
  /** The frame that proves it: of the object itself, or of a Kubernetes Event about it. */
  readonly sequence: number;
  /** When that frame arrived, ms since session start, by our own monotonic clock. */
  readonly offsetMs: number;
  /** What the server says of when, where the frame says it: RFC 3339, the server's clock, mostly of one-second grain. */
  readonly serverTime?: string;
  /** The better of the two, ms since session start. May be negative: before recording began. */
  readonly atMs: number;
  /** Which of the two `atMs` is: `receipt` (ours, exact, but late by the way to us) or `server` (its clock, carried over to ours). */
  readonly timeSource: "receipt" | "server";
  /** `reached`: by this frame. `passed`: no frame shows it, but this one could not be without it. `found`: it was so already when first seen. */
  readonly how: "reached" | "passed" | "found";
}
