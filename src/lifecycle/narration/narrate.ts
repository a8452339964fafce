import { assertNever } from "../../model/assert-never.js";
import { numberAt, textAt } from "../../model/fields.js";
import { isFinalState } from "../../model/final-state.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageMs, isCreation } from "../creation.js";
import { isKubeEvent } from "../fields/kube-event.js";
import type { ChangeTimes, Clause, Stage } from "../kinds/kind-rules.js";
import { rulesFor } from "../kinds/kinds.js";
import { deletedStage, passedBetween } from "../stage.js";
import { changedBy } from "./changed-by.js";
import { commonChanges, otherChanges } from "./common-changes.js";
import { about, asSentence, clause, elapsed, listed } from "./words.js";

/** What one frame means, in words. Can hold recorded text: make it printable before showing it. */
export interface Narration {
  readonly stage: Stage;
  /** The stage before, if this frame changed it. */
  readonly from?: Stage;
  /** Stages between the two that this one change passed: Running, from Creating to Ready. */
  readonly passed?: readonly string[];
  /** What happened, as a sentence. Messages in it are whole: a screen shortens them in `parts`. */
  readonly sentence: string;
  /** What the sentence consists of, the most important first. */
  readonly parts: readonly string[];
  /** Why it matters, as a sentence; absent if it is obvious. */
  readonly why?: string;
  /** The few values that matter, for one live line: `["node-1"]`, `["exit 137"]`. */
  readonly changed: readonly string[];
}

export interface NarrationInput {
  readonly frame: ObjectFrame;
  /** The state before; absent for the first frame of an incarnation, or if it is unknown. */
  readonly before?: KubeObject | undefined;
  readonly times?: ChangeTimes;
  /** The server's clock minus the recorder's, if it was measured. Default: 0. */
  readonly clockOffsetMs?: number;
}

/** Puts one frame into words. Pure: the same frame and state before give the same words; every time comes from the recording. */
export function narrate({ frame, before, times = {}, clockOffsetMs = 0 }: NarrationInput): Narration {
  const object = frame.revision.object;
  const rules = rulesFor(object);
  const stage = frame.type === "DELETED" ? deletedStage : rules.stage(object);
  const from = before === undefined ? undefined : rules.stage(before);
  const clauses = clausesOf({ frame, before, times, clockOffsetMs }, stage);
  const by = changedBy(frame, before);
  const passed = passedBetween(from, stage, rules.ladder);
  const shown = heaviest(clauses, before === undefined ? 4 : 3);
  const why = shown.find((c) => c.why !== undefined)?.why;
  const parts = shown.map(({ text }, i) => (i === shown.length - 1 && by.length > 0 ? `${text} (by ${listed(by)})` : text));
  return {
    stage,
    ...(passed.length === 0 ? {} : { passed }),
    ...(from === undefined || (from.name === stage.name && from.detail === stage.detail) ? {} : { from }),
    sentence: `${asSentence(parts.join("; "))}${originNote(frame)}`,
    parts,
    ...(why === undefined ? {} : { why: asSentence(why) }),
    changed: [...new Set(shown.flatMap((c) => c.brief ?? [])), ...(by.length === 0 ? [] : [`by ${listed(by, 2)}`])],
  };
}

/** Bookkeeping only if there is nothing else. */
function heaviest(clauses: readonly Clause[], most: number): readonly Clause[] {
  const sorted = [...clauses].sort((a, b) => b.weight - a.weight);
  const news = sorted.filter((c) => c.weight > bookkeeping);
  return (news.length > 0 ? news : sorted).slice(0, most);
}

const bookkeeping = 10;

function clausesOf({ frame, before, times, clockOffsetMs }: Required<NarrationInput>, stage: Stage): readonly Clause[] {
  const object = frame.revision.object;
  switch (frame.type) {
    case "DELETED":
      return [deletion(frame, before, times)];
    case "ADDED":
      return [...appearance(frame, stage, clockOffsetMs), ...rulesFor(object).describe(object)];
    case "MODIFIED":
      return before === undefined
        ? [clause(100, `modified; first seen in stage ${inStage(stage)}`, { brief: "first seen" }), ...rulesFor(object).describe(object)]
        : modification({ before, after: object, times });
    default:
      return assertNever(frame.type);
  }
}

