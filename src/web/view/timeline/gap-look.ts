import type { GapFrame } from "../../../model/frame.js";
import { type GapOutcome, gapOutcome } from "../../../model/gap-outcome.js";
import type { ObjectRef } from "../../../model/kube-object.js";
import type { StreamInfo } from "../../../model/session.js";
import type { TimeScale } from "./time-scale.js";

/** What is known of a time in which a stream received nothing. */
export type GapLook = "possible loss" | "repaired" | "proven empty";

/** `uid`: in the row of this object, which may be proven unchanged where others are not. */
export function gapLook(gap: GapFrame, uid?: ObjectRef["uid"]): GapLook {
  const outcome = gapOutcome(gap);
  if (outcome === "possible-loss" && uid !== undefined && gap.unchanged?.includes(uid)) return "proven empty";
  return lookOf[outcome];
}

const lookOf: Readonly<Record<GapOutcome, GapLook>> = { empty: "proven empty", repaired: "repaired", "possible-loss": "possible loss" };

/** Whether the stream of a gap is one that shows this object. A stream that the session does not name may show any. */
export function concerns(gap: GapFrame, streams: ReadonlyMap<string, StreamInfo>, { kind, apiVersion, namespace }: ObjectRef): boolean {
  const stream = streams.get(gap.stream);
  if (stream === undefined) return false;
  const version = stream.group === "" ? stream.version : `${stream.group}/${stream.version}`;
  return stream.kind === kind && version === apiVersion && (stream.namespace === undefined || stream.namespace === namespace);
}

/** From the best to the worst. */
const looks: readonly GapLook[] = ["proven empty", "repaired", "possible loss"];
const minPx = 3;

/** Where gaps are drawn, in whole pixels: each in view takes at least some, and where several are, the worst of them is shown. */
export function gapRuns(
  gaps: readonly GapFrame[],
  scale: TimeScale,
  uid?: ObjectRef["uid"],
): readonly { readonly x: number; readonly width: number; readonly look: GapLook }[] {
  if (gaps.length === 0) return [];
  const columns = new Uint8Array(Math.ceil(scale.width));
  for (const [severity, look] of looks.entries())
    for (const gap of gaps) {
      if (gapLook(gap, uid) !== look) continue;
      const [from, to] = [scale.xOf(gap.from.offsetMs), scale.xOf(gap.to.offsetMs)];
      if (to >= 0) columns.fill(severity + 1, Math.max(0, Math.floor(from)), Math.max(0, Math.ceil(to), Math.floor(from) + minPx));
    }
  const runs: { x: number; width: number; look: GapLook }[] = [];
  for (let x = 0; x < columns.length; ) {
    const severity = columns[x] as number;
    let end = x + 1;
    while (end < columns.length && columns[end] === severity) end++;
    const look = looks[severity - 1];
    if (look !== undefined) runs.push({ x, width: end - x, look });
    x = end;
  }
  return runs;
}
