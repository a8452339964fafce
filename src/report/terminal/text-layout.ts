import type { Paint } from "./colours.js";

/** How wide texts are on a screen, and how they are fitted to its columns. Plain text only. */
export interface TextLayout {
  readonly widthOf: (text: string) => number;
  readonly padEnd: (text: string, columns: number) => string;
  /** Ends in an ellipsis where something was cut. */
  readonly cut: (text: string, columns: number) => string;
  /** Breaks at spaces. */
  readonly wrap: (text: string, columns: number) => readonly string[];
}

/** A column for each code unit, and lines of any length: for text blocks that no terminal shows. */
export const plainLayout: TextLayout = {
  widthOf: (text) => text.length,
  padEnd: (text, columns) => text.padEnd(columns),
  cut: (text, columns) => (text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`),
  wrap: (text) => [text],
};

const same = (text: string) => text;

/** Without colour. */
export const plainPaint: Paint = {
  dim: same,
  bold: same,
  added: same,
  removed: same,
  changed: same,
  warning: same,
  sideA: same,
  sideB: same,
  tone: (_, text) => text,
};
