import { changesOf } from "../interpret/frame-changes.js";
import type { FrameNarrator } from "../interpret/interpret-at.js";
import type { NarratedFrame, NarratedObject } from "../interpret/interpreted-frame.js";
import { isMeaningful, isWarning, stageAfter } from "../interpret/significance.js";
import { jsonText } from "../io/json-text.js";
import { assertNever } from "../model/assert-never.js";
import { textAt } from "../model/fields.js";
import type { Frame, ObjectFrame } from "../model/frame.js";

/** What a step must be to end a search. */
export type Wanted =
  | { readonly kind: "any" }
  | { readonly kind: "meaningful" }
  | { readonly kind: "warning" }
  /** Text in any case, in the narration of a step or in its changes; `noise`: also in those that a diff hides as noise. */
  | { readonly kind: "text"; readonly text: string; readonly noise?: boolean };

/** Whether this frame is what a search wants; reads no more than it needs to say so. */
export async function isWanted(frame: Frame, what: Wanted, narrator: Pick<FrameNarrator, "before" | "narrate">): Promise<boolean> {
  switch (what.kind) {
    case "any":
      return true;
    case "meaningful":
      return isMeaningful(frame, frame.kind === "gap" || frame.type !== "MODIFIED" ? undefined : await narrator.before(frame));
    case "warning":
      // Most frames cannot be one: only for the others the state before is read.
      if (frame.kind === "gap" || stageAfter(frame).tone !== "bad") return isWarning(frame, undefined);
      return isWarning(frame, await narrator.before(frame));
    case "text":
      return searchText(await narrator.narrate(frame), what.noise).includes(what.text.toLowerCase());
    default:
      return assertNever(what);
  }
}

/** What is wanted, for people: "no further warning". */
export function wordsFor(what: Wanted): string {
  switch (what.kind) {
    case "any":
      return "step";
    case "meaningful":
      return "meaningful change";
    case "warning":
      return "warning";
    case "text":
      return `match of "${what.text}"`;
    default:
      return assertNever(what);
  }
}

/** What a search looks through, in lower case: the words about a step, and what changed in it, as a person reads it. */
export function searchText(narrated: NarratedFrame, noise = false): string {
  if (narrated.kind === "gap") return `gap ${narrated.frame.stream} ${narrated.frame.reason}`.toLowerCase();
  const { frame, before, narration } = narrated;
  const { stage, sentence, why } = narration;
  const changes = noise ? changesOf(frame, before, { noise, kubeEvents: true }) : narrated.changes;
  const { user, as, verb, subresource, userAgent, sources = [] } = frame.actor ?? {};
  const by = [user, as, verb, subresource, userAgent, ...sources];
  const words = [...titlesOf(frame), stage.detail, `${stage.name}: ${sentence}`, why, ...by, ...changes.map(changeText)];
  return words
    .filter((part) => part !== undefined)
    .join("\n")
    .toLowerCase();
}

/** Its own; of a Kubernetes Event also that of the object that it is about. */
function titlesOf({ ref, revision }: ObjectFrame): readonly string[] {
  const own = `${ref.kind}/${ref.name}`;
  if (ref.kind !== "Event") return [own];
  return [own, ...["involvedObject", "regarding"].map((field) => subjectTitle(revision.object, field))];
}

function subjectTitle(event: unknown, field: string): string {
  return `${textAt(event, field, "kind") ?? ""}/${textAt(event, field, "name") ?? ""}`;
}

type Change = NarratedObject["changes"][number];

/** The path and the values: not the names that this program gives to their parts. */
function changeText(change: Change): string {
  switch (change.kind) {
    case "added":
      return `${change.path} ${valueText(change.after)}`;
    case "removed":
      return `${change.path} ${valueText(change.before)}`;
    case "changed":
      return `${change.path} ${valueText(change.before)} → ${valueText(change.after)}`;
    case "text":
      return `${change.path} ${change.lines.map(({ line }) => line).join("\n")}`;
    case "moved":
    case "too-different":
      return change.path;
    default:
      return assertNever(change);
  }
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value);
}
