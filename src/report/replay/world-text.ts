import { worldFactsOf } from "../../interpret/world-facts.js";
import { formatOffset } from "../../io/duration.js";
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
}

/** The objects that exist at a moment, each with its stage, how many of its parts are ready, and its last frame. Kubernetes Events are only counted. */
export function worldText(living: readonly ObjectFrame[], options: WorldTextOptions): string {
  const paint = paintWith(options.colour);
  const { more, kubeEvents: events } = options;
  const objects = [...living].sort(byTitle).map((frame) => ({
    frame,
    title: objectTitle(frame.ref, options.namespaces),
    facts: worldFactsOf(frame),
  }));
  const titleColumns = objects.reduce((most, { title }) => Math.max(most, widthOf(title)), 0);
  const readyColumns = objects.reduce((most, { facts }) => Math.max(most, facts.ready.length), 0);
  const rows = objects.map(({ frame, title, facts: { stage, ready } }) => {
    const words = printable(stage.detail === undefined ? stage.name : `${stage.name} (${stage.detail})`, 200);
    const count = padEnd(ready === "" ? "" : `${padStart(ready, readyColumns)} ready  `, readyColumns === 0 ? 0 : readyColumns + 8);
    const place = `as of #${frame.sequence} ${padStart(formatOffset(frame.offsetMs), 9)}`;
    return `  ${padEnd(title, titleColumns)}  ${paint.tone(stage.tone, padEnd(words, 28))}  ${count}${paint.dim(place)}`;
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

function byTitle(a: ObjectFrame, b: ObjectFrame): number {
  const [left, right] = [a, b].map(({ ref }) => `${ref.namespace ?? ""}/${ref.kind}/${ref.name}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
