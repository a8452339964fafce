import { diffObjects } from "../../diff/diff-objects.js";
import type { NarratedObjectRow } from "../../interpret/narrated-row.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { timeBaseBeside } from "../../report/overview/session-display.js";
import { changeLines } from "../../report/replay/change-lines.js";
import { objectTitle } from "../../report/replay/object-title.js";
import type { Paint } from "../../report/terminal/paint.js";
import { momentsShown, type PlayerState } from "../state/player-state.js";

interface ComparedOptions {
  readonly columns: number;
  readonly paint: Paint;
}

/**
 * The difference between two steps of one object, from the earlier to the later one, whichever was marked:
 *
 *     Pod/nginx  #12 → #40  Created → Running
 *     27.4s later
 *
 *     ~ status.phase  Pending → Running
 */
export function comparedLines(
  state: PlayerState,
  a: NarratedObjectRow,
  b: NarratedObjectRow,
  { columns, paint }: ComparedOptions,
): readonly string[] {
  const { session, noise } = state;
  const base = timeBaseBeside(momentsShown(state), session.base);
  const [before, after] = a.frame.sequence < b.frame.sequence ? [a, b] : [b, a];
  const [then, now] = [before.frame.revision.object, after.frame.revision.object];
  const stages = before.narration.stage.name === after.narration.stage.name ? [after] : [before, after];
  const stageText = stages.map(({ narration: { stage } }) => paint.tone(stage.tone, printable(stage.name, 60))).join(" → ");
  const places = `#${before.frame.sequence} → #${after.frame.sequence}`;
  const passedMs = after.frame.offsetMs - before.frame.offsetMs;
  const later = `${passedMs < 10 ? `${passedMs < 1 ? "<1" : Math.round(passedMs)}ms` : formatDuration(passedMs)} later`;
  const isOther = before.frame.ref.uid !== after.frame.ref.uid;
  const changes = diffObjects(then, now, { noise });
  return [
    `${paint.bold(objectTitle(after.frame.ref, session.namespaces))}  ${paint.bold(places)}  ${stageText}`,
    paint.dim(isOther ? `${later}, deleted and created again` : later),
    "",
    ...(changes.length > 0
      ? changeLines(changes, { paint, base, columns })
      : [paint.dim(noise || diffObjects(then, now, { noise: true }).length === 0 ? "No difference." : "Only noise differs; z shows it.")]),
  ];
}
