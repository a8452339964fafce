import { formatDuration } from "../../io/duration.js";
import type { GapFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Finding } from "./finding.js";

/** Gaps in which the cause of a failure may have gone unseen: those with a possible loss. Worth knowing, no failure of the cluster. */
export function gapFindings(gaps: readonly GapFrame[]): readonly Finding[] {
  return gaps.filter((gap) => gap.possibleLoss).map(gapFinding);
}

function gapFinding(gap: GapFrame): Finding {
  const blindMs = Math.max(0, gap.to.offsetMs - gap.from.offsetMs);
  return {
    class: "RecordingGap",
    severity: "info",
    object: { uid: gap.stream as Uid, apiVersion: "", kind: "Stream", name: gap.stream },
    message: `For ${formatDuration(blindMs)} nothing was seen of ${gap.stream} (${gap.reason}): what happened then may be the cause of what came after.`,
    firstSequence: gap.sequence,
    lastSequence: gap.sequence,
    sinceMs: gap.from.offsetMs,
    durationMs: blindMs,
    resolved: true,
    resolution: "Seeing began again.",
    evidence: [gap.sequence],
    events: [],
    causes: [],
    advice: [],
  };
}
