import colours from "picocolors";
import type { Tone } from "../../lifecycle/stage.js";
import type { Paint } from "./colours.js";

export type { Paint } from "./colours.js";

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
