import type { NarratedRow } from "../../../interpret/narrated-row.js";
import { printable } from "../../../io/printable.js";
import { bothEnds } from "../../../lifecycle/narration/words.js";
import type { Stage } from "../../../lifecycle/stage.js";
import { type GapOutcome, gapOutcome } from "../../../model/gap-outcome.js";
import { gapSentence } from "../../../report/replay/gap-sentence.js";
import { eventSubjectTitle, objectTitle } from "../../../report/replay/object-title.js";
import { frameFlags, stagesLeft, stepSign } from "../../../report/replay/step-words.js";
import type { StepRow } from "./step-requests.js";

/** Characters of a sentence in a list; the step itself shows more. */
const maxSentence = 600;

/** A step as a row of a list. `namespaces`: those of objects are named. */
export function stepRow(row: NarratedRow, namespaces: boolean): StepRow {
  const { frame, meaningful: isMeaningful, warning: isWarning } = row;
  const { sequence, offsetMs, observedAt } = frame;
  const place = { sequence, offsetMs, observedAt, kind: row.kind, sign: stepSign(row), isMeaningful, isWarning };
  if (row.kind === "gap") {
    const words = {
      title: printable(row.frame.stream, 300),
      sentence: shortened(gapSentence(row.frame)),
      flags: [gapFlags[gapOutcome(row.frame)]],
    };
    return { ...place, ...words, isKubeEvent: false, trail: [] };
  }
  const subject = eventSubjectTitle(row.frame.revision.object, namespaces);
  return {
    ...place,
    ref: row.frame.ref,
    title: subject ?? objectTitle(row.frame.ref, namespaces),
    isKubeEvent: subject !== undefined,
    sentence: shortened(row.narration.sentence),
    stage: shownStage(row.narration.stage),
    trail: stagesLeft(row),
    flags: frameFlags(row.frame),
  };
}

/** In the place of a step that cannot be read; `why`: for people. */
export function unreadableRow(sequence: number, why: string): StepRow {
  const nothing = { isKubeEvent: false, trail: [], flags: ["unreadable"], isMeaningful: true, isWarning: true };
  const words = { title: "cannot be read", sentence: shortened(why) };
  return { sequence, offsetMs: Number.NaN, observedAt: "", kind: "unreadable", sign: "!", ...words, ...nothing };
}

/** What is known about the time that a gap covers. */
const gapFlags: Readonly<Record<GapOutcome, string>> = {
  empty: "no change missed",
  repaired: "repaired",
  "possible-loss": "possible loss",
};

function shownStage({ name, tone, detail }: Stage): Stage {
  return { name: printable(name, 60), tone, ...(detail === undefined ? {} : { detail: printable(detail, 100) }) };
}

function shortened(sentence: string): string {
  return printable(bothEnds(sentence, maxSentence));
}
