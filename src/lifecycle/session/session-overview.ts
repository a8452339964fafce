import type { GapFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { isKubeEvent } from "../fields/kube-event.js";
import { type ObjectLifecycle, ObjectLifecycles } from "./object-lifecycle.js";
import { type StatusMetric, StatusMetrics } from "./status-metrics.js";

/** A whole session in summary. */
export interface SessionOverview {
  readonly lifecycles: readonly ObjectLifecycle[];
  readonly metrics: readonly StatusMetric[];
  /** How many Kubernetes Events there are, as objects. */
  readonly kubeEvents: number;
  /** The first `maxGaps`; `SessionSummary.gaps` counts all. */
  readonly gaps: readonly GapFrame[];
  /** Size of all revisions as the API server sent them, JSON. */
  readonly sentBytes: number;
}

const maxGaps = 1000;

/** Reads a session once from start to end. Stops early, with what it has read so far, when the signal aborts. */
export async function overviewOf(reader: Pick<SessionReader, "frames" | "summary">, signal?: AbortSignal): Promise<SessionOverview> {
  const lifecycles = new ObjectLifecycles({ clockOffsetMs: reader.summary.header.server?.clockOffsetMs });
  const metrics = new StatusMetrics();
  const kubeEvents = new Set<Uid>();
  const gaps: GapFrame[] = [];
  let sentBytes = 0;
  for await (const frame of reader.frames()) {
    if (signal?.aborted) break;
    if (frame.kind === "gap") {
      if (gaps.length < maxGaps) gaps.push(frame);
      continue;
    }
    sentBytes += frame.revision.bytes.length;
    lifecycles.observe(frame);
    if (isKubeEvent(frame.revision.object)) kubeEvents.add(frame.ref.uid);
    else metrics.observe(frame);
  }
  return { lifecycles: lifecycles.all(), metrics: metrics.all(), kubeEvents: kubeEvents.size, gaps, sentBytes };
}
