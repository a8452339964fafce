import type { Tone } from "../../lifecycle/stage.js";

/** The colours of all output. Without colour every one is the identity, and the text says the same. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly warning: (text: string) => string;
  /** The two runs of a comparison. */
  readonly sideA: (text: string) => string;
  readonly sideB: (text: string) => string;
  readonly tone: (tone: Tone, text: string) => string;
}
