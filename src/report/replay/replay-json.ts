import type { Change } from "../../diff/diff-objects.js";
import type { NarratedFrame, NarratedObject } from "../../interpret/interpreted-frame.js";
import { stageOf } from "../../lifecycle/stage.js";
import type { GapFrame, ObjectFrame } from "../../model/frame.js";

/**
 * One frame of a replay as `-o json` gives it, one object a line. This is a contract: fields are added, never changed, while
 * `schemaVersion` stays 1. Text is as recorded: whoever prints it must escape it.
 */
export function frameJson(narrated: NarratedFrame, { full = false } = {}): object {
  const { frame } = narrated;
  const position = { schemaVersion: 1, sequence: frame.sequence, offsetMs: frame.offsetMs, observedAt: frame.observedAt };
  return narrated.kind === "gap"
    ? { ...position, ...gapJson(narrated.frame) }
    : { ...position, ...objectJson(narrated.frame), ...narrationJson(narrated, full) };
}

function gapJson(gap: GapFrame): object {
  const { stream, reason, from, to, possibleLoss, unchanged, repairedRevisions, unrepaired } = gap;
  return { type: "GAP", stream, reason, from, to, possibleLoss, unchanged, repairedRevisions, unrepaired };
}

function objectJson(frame: ObjectFrame): object {
  const { type, initial, inferred, repaired, typeUnknown, derived, actor } = frame;
  return { type, initial, inferred, repaired, typeUnknown, derived, actor, object: objectRefJson(frame) };
}

function objectRefJson({ ref, resourceVersion }: ObjectFrame): object {
  return { apiVersion: ref.apiVersion, kind: ref.kind, namespace: ref.namespace, name: ref.name, uid: ref.uid, resourceVersion };
}

function narrationJson({ frame, narration, changes, by }: NarratedObject, full: boolean): object {
  const { stage, passed, sentence, why } = narration;
  const whole = full ? { revision: frame.revision.object } : {};
  return { stage, passed, sentence, why, ...(by.length === 0 ? {} : { by }), changes: changes.map(changeJson), ...whole };
}

function changeJson(change: Change): object {
  const { segments: _segments, ...rest } = change;
  return rest;
}

/** The last line of `replay --at -o json`: every object that exists at that moment. */
export function worldJson(living: readonly ObjectFrame[]): object {
  return {
    schemaVersion: 1,
    type: "WORLD",
    objects: living.map((frame) => ({
      ...objectRefJson(frame),
      stage: stageOf(frame.revision.object),
      sequence: frame.sequence,
      offsetMs: frame.offsetMs,
    })),
  };
}