function modification(change: { before: KubeObject; after: KubeObject; times: ChangeTimes }): readonly Clause[] {
  const clauses = [...commonChanges(change), ...rulesFor(change.after).changes(change)];
  return clauses.length > 0 ? clauses : otherChanges(change);
}

/** The first frame of an incarnation. */
function appearance(frame: ObjectFrame, stage: Stage, clockOffsetMs: number): readonly Clause[] {
  const object = frame.revision.object;
  if (isKubeEvent(object)) return [];
  if (isCreation(frame, clockOffsetMs)) return [clause(100, "the API server stored it in etcd", creationWhy(object))];
  const age = ageMs(frame, clockOffsetMs);
  const since = age === undefined ? "" : `; created ${about(age)} earlier`;
  if (frame.initial)
    return [clause(100, `it existed when recording started, in stage ${inStage(stage)}${since}`, { brief: "already existed" })];
  return [
    clause(100, `first seen in stage ${inStage(stage)}${since}`, {
      brief: "first seen",
      why: frame.typeUnknown ? undefined : "it was created earlier, and now matches the scope of the recording",
    }),
  ];
}

/** No controller acts on an object without a spec. After a gap the first frame can show one on which they have acted already. */
function creationWhy(object: KubeObject): { why?: string } {
  if (object.kind === "Pod" && textAt(object, "spec", "nodeName") === undefined)
    return { why: "nothing runs yet: the scheduler must assign it to a node first" };
  const isActedOn = object.kind === "Pod" || numberAt(object, "status", "observedGeneration") !== undefined;
  return isActedOn || object["spec"] === undefined ? {} : { why: "the controllers of this kind act on it next" };
}

function deletion(frame: ObjectFrame, before: KubeObject | undefined, times: ChangeTimes): Clause {
  if (frame.inferred && frame.repaired)
    return clause(100, "it was deleted, but the deletion was not observed", {
      brief: "deletion not observed",
      why: "the history at later versions does not contain it; this is its last known state",
    });
  if (frame.inferred)
    return clause(100, "it is gone: it was deleted, but the deletion was not observed", {
      brief: "deletion not observed",
      why: isFinalState(frame.revision.object)
        ? "no grace period and no finalizer was left, so the API server removed it at once"
        : "a later list does not have it, or a new object has its name; the time is when that was seen",
    });
  if (isKubeEvent(frame.revision.object)) {
    // Nobody asks for an expiry: a request by somebody is a deletion.
    if (frame.actor !== undefined) return clause(100, "the Event was deleted", { brief: "deleted" });
    return clause(100, "the Event expired and was removed from etcd", {
      brief: "expired",
      why: "the API server keeps Events for one hour by default",
    });
  }
  const kind = frame.ref.kind === "" ? "object" : frame.ref.kind;
  const after =
    times.sinceDeletionRequestedMs === undefined ? "" : `, ${elapsed(times.sinceDeletionRequestedMs)} after its deletion was requested`;
  const known = before ?? frame.revision.object;
  const isRequested = known.metadata.deletionTimestamp !== undefined;
  return clause(100, `the ${kind} was removed from etcd${after}`, {
    brief: "removed",
    why: isRequested
      ? "the name is free; a new object with this name gets another uid and is another incarnation"
      : "it was removed at once: no cleanup was needed",
  });
}

function inStage(stage: Stage): string {
  return `${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
}

/** How the frame was come by, where that limits what it says. */
function originNote(frame: ObjectFrame): string {
  if (frame.derived && frame.type === "MODIFIED") return " (Derived from the request: the input does not have the state that it led to.)";
  return frame.repaired ? " (Read from history after a gap; the exact time is unknown.)" : "";
}
