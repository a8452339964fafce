import colours from "picocolors";
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

export function paintWith(colour: boolean): Paint {
  const c = colours.createColors(colour);
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    progress: c.cyan,
    good: c.green,
    bad: c.red,
    ended: c.dim,
    neutral: (text) => text,
  };
  return {
    dim: c.dim,
    bold: c.bold,
    added: c.green,
    removed: c.red,
    changed: c.yellow,
    warning: c.yellow,
    sideA: c.cyan,
    sideB: c.magenta,
    tone: (tone, text) => tones[tone](text),
  };
}
