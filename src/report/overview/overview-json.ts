import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import type { ContainerEnd } from "../../lifecycle/session/container-ends.js";
import type { ShownSession } from "./overview-text.js";
import { sessionJson } from "./session-table.js";

/** `kubespy show -o json`. A contract, as `frameJson` is: fields are added, never changed, while `schemaVersion` stays 1. */
export function overviewJson({ summary, analysis, markers, storedBytes, analysisBytes, containerEnds }: ShownSession): object {
  return {
    ...sessionJson(summary),
    kubeEvents: analysis.kubeEvents,
    objectsLeftOut: analysis.objectsLeftOut,
    storedBytes,
    analysisBytes,
    sentBytes: analysis.sentBytes,
    timelines: analysis.objects.map(timelineJson),
    numbers: analysis.metrics.map(({ name, ref, points }) => ({ name, object: ref, points })),
    containerEnds: containerEnds?.map(containerEndJson),
    markers,
    streams: summary.header.streams.map((stream) => ({
      ...stream,
      gaps: analysis.gaps.filter((gap) => gap.stream === stream.id).map(({ kind: _kind, stream: _stream, extra: _extra, ...gap }) => gap),
    })),
  };
}

function timelineJson({ ref, owners, stage, milestones, stageIntervals }: ObjectAnalysis): object {
  return {
    object: ref,
    owners,
    stage,
    milestones: milestones.map(({ ref: _ref, ...milestone }) => milestone),
    stages: stageIntervals.map(({ fromMs, stage: { name, tone, status } }) => ({ fromMs, name, tone, status })),
  };
}

/** `exitCode` is left out of an end that is made up: the container never ran. */
function containerEndJson({ ref, container, end, sequence }: ContainerEnd): object {
  const { hasRun, exitCode, signal, reason, message } = end;
  return { object: ref, container, sequence, exitCode: hasRun ? exitCode : undefined, signal, reason, message };
}
