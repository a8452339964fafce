import { printable } from "../io/printable.js";
import { containersOf, lastingContainers } from "../lifecycle/pod/containers.js";
import { stageOf } from "../lifecycle/stage.js";
import type { ObjectFrame } from "../model/frame.js";
import { ownersOf } from "../model/owners.js";
import { formatAge } from "../report/age.js";
import { objectTitle } from "../report/object-title.js";
import { ownerTree } from "../report/owner-tree.js";
import { type Paint, paintWith } from "../report/paint.js";
import { cut, padEnd, padStart, widthOf } from "../report/width.js";
import { currentRow, type PlayerState } from "./player-state.js";

interface WorldRow {
  readonly title: string;
  readonly frame: ObjectFrame;
}

/** The world at a moment: every object that exists, below its owner, with its stage, readiness, restarts and age. Events are counted. */
export function worldLines(state: PlayerState, columns: number): readonly string[] {
  const { world, session } = state;
  const paint = paintWith(session.colour);
  if (world === undefined || world.sequence !== state.position) return [paint.dim("reading …")];
  const living = world.frames.filter((frame) => frame.type !== "DELETED");
  const objects = living.filter((frame) => frame.ref.kind !== "Event");
  const tree = ownerTree(objects.map((frame) => ({ ref: frame.ref, owners: ownersOf(frame.revision.object), frame })));
  const rows = tree.map(({ item: { frame }, lead }) => ({ title: `${lead}${objectTitle(frame.ref, session.namespaces)}`, frame }));
  const widths = widthsOf(rows, columns);
  const events = living.filter((frame) => frame.ref.kind === "Event").length;
  const tail = [counted(events, "Kubernetes Event"), counted(world.frames.length - living.length, "object", "deleted by now")];
  return [
    paint.dim(rows.length === 0 ? "No object exists at this moment." : headings(widths)),
    ...rows.map((row) => rowLine(row, widths, paint, state)),
    ...tail.filter((text) => text !== "").map((text) => paint.dim(text)),
  ];
}

function counted(count: number, noun: string, what = ""): string {
  return count === 0 ? "" : `and ${count} ${noun}${count === 1 ? "" : "s"}${what === "" ? "" : ` ${what}`}`;
}

const readyColumns = 7;
const restartColumns = 9;
const ageColumns = 8;

/** The widths of the two columns that share what the numbers leave; worked out once for all rows. */
interface Widths {
  readonly title: number;
  readonly stage: number;
}

function widthsOf(rows: readonly WorldRow[], columns: number): Widths {
  const widest = rows.reduce((most, { title }) => Math.max(most, widthOf(title)), 0);
  const title = Math.min(widest, Math.floor(columns * 0.5));
  return { title, stage: Math.max(8, columns - title - 2 - readyColumns - restartColumns - ageColumns) };
}

function headings({ title, stage }: Widths): string {
  const numbers = `${padStart("ready", readyColumns)}${padStart("restarts", restartColumns)}${padStart("age", ageColumns)}`;
  return `${padEnd("object", title)}  ${padEnd("stage", stage)}${numbers}`;
}

function rowLine({ title, frame }: WorldRow, { title: width, stage: room }: Widths, paint: Paint, state: PlayerState): string {
  const { object } = frame.revision;
  const stage = stageOf(object);
  const words = printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200);
  const isPod = frame.ref.kind === "Pod";
  const lasting = isPod ? lastingContainers(object) : [];
  const ready = isPod ? `${lasting.filter((c) => c.ready).length}/${lasting.length}` : "";
  const restarts = isPod ? String(containersOf(object).reduce((sum, c) => sum + c.restarts, 0)) : "";
  const name = padEnd(cut(title, width), width);
  const isCurrent = currentRow(state)?.frame === frame || frame.sequence === state.position;
  const numbers = `${padStart(ready, readyColumns)}${padStart(restarts, restartColumns)}${padStart(ageOf(frame, state), ageColumns)}`;
  return `${isCurrent ? paint.bold(name) : name}  ${paint.tone(stage.tone, padEnd(cut(words, room - 1), room))}${numbers}`;
}

/** By the server's clock: from the object's creation to the moment that is shown. One-second grain. */
function ageOf(frame: ObjectFrame, state: PlayerState): string {
  const created = Date.parse(frame.revision.object.metadata.creationTimestamp ?? "");
  const { startMs } = state.session.base;
  const now = currentRow(state)?.frame.offsetMs;
  if (Number.isNaN(created) || startMs === undefined || now === undefined) return "?";
  return formatAge(startMs + now - created);
}
