import { formatOffset } from "../../io/duration.js";
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

/** Where pictures go. */
export interface TraceOutput {
  /** Shows a picture, where it differs from the one before. `isLast`: no other follows. False when the buffer is full. */
  show(picture: TracePicture, isLast?: boolean): boolean;
  /** Whether it pays to show the same picture again when only time has gone by. */
  readonly showsTime: boolean;
  /** Makes way for something else on the terminal. */
  clear(): void;
  /** Leaves the last picture where it is. */
  release(): void;
}

/** Whether pictures can be drawn in place. */
export function canRedraw({ streams, env }: CommandContext): boolean {
  return streams.stdout.isTty && env["TERM"] !== "dumb";
}

export interface TraceOutputOptions {
  readonly stdout: OutputStream;
  readonly json: boolean;
  /** Draw in place: on a terminal that can. */
  readonly inPlace: boolean;
  readonly namespaces: boolean;
  /** The line above a picture drawn in place. */
  readonly heading: (nowMs: number) => string;
  /** How to end it, for as long as it goes on. */
  readonly howToEnd: string;
}

export function traceOutput(options: TraceOutputOptions): TraceOutput {
  if (options.json) return printed(options.stdout, (picture) => `${jsonLine(traceJson(picture))}\n`, jsonKey);
  return options.inPlace
    ? redrawn(options)
    : printed(
        options.stdout,
        (picture) => plainPicture(picture, options),
        (picture) => plainKey(picture, options),
      );
}

/** One picture below the other, each when something in it has changed; that time goes by is no change. */
function printed(stdout: OutputStream, textOf: (picture: TracePicture) => string, keyOf: (picture: TracePicture) => string): TraceOutput {
  let last = "";
  return {
    show: (picture) => {
      const key = keyOf(picture);
      if (key === last) return true;
      last = key;
      return stdout.write(textOf(picture));
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

function plainPicture(picture: TracePicture, { stdout, namespaces }: TraceOutputOptions): string {
  const look = { ...renderOptionsOf(stdout), namespaces };
  const offset = paintWith(stdout.colour).dim(formatOffset(picture.nowMs));
  return `${[offset, ...traceLines(picture, look)].join("\n")}\n\n`;
}

function redrawn({ stdout, namespaces, heading, howToEnd }: TraceOutputOptions): TraceOutput {
  const redraw = new Redraw(stdout, plainWidthOf);
  return {
    show: (picture, isLast) => {
      // A line that fills the terminal makes some of them go on to the next; one that is full scrolls.
      const columns = Math.max(20, stdout.columns() - 1);
      const rows = Math.max(4, stdout.rows() - 2);
      const top = paintWith(stdout.colour).dim(cut(printable(`${heading(picture.nowMs)}${isLast ? "" : ` ${howToEnd}`}`), columns));
      // What follows nothing need not fit: it may go out at the top, where one can scroll back to it.
      return redraw.draw([top, ...traceLines(picture, { colour: stdout.colour, columns, namespaces, ...(isLast ? {} : { rows }) })]);
    },
    showsTime: true,
    clear: () => redraw.clear(),
    release: () => redraw.release(),
  };
}
