import { formatDuration } from "../../io/duration.js";
import { type GapFrame, unrecordableStream } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Finding } from "./finding.js";

/** RecordingGap: a gap with a possible loss, which may hide the cause of a failure. Info, as the cluster did not fail. */
export function gapFindings(gaps: readonly GapFrame[]): readonly Finding[] {
  return gaps.filter((gap) => gap.possibleLoss).map(gapFinding);
}

function gapFinding(gap: GapFrame): Finding {
  const gapMs = Math.max(0, gap.to.offsetMs - gap.from.offsetMs);
  const happened =
    gap.stream === unrecordableStream ? gap.reason : `Nothing was received from ${gap.stream} for ${formatDuration(gapMs)} (${gap.reason})`;
  return {
    class: "RecordingGap",
    severity: "info",
    object: { uid: gap.stream as Uid, apiVersion: "", kind: "Stream", name: gap.stream },
    message: `${happened}: this gap may hide the cause of later findings.`,
    firstSequence: gap.sequence,
    lastSequence: gap.sequence,
    sinceMs: gap.from.offsetMs,
    durationMs: gapMs,
    resolved: true,
    resolution: "Recording resumed.",
    evidence: [gap.sequence],
    events: [],
    causes: [],
    advice: [],
  };
}
