import type { GapFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { isKubeEvent } from "./fields/kube-event.js";
import { type ObjectLife, ObjectLives } from "./object-life.js";
import { type MovingNumber, MovingNumbers } from "./status-metrics.js";

/** A whole session at a glance. */
export interface SessionOverview {
  readonly lives: readonly ObjectLife[];
  readonly numbers: readonly MovingNumber[];
  /** Kubernetes Events, as objects. */
  readonly kubeEvents: number;
  /** The first of them; `SessionSummary.gaps` counts all. */
  readonly gaps: readonly GapFrame[];
  /** What the API server sent: all revisions, as JSON. */
  readonly sentBytes: number;
}

const maxGaps = 1000;

/** Reads a session once from start to end and keeps the sum of it. Ends early, with what it has seen, when the signal aborts. */
export async function overviewOf(reader: Pick<SessionReader, "frames" | "summary">, signal?: AbortSignal): Promise<SessionOverview> {
  const lives = new ObjectLives({ clockOffsetMs: reader.summary.header.server?.clockOffsetMs });
  const numbers = new MovingNumbers();
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
    lives.note(frame);
    if (isKubeEvent(frame.revision.object)) kubeEvents.add(frame.ref.uid);
    else numbers.note(frame);
  }
  return { lives: lives.all(), numbers: numbers.all(), kubeEvents: kubeEvents.size, gaps, sentBytes };
}
