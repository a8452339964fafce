import { assertNever } from "../../model/assert-never.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageMs, isCreation } from "../creation.js";
import { isKubeEvent } from "../fields/kube-event.js";
import type { ChangeTimes, Clause, Stage } from "../kinds/kind-rules.js";
import { rulesFor } from "../kinds/kinds.js";
import { deletedStage, passedBetween } from "../stage.js";
import { commonChanges, otherChanges } from "./common-changes.js";
import { about, asSentence, clause, elapsed } from "./words.js";

/** A frame in words. All text can hold what was recorded: whoever shows it makes it printable. */
export interface Narration {
  readonly stage: Stage;
  /** The stage before, where this frame changed it. */
  readonly from?: Stage;
  /** Stages between the two that this one change passed through: from Creating to Ready by way of Running. */
  readonly passed?: readonly string[];
  /** What happened, as a sentence. */
  readonly sentence: string;
  /** Why it matters, as a sentence; where there is something to say beyond the obvious. */
  readonly why?: string;
  /** The few fields that matter, for one live line: `["node-1"]`, `["exit 137"]`. */
  readonly changed: readonly string[];
}

export interface NarrationInput {
  readonly frame: ObjectFrame;
  /** The state before; absent for the first frame of an incarnation, or when it is not known. */
  readonly before?: KubeObject | undefined;
  readonly times?: ChangeTimes;
  /** The server's clock minus the recorder's, where it was measured. Default: 0. */
  readonly clockOffsetMs?: number;
}

/** Tells one frame. Pure: the same frame and state before give the same words; every time is the recording's. */
export function narrate({ frame, before, times = {}, clockOffsetMs = 0 }: NarrationInput): Narration {
  const object = frame.revision.object;
  const rules = rulesFor(object);
  const stage = frame.type === "DELETED" ? deletedStage : rules.stage(object);
  const from = before === undefined ? undefined : rules.stage(before);
  const clauses = clausesOf({ frame, before, times, clockOffsetMs }, stage);
  const passed = passedBetween(from, stage, rules.ladder);
  const told = weightiest(clauses);
  const why = told.find((c) => c.why !== undefined)?.why;
  return {
    stage,
    ...(passed.length === 0 ? {} : { passed }),
    ...(from === undefined || (from.name === stage.name && from.detail === stage.detail) ? {} : { from }),
    sentence: `${asSentence(told.map((c) => c.text).join("; "))}${repairedNote(frame)}`,
    ...(why === undefined ? {} : { why: asSentence(why) }),
    changed: [...new Set(told.flatMap((c) => c.brief ?? []))],
  };
}

/** At most three; what is mere bookkeeping only where there is nothing else to tell. */
function weightiest(clauses: readonly Clause[]): readonly Clause[] {
  const sorted = [...clauses].sort((a, b) => b.weight - a.weight);
  const news = sorted.filter((c) => c.weight > bookkeeping);
  return (news.length > 0 ? news : sorted).slice(0, 3);
}

/** Clauses of this weight and below are told only when there is nothing else. */
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
        ? [firstSight(stage), ...rulesFor(object).describe(object)]
        : modification({ before, after: object, times });
    default:
      return assertNever(frame.type);
  }
}

function modification(change: { before: KubeObject; after: KubeObject; times: ChangeTimes }): readonly Clause[] {
  const told = [...commonChanges(change), ...rulesFor(change.after).changes(change)];
  return told.length > 0 ? told : otherChanges(change);
}

/** The first frame of an incarnation. */
function appearance(frame: ObjectFrame, stage: Stage, clockOffsetMs: number): readonly Clause[] {
  const object = frame.revision.object;
  if (isKubeEvent(object)) return [];
  if (isCreation(frame, clockOffsetMs)) return [clause(100, "the API server has stored its definition in etcd", creationWhy(object))];
  const age = ageMs(frame, clockOffsetMs);
  const since = age === undefined ? "" : `; created ${about(age)} earlier`;
  if (frame.initial)
    return [clause(100, `it was there already when recording began, ${inStage(stage)}${since}`, { brief: "was there already" })];
  return [
    clause(100, `it came into sight, ${inStage(stage)}${since}`, {
      brief: "came into sight",
      why: "it was not created now: it began to match what is being recorded",
    }),
  ];
}

/** Objects without a spec ask nobody for anything. */
function creationWhy(object: KubeObject): { why?: string } {
  if (object.kind === "Pod") return { why: "nothing runs yet: so far it is only a definition, and the scheduler must find a node for it" };
  return object["spec"] === undefined ? {} : { why: "so far it is only a definition; now the controllers that watch for it act on it" };
}

function firstSight(stage: Stage): Clause {
  return clause(100, `it changed, and this is the first that was seen of it: ${inStage(stage)}`);
}

function deletion(frame: ObjectFrame, before: KubeObject | undefined, times: ChangeTimes): Clause {
  if (frame.inferred && frame.repaired)
    return clause(100, "it was deleted, but nobody saw it go", {
      brief: "deleted, seen by nobody",
      why: "history at later versions does not hold it any more; this is its last state",
    });
  if (frame.inferred)
    return clause(100, "it is missing from a new list: it was deleted, but nobody saw it go", {
      brief: "missing from a relist",
      why: "the time is when its absence was noticed; what happened to it before that was not seen",
    });
  if (isKubeEvent(frame.revision.object))
    return clause(100, "the Event has expired and was removed from etcd", {
      brief: "expired",
      why: "the API server keeps Events for an hour by default",
    });
  const kind = frame.ref.kind === "" ? "object" : frame.ref.kind;
  const after =
    times.sinceDeletionRequestedMs === undefined ? "" : `, ${elapsed(times.sinceDeletionRequestedMs)} after its deletion was asked for`;
  const known = before ?? frame.revision.object;
  const asked = known.metadata.deletionTimestamp !== undefined;
  return clause(100, `the ${kind} is gone from etcd${after}`, {
    brief: "gone",
    why: asked
      ? "the name is free; an object made under it now would be another incarnation, with another uid"
      : "it was removed at once: nothing had to be cleaned up first",
  });
}

function inStage(stage: Stage): string {
  return `${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`}`;
}

function repairedNote(frame: ObjectFrame): string {
  return frame.repaired ? " (Read from history after a gap; when it happened is not known exactly.)" : "";
}
