import { changesOf } from "../../../interpret/frame-changes.js";
import type { NarratedRow } from "../../../interpret/narrated-row.js";
import { printable } from "../../../io/printable.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { actorText } from "../../../report/replay/actor-text.js";
import { gapSentence } from "../../../report/replay/gap-sentence.js";
import type { TimeBase } from "../../../report/replay/recorded-value.js";
import { sentenceText } from "../../../report/replay/sentence-text.js";
import { nothingChanged } from "../../../report/replay/step-words.js";
import { yamlLines } from "../../../report/terminal/yaml.js";
import { shownChanges } from "./shown-change.js";
import type { ShownText, StepDetail } from "./step-requests.js";
import { stepRow } from "./step-row.js";

interface DetailOptions {
  readonly noise: boolean;
  readonly namespaces: boolean;
  readonly base: TimeBase;
}

const maxSentence = 16_000;
const maxActor = 1000;
const maxMessageLines = 2000;
const maxMessageCharacters = 200_000;

/** Everything that the page shows of one step. */
export function stepDetail(step: NarratedRow, { noise, namespaces, base }: DetailOptions): StepDetail {
  const row = stepRow(step, namespaces);
  if (step.kind === "gap") {
    const sentence = printable(gapSentence(step.frame), maxSentence);
    return { row, sentence, changes: [], moreChanges: 0, noChanges: "", by: [], yaml: [] };
  }
  const { frame, before, narration, by } = step;
  const { object } = frame.revision;
  const { changes, more } = shownChanges(changesOf(frame, before, { noise, kubeEvents: noise }), base);
  const { why } = narration;
  const message = row.isKubeEvent ? (textAt(object, "message") ?? textAt(object, "note")) : undefined;
  return {
    row,
    // The message of an Event is shown whole below it.
    sentence: printable(sentenceText(narration, message === undefined ? "pipe" : "terminal"), maxSentence),
    ...(why === undefined ? {} : { why: printable(why, maxSentence) }),
    ...(message === undefined ? {} : { message: shownText(message) }),
    changes,
    moreChanges: more,
    noChanges: changes.length > 0 ? "" : nothingChanged(frame, noise),
    by,
    ...(frame.actor === undefined ? {} : { actor: printable(actorText(frame.actor), maxActor) }),
    ...wholeObject(object),
  };
}

function shownText(text: string): ShownText {
  const lines = text.slice(0, maxMessageCharacters).trimEnd().split(/\r?\n/);
  const cut = text.length > maxMessageCharacters ? [`… (${text.length} characters)`] : [];
  return {
    lines: [...lines.slice(0, maxMessageLines).map((line) => printable(line)), ...cut],
    moreLines: Math.max(0, lines.length - maxMessageLines),
  };
}

/** In the order in which kubectl prints it, `managedFields` apart: they are half of most objects and nobody reads them. */
function wholeObject(object: KubeObject): Pick<StepDetail, "yaml" | "managedFields"> {
  const { managedFields, ...metadata } = object.metadata as Record<string, unknown>;
  const yaml = yamlLines({ ...object, metadata });
  return { yaml, ...(managedFields === undefined ? {} : { managedFields: yamlLines(managedFields) }) };
}
