import { changesOf } from "../../interpret/frame-changes.js";
import type { NarratedObjectRow, NarratedRow } from "../../interpret/narrated-row.js";
import { printable } from "../../io/printable.js";
import { assertNever } from "../../model/assert-never.js";
import { timeBaseBeside } from "../../report/overview/session-display.js";
import { actorText } from "../../report/replay/actor-text.js";
import { changeLines } from "../../report/replay/change-lines.js";
import { gapSentence } from "../../report/replay/gap-sentence.js";
import { eventSubjectTitle, objectTitle } from "../../report/replay/object-title.js";
import { sentenceText } from "../../report/replay/sentence-text.js";
import { frameFlags, nothingChanged, stagesLeft } from "../../report/replay/step-words.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { wrap } from "../../report/terminal/width.js";
import { shownDiffBase } from "../state/diff-moves.js";
import { areFindingsKnown, findingLog, findingsNow, newsNow } from "../state/findings-shown.js";
import { isRecording } from "../state/live.js";
import { currentRow, momentsShown, type PlayerState } from "../state/player-state.js";
import { comparedLines } from "./compared-lines.js";
import { findingLines, newsLines } from "./finding-lines.js";
import type { LazyLines } from "./lazy-lines.js";
import { wholeObject } from "./whole-object.js";
import { worldLines } from "./world-lines.js";

/** All lines of the detail, in this many columns: what the pane chosen shows of the step. The last answer is kept: scrolling asks again and again. */
export function detailLines(state: PlayerState, columns: number): LazyLines {
  const row = currentRow(state);
  const { base, namespaces, colour, summary } = state.session;
  const key = [state.pane, state.noise, columns, base, namespaces, colour, summary.header, state.time, ...madeFrom(state, row)];
  if (kept === undefined || key.some((part, i) => part !== kept?.key[i])) kept = { key, lines: make(state, row, columns) };
  return kept.lines;
}

/** What the pane is made from beside that. */
function madeFrom(state: PlayerState, row: NarratedRow | undefined): readonly unknown[] {
  switch (state.pane) {
    case "diff":
      return [row, newsNow(state).length, shownDiffBase(state)];
    case "yaml":
      return [row];
    case "world":
      return [row, state.world, state.findings];
    case "findings": {
      // Of many thousands the list takes long to make, and most steps leave it as it is.
      const findings = findingsNow(state);
      const isSame = findings.length > 0 && areFindingsKnown(state) && !state.findings.isOfObjects;
      return [row === undefined, findings, isSame ? undefined : findingLog(state), isSame ? undefined : state.position];
    }
    case "comparison":
      return [state.lesson?.comparison];
    default:
      return assertNever(state.pane);
  }
}

let kept: { readonly key: readonly unknown[]; readonly lines: LazyLines } | undefined;

function make(state: PlayerState, row: NarratedRow | undefined, columns: number): LazyLines {
  const paint = paintWith(state.session.colour);
  if (row === undefined) return [paint.dim(state.session.summary.frames === 0 ? noFrames(state) : "reading …")];
  switch (state.pane) {
    case "diff":
      return row.kind === "gap"
        ? [...folded(gapSentence(row.frame), columns), ...newsLines(state, columns)]
        : diffLines(state, row, columns, paint);
    case "yaml":
      return row.kind === "gap" ? ["A gap has no object: step back or forward."] : wholeObject(row, state.noise, columns).lines;
    case "world":
      return worldLines(state, columns);
    case "findings":
      return findingLines(state, columns);
    case "comparison":
      return state.lesson?.comparison?.(columns) ?? [];
    default:
      return assertNever(state.pane);
  }
}

function noFrames(state: PlayerState): string {
  return isRecording(state) ? "Nothing has been recorded yet." : "This session has no frames.";
}

function diffLines(state: PlayerState, row: NarratedObjectRow, columns: number, paint: Paint): readonly string[] {
  const diffBase = shownDiffBase(state);
  if (diffBase !== undefined) return comparedLines(state, diffBase, row, { columns, paint });
  const { frame, before, narration } = row;
  const why =
    narration.why === undefined
      ? []
      : folded(narration.why, columns - 5).map((line, i) => paint.dim(`${i === 0 ? "why: " : "     "}${line}`));
  const by = frame.actor === undefined ? [] : folded(`by: ${actorText(frame.actor)}`, columns).map((line) => paint.dim(line));
  const changes = changesOf(frame, before, { noise: state.noise, kubeEvents: state.noise });
  const base = timeBaseBeside(momentsShown(state), state.session.base);
  const all = { paint, base, columns, mostLines: Number.POSITIVE_INFINITY };
  return [
    headingOf(state, row, paint),
    ...folded(sentenceText(narration, "terminal"), columns),
    ...why,
    ...by,
    ...newsLines(state, columns),
    "",
    ...(changes.length > 0 ? changeLines(changes, all) : [paint.dim(nothingChanged(row.frame, state.noise))]),
  ];
}

/** "Pod/nginx  Created → Scheduled". */
function headingOf({ session }: PlayerState, row: NarratedObjectRow, paint: Paint): string {
  const { frame, narration } = row;
  const { stage } = narration;
  const subject = eventSubjectTitle(frame.revision.object, session.namespaces);
  const title =
    subject === undefined ? paint.bold(objectTitle(frame.ref, session.namespaces)) : `${paint.dim("Event on")} ${paint.bold(subject)}`;
  const was = stagesLeft(row)
    .map((name) => `${name} → `)
    .join("");
  const detail = stage.detail === undefined ? "" : ` · ${printable(stage.detail, 100)}`;
  const flags = frameFlags(frame);
  return `${title}  ${paint.dim(was)}${paint.tone(stage.tone, `${printable(stage.name, 60)}${detail}`)}${flags.length === 0 ? "" : ` [${flags.join(", ")}]`}`;
}

function folded(text: string, columns: number): readonly string[] {
  return wrap(printable(text), Math.min(columns, 110));
}
