import type { WorldFacts } from "../../interpret/world-facts.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { Stage } from "../../lifecycle/stage.js";
import { formatAge } from "../../report/terminal/age.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutName, padEnd, padStart, widthOf } from "../../report/terminal/width.js";
import { failingNow, type IsFailing } from "../state/failing-now.js";
import { currentRow, type PlayerState } from "../state/player-state.js";
import type { World, WorldRow } from "../tasks/world.js";
import type { LazyLines } from "./lazy-lines.js";

/**
 * The world at a moment: every object that exists, below its owner, with its stage, readiness, restarts and age; where something is wrong with
 * one, the sign of the list of changes stands before it. Events are counted. A line is made when it is shown: there may be many thousands.
 *
 *       object               stage                           ready restarts     age
 *       Deployment/web       Rolling out (1 of 2 updated)                       9s
 *       └ ReplicaSet/web-5d  Starting (0/1 ready)                               7s
 *     !   └ Pod/web-5d-jrns  Creating (ImagePullBackOff)       0/1        0     7s
 */
export function worldLines(state: PlayerState, columns: number): LazyLines {
  const { world, session } = state;
  const paint = paintWith(session.colour);
  if (world === undefined || world.sequence !== state.position) return [paint.dim("reading …")];
  const { rows } = world;
  const failing = failingNow(state);
  const widths = widthsOf(world, columns);
  const head = [paint.dim(rows.length === 0 ? "No object exists at this moment." : headings(widths))];
  const tail = tailOf(world).map((text) => paint.dim(text));
  return {
    length: head.length + rows.length + tail.length,
    slice: (from, to) => {
      const shown = rows.slice(Math.max(0, from - 1), Math.max(0, to - 1));
      const afterRows = 1 + rows.length;
      return [
        ...head.slice(from, to),
        ...shown.map((row) => rowLine(row, world.facts.get(row.sequence), { widths, paint, failing, state })),
        ...tail.slice(Math.max(0, from - afterRows), Math.max(0, to - afterRows)),
      ];
    },
  };
}

function tailOf({ rows, unread, kubeEvents, gone }: World): readonly string[] {
  const reading = unread === 0 ? "" : `${unread} of ${rows.length} not read yet`;
  const events = kubeEvents === 0 ? "" : `and ${plural(kubeEvents, "Kubernetes Event")}`;
  return [reading, events, gone === 0 ? "" : `and ${plural(gone, "object")} deleted`].filter((text) => text !== "");
}

/** The sign before a row, and what stands there where there is none. */
const failingSign = "! ";
const noSign = "  ";

/** The widths of the columns; worked out once for all rows. Absent: there is no room for such a column. */
interface Widths {
  readonly title: number;
  readonly stage: number;
  readonly ready: number;
  readonly restarts?: number;
  readonly age?: number;
}

/** With fewer columns restarts and age give way. */
const minColumnsOfAll = 56;
/** With fewer, counts of thousands are cut. */
const wideFrom = 72;
const minStageColumns = 8;
/** The numbers stand near what they are of, on wide screens too. */
const maxStageColumns = 72;

/** The title and the stage share what the numbers leave. */
function widthsOf({ titleColumns }: World, columns: number): Widths {
  const numbers = { ready: columns < wideFrom ? 8 : 10, ...(columns < minColumnsOfAll ? {} : { restarts: 9, age: 8 }) };
  const left = columns - noSign.length - 2 - Object.values(numbers).reduce((sum, width) => sum + width, 0);
  const title = Math.min(titleColumns, Math.floor(left * 0.6));
  return { title, stage: Math.max(minStageColumns, Math.min(left - title, maxStageColumns)), ...numbers };
}

function headings(widths: Widths): string {
  const numbers = numberCells({ ready: "ready", restarts: "restarts", age: "age" }, widths);
  return `${noSign}${padEnd("object", widths.title)}  ${padEnd("stage", widths.stage)}${numbers}`;
}

function numberCells(texts: { readonly ready: string; readonly restarts: string; readonly age: string }, widths: Widths): string {
  const cell = (text: string, width: number | undefined) => (width === undefined ? "" : padStart(cut(text, width - 1), width));
  return `${cell(texts.ready, widths.ready)}${cell(texts.restarts, widths.restarts)}${cell(texts.age, widths.age)}`;
}

interface RowOptions {
  readonly widths: Widths;
  readonly paint: Paint;
  readonly failing: IsFailing;
  readonly state: PlayerState;
}

function rowLine(row: WorldRow, facts: WorldFacts | undefined, { widths, paint, failing, state }: RowOptions): string {
  const sign = failing(row.ref.uid, facts?.stage) ? paint.tone("bad", failingSign) : noSign;
  const name = padEnd(cutName(row.title, widths.title), widths.title);
  const title = `${sign}${row.sequence === state.position ? paint.bold(name) : name}`;
  if (facts === undefined) return `${title}  ${paint.dim("…")}`;
  const { stage, ready, restarts, createdMs } = facts;
  const numbers = numberCells({ ready, restarts, age: ageOf(createdMs, state) }, widths);
  return `${title}  ${paint.tone(stage.tone, padEnd(stageWords(stage, widths.stage - 1), widths.stage))}${numbers}`;
}

/** The stage with its detail; where that has no room, the one word that says most. */
function stageWords(stage: Stage, columns: number): string {
  const words = printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200);
  return widthOf(words) <= columns || stage.status === undefined ? cut(words, columns) : cut(printable(stage.status, 200), columns);
}

/** By the server's clock: from the object's creation to the moment that is shown. One-second grain. */
function ageOf(createdMs: number, state: PlayerState): string {
  const { startMs } = state.session.base;
  const now = currentRow(state)?.frame.offsetMs;
  if (Number.isNaN(createdMs) || startMs === undefined || now === undefined) return "?";
  return formatAge(startMs + now - createdMs);
}
