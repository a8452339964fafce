import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { Redraw } from "../../io/redraw.js";
import type { OutputStream } from "../../io/streams.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { paintWith } from "../../report/terminal/paint.js";
import { cut, plainWidthOf } from "../../report/terminal/width.js";
import { traceJson } from "../../report/trace/trace-json.js";
import { traceLines } from "../../report/trace/trace-lines.js";
import type { TracePicture } from "../../report/trace/trace-picture.js";
import type { CommandContext } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";

/** Prints or draws the states of a trace. */
export interface TraceOutput {
  /** Shows a state, if it differs from the previous one. `isLast`: no other follows; `which`: what moment it is, in words. False when the buffer is full. */
  show(picture: TracePicture, options?: { readonly isLast?: boolean; readonly which?: string }): boolean;
  /** Whether to show the same state again when only time has passed. */
  readonly showsTime: boolean;
  /** Clears the drawing, so that something else can be printed. */
  clear(): void;
  /** Leaves the last drawing on the screen. */
  release(): void;
}

/** Whether the terminal can redraw in place. */
export function canRedraw({ streams, env }: CommandContext): boolean {
  return streams.stdout.isTty && env["TERM"] !== "dumb";
}

interface TraceOutputOptions {
  readonly stdout: OutputStream;
  readonly json: boolean;
  /** Draw in place: on a terminal that can. */
  readonly inPlace: boolean;
  readonly namespaces: boolean;
  /** How moments are shown. */
  readonly moments: MomentFormat;
  /** The line above a drawing in place. */
  readonly heading: (nowMs: number) => string;
  /** How to end it, shown until the end. */
  readonly howToEnd: string;
}

export function traceOutput(options: TraceOutputOptions): TraceOutput {
  if (options.json) return printed(options.stdout, (picture) => `${jsonLine(traceJson(picture))}\n`, jsonKey);
  return options.inPlace
    ? redrawn(options)
    : printed(
        options.stdout,
        (picture, which) => plainPicture(picture, which, options),
        (picture) => plainKey(picture, options),
      );
}

/** One state below the other, each when something other than time has changed. */
function printed(
  stdout: OutputStream,
  textOf: (picture: TracePicture, which: string | undefined) => string,
  keyOf: (picture: TracePicture) => string,
): TraceOutput {
  let last = "";
  return {
    show: (picture, { which } = {}) => {
      const key = keyOf(picture);
      if (key === last) return true;
      last = key;
      return stdout.write(textOf(picture, which));
    },
    showsTime: false,
    clear: () => {},
    release: () => {},
  };
}

function jsonKey({ nowMs: _now, ...picture }: TracePicture): string {
  return jsonLine(traceJson({ ...picture, nowMs: 0 }));
}

function plainKey(picture: TracePicture, { namespaces }: TraceOutputOptions): string {
  return traceLines(picture, { colour: false, namespaces, ageless: true }).join("\n");
}

function plainPicture(picture: TracePicture, which: string | undefined, { stdout, namespaces, moments }: TraceOutputOptions): string {
  const look = { ...renderOptionsOf(stdout), namespaces };
  const moment = paintWith(stdout.colour).dim(`${moments.text(picture.nowMs)}${which === undefined ? "" : `, ${which}`}`);
  return `${[moment, ...traceLines(picture, look)].join("\n")}\n\n`;
}

function redrawn({ stdout, namespaces, heading, howToEnd }: TraceOutputOptions): TraceOutput {
  const redraw = new Redraw(stdout, plainWidthOf);
  return {
    show: (picture, { isLast = false } = {}) => {
      // A line that fills the width wraps on some terminals; a drawing that fills the height scrolls.
      const columns = Math.max(20, stdout.columns() - 1);
      const rows = Math.max(4, stdout.rows() - 2);
      const top = paintWith(stdout.colour).dim(cut(printable(`${heading(picture.nowMs)}${isLast ? "" : ` ${howToEnd}`}`), columns));
      // The last drawing need not fit: nothing is redrawn over it, and one can scroll back.
      return redraw.draw([top, ...traceLines(picture, { colour: stdout.colour, columns, namespaces, ...(isLast ? {} : { rows }) })]);
    },
    showsTime: true,
    clear: () => redraw.clear(),
    release: () => redraw.release(),
  };
}
