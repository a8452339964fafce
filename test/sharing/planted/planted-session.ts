import type { Frame, GapFrame, ObjectFrame } from "../../../src/model/frame.js";
import { type KubeObject, refOf } from "../../../src/model/kube-object.js";
import { Revision } from "../../../src/model/revision.js";
import type { Marker, SessionEnd, SessionHeader, SessionReader } from "../../../src/model/session.js";
import { InMemorySessionReader } from "../../support/in-memory-session-reader.js";
import type { Random } from "./random.js";

/** The states of one object, in their order. */
export type PlantedTimeline = readonly KubeObject[];

interface PlantedTexts {
  readonly header: Partial<SessionHeader>;
  readonly end: SessionEnd;
  readonly markers: readonly Marker[];
  readonly gapReasons: readonly string[];
}

const startedAt = Date.parse("2026-11-29T10:00:00.000Z");

/** A session in which many objects change, each in its own order and all at the same time. */
export function plantedSession(timelines: readonly PlantedTimeline[], texts: PlantedTexts, random: Random): SessionReader {
  const frames: Frame[] = [];
  for (const reason of texts.gapReasons) frames.push(gap(frames.length + 1, reason));
  for (const { object, isFirst, isLast } of interleaved(timelines, random)) {
    const isDeleted = isLast && !isFirst && random.chance(0.1);
    frames.push(objectFrame(object, frames.length + 1, isFirst ? "ADDED" : isDeleted ? "DELETED" : "MODIFIED"));
  }
  const header = { name: "planted", startedAt: new Date(startedAt).toISOString(), secretValues: "clear" as const, ...texts.header };
  return new InMemorySessionReader(frames, { header, summary: { end: texts.end }, markers: texts.markers });
}

interface Step {
  readonly object: KubeObject;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function interleaved(timelines: readonly PlantedTimeline[], random: Random): readonly Step[] {
  const timed = timelines.flatMap((timeline) => {
    const times = timeline.map(() => random.fraction()).sort((a, b) => a - b);
    return timeline.map((object, i) => ({ object, isFirst: i === 0, isLast: i === timeline.length - 1, at: times[i] ?? 0 }));
  });
  return timed.sort((a, b) => a.at - b.at);
}

function objectFrame(object: KubeObject, sequence: number, type: ObjectFrame["type"]): ObjectFrame {
  const resourceVersion = object.metadata.resourceVersion ?? `${1000 + sequence}`;
  const sent = { ...object, metadata: { ...object.metadata, resourceVersion } };
  const revision = Revision.ofObject(JSON.parse(JSON.stringify(sent)) as KubeObject);
  return { kind: "object", type, ref: refOf(revision.object), resourceVersion, revision, sequence, ...times(sequence) };
}

function gap(sequence: number, reason: string): GapFrame {
  const { offsetMs, observedAt } = times(sequence);
  const bound = { offsetMs, observedAt };
  return { kind: "gap", stream: "/api/v1/pods", reason, from: bound, to: bound, possibleLoss: true, sequence, offsetMs, observedAt };
}

function times(sequence: number) {
  const offsetMs = sequence * 10;
  return { offsetMs, observedAt: new Date(startedAt + offsetMs).toISOString() };
}
