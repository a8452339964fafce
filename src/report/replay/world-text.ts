import { worldFactsOf } from "../../interpret/world-facts.js";
import { type MomentFormat, momentColumns, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { ObjectFrame } from "../../model/frame.js";
import { paintWith } from "../terminal/paint.js";
import { padEnd, padStart, widthOf } from "../terminal/width.js";
import { objectTitle } from "./object-title.js";

interface WorldTextOptions {
  readonly colour: boolean;
  readonly namespaces?: boolean;
  /** How many objects exist beside those shown. */
  readonly more: number;
  readonly kubeEvents: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** The objects that exist at a moment, each with its stage, how many of its parts are ready, and its last frame. Kubernetes Events are only counted. */
export function worldText(living: readonly ObjectFrame[], options: WorldTextOptions): string {
  const paint = paintWith(options.colour);
  const { more, kubeEvents: events, moments = offsetFormat } = options;
  const objects = [...living].sort(byTitle).map((frame) => ({
    frame,
    title: objectTitle(frame.ref, options.namespaces),
    facts: worldFactsOf(frame),
  }));
  const titleColumns = objects.reduce((most, { title }) => Math.max(most, widthOf(title)), 0);
  const widest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
  const stages = objects.map(({ facts: { stage } }) =>
    printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200),
  );
  const stageColumns = Math.min(maxStageColumns, widest(stages));
  const readyColumns = widest(objects.map(({ facts }) => facts.ready));
  const counts = objects.map(({ frame, facts: { ready } }) => (ready === "" ? "" : `${padStart(ready, readyColumns)} ${unitOf(frame)}  `));
  const countColumns = widest(counts);
  const sequenceColumns = widest(objects.map(({ frame }) => `#${frame.sequence}`));
  const rows = objects.map(({ frame, title, facts: { stage } }, i) => {
    const words = padEnd(stages[i] ?? "", stageColumns);
    const place = `as of ${padStart(`#${frame.sequence}`, sequenceColumns)} ${padStart(moments.text(frame.offsetMs), momentColumns(moments, 9))}`;
    return `  ${padEnd(title, titleColumns)}  ${paint.tone(stage.tone, words)}  ${padEnd(counts[i] ?? "", countColumns)}${paint.dim(place)}`;
  });
  if (objects.length === 0)
    return `No object exists at this moment${events === 0 ? "" : `, only ${plural(events, "Kubernetes Event")}`}.\n`;
  const tail = [
    ...(more === 0
      ? []
      : [paint.dim(`  and ${plural(more, "object")} that changed earlier: select some with --object, or list all with -o json`)]),
    ...(events === 0 ? [] : [paint.dim(`  and ${plural(events, "Kubernetes Event")}`)]),
  ];
  return `${["Objects at this moment:", ...rows, ...tail].join("\n")}\n`;
}

/** A longer stage moves the rest of its line only. */
const maxStageColumns = 60;

/** What is counted: kubectl has a column COMPLETIONS for Jobs, and READY for all else. */
function unitOf({ ref }: ObjectFrame): string {
  return ref.kind === "Job" && ref.apiVersion.startsWith("batch/") ? "completed" : "ready";
}

function byTitle(a: ObjectFrame, b: ObjectFrame): number {
  const [left, right] = [a, b].map(({ ref }) => `${ref.namespace ?? ""}/${ref.kind}/${ref.name}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
