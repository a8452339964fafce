import type { ObjectLifecycle } from "../../lifecycle/session/object-lifecycle.js";
import type { ShownSession } from "./overview-text.js";
import { sessionJson } from "./session-table.js";

/** `kubespy show -o json`. A contract, as `frameJson` is: fields are added, never changed, while `schemaVersion` stays 1. */
export function overviewJson({ summary, overview, markers, storedBytes }: ShownSession): object {
  return {
    ...sessionJson(summary),
    kubeEvents: overview.kubeEvents,
    storedBytes,
    sentBytes: overview.sentBytes,
    timelines: overview.lifecycles.map(timelineJson),
    numbers: overview.metrics.map(({ name, ref, points }) => ({ name, object: ref, points })),
    markers,
    streams: summary.header.streams.map((stream) => ({
      ...stream,
      gaps: overview.gaps.filter((gap) => gap.stream === stream.id).map(({ kind: _kind, stream: _stream, extra: _extra, ...gap }) => gap),
    })),
  };
}

function timelineJson({ ref, owners, stage, milestones, stageIntervals }: ObjectLifecycle): object {
  return {
    object: ref,
    owners,
    stage,
    milestones: milestones.map(({ ref: _ref, ...milestone }) => milestone),
    stages: stageIntervals.map(({ fromMs, stage: { name, tone } }) => ({ fromMs, name, tone })),
  };
}
