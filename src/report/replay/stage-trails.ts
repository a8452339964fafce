import type { NarratedObject } from "../../interpret/interpreted-frame.js";
import { printable } from "../../io/printable.js";
import type { Stage } from "../../lifecycle/stage.js";
import { greatest } from "../../model/extremes.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { padEnd, widthOf } from "../terminal/width.js";
import { objectTitle } from "./object-title.js";

interface Trail {
  readonly ref: ObjectRef;
  /** A step of it was shown. */
  isShown: boolean;
  readonly stages: Stage[];
  /** Stages that were left out in the middle of a long trail. */
  left: number;
}

/** An object that changes between stages for days has a long trail: its first and last stages are kept. */
const keptPerEnd = 6;
/** More than any page has; those of further objects are not kept. */
const maxTrails = 10_000;

/** Collects the stages of each object, for the end of a replay. Kubernetes Events have none. */
export class StageTrails {
  readonly #trails = new Map<Uid, Trail>();
  #isFull = false;

  /** `isShown`: false for a step that only continues the trail of an object of which others are shown. */
  add({ frame, narration: { stage, passed } }: NarratedObject, isShown = true): void {
    if (frame.ref.kind === "Event") return;
    const known = this.#trails.get(frame.ref.uid);
    if (known === undefined && this.#trails.size >= maxTrails) {
      this.#isFull = true;
      return;
    }
    const trail: Trail = known ?? { ref: frame.ref, isShown, stages: [], left: 0 };
    this.#trails.set(frame.ref.uid, trail);
    trail.isShown ||= isShown;
    for (const name of passed ?? []) trail.stages.push({ name, tone: "progress" });
    if (trail.stages.at(-1)?.name === stage.name) trail.stages[trail.stages.length - 1] = stage;
    else trail.stages.push(stage);
    while (trail.stages.length > 2 * keptPerEnd) {
      trail.stages.splice(keptPerEnd, 1);
      trail.left++;
    }
  }

  /** The object with the most stages: a good example. */
  get example(): ObjectRef | undefined {
    let best: Trail | undefined;
    for (const trail of this.#shown) if (best === undefined || trail.stages.length > best.stages.length) best = trail;
    return best?.ref;
  }

  get #shown(): readonly Trail[] {
    return [...this.#trails.values()].filter(({ isShown }) => isShown);
  }

  /** `Pod/nginx  Created → Scheduled → Creating → Running → Ready → Terminating → Deleted`, one line an object. */
  lines(options: {
    readonly colour: boolean;
    readonly columns?: number;
    readonly namespaces?: boolean;
    readonly most: number;
  }): readonly string[] {
    const paint = paintWith(options.colour);
    const all = this.#shown;
    const shown = all.slice(0, options.most);
    const titles = shown.map((trail) => objectTitle(trail.ref, options.namespaces));
    const width = Math.min(48, greatest(titles.map(widthOf), 0));
    const room = options.columns === undefined ? Number.POSITIVE_INFINITY : Math.max(20, options.columns - width - 2);
    const lines = shown.flatMap((trail, i) =>
      path(trail, paint, room).map((line, j) => `${padEnd(j === 0 ? (titles[i] ?? "") : "", width)}  ${line}`),
    );
    const rest = all.length - shown.length;
    return rest > 0 ? [...lines, paint.dim(`and ${this.#isFull ? "more than " : ""}${rest} more`)] : lines;
  }
}

/** The stages with arrows between them, in lines of this many columns. */
function path(trail: Trail, paint: Paint, room: number): readonly string[] {
  const last = trail.stages.length - 1;
  const names = trail.stages.map((stage, i) => ({
    text: i === last ? withDetail(stage) : printable(stage.name, 60),
    colour: (text: string) => paint.tone(stage.tone, text),
  }));
  if (trail.left > 0) names.splice(keptPerEnd, 0, { text: `… ${trail.left} more …`, colour: paint.dim });
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const [i, { text, colour }] of names.entries()) {
    const arrow = i === 0 ? "" : used + 3 + widthOf(text) > room ? "→ " : " → ";
    if (arrow === "→ ") {
      lines.push(line);
      line = "";
      used = 0;
    }
    line += `${paint.dim(arrow)}${colour(text)}`;
    used += widthOf(arrow) + widthOf(text);
  }
  return [...lines, line];
}

function withDetail(stage: Stage): string {
  return printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200);
}
