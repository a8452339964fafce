import type { GapFrame } from "../model/frame.js";
import type { SessionHeader, SessionReader } from "../model/session.js";
import type { PartPlan } from "./part-frames.js";

type Held = Omit<PartPlan, "gaps">;

/**
 * The gaps that lie in a part, by their sequences, still in the time of the whole: of the streams that the part holds, and those that no stream of the
 * whole had (a change that could not be recorded). One that began before the part begins with it; one that had not ended when the part ends, ends with it.
 */
export async function partGaps(
  session: Pick<SessionReader, "gaps" | "summary">,
  header: SessionHeader,
  held: Held,
): Promise<ReadonlyMap<number, GapFrame>> {
  const held_ = new Set(header.streams.map(({ id }) => id));
  const cutAway = new Set(session.summary.header.streams.map(({ id }) => id).filter((id) => !held_.has(id)));
  const { fromSequence, toSequence, toMs } = held.span;
  const lie = (gap: GapFrame) =>
    !cutAway.has(gap.stream) &&
    gap.sequence >= fromSequence &&
    (gap.sequence <= toSequence || (!held.span.reachesEnd && gap.from.offsetMs < toMs));
  return new Map((await session.gaps()).filter(lie).map((gap) => [gap.sequence, clipped(gap, held)]));
}

function clipped(gap: GapFrame, held: Held): GapFrame {
  const { span, startedAt } = held;
  const from = gap.from.offsetMs < span.fromMs ? { ...gap.from, offsetMs: span.fromMs, observedAt: startedAt } : gap.from;
  const begun = { ...gap, from, ...unchangedIn(gap, held) };
  return gap.sequence > span.toSequence ? unended(begun, held) : begun;
}

function unchangedIn({ unchanged }: GapFrame, { kept }: Held): Pick<GapFrame, "unchanged"> {
  return unchanged === undefined ? {} : { unchanged: unchanged.filter((uid) => kept.refs.has(uid)) };
}

/** What was read back from history came after the part ended: in it, it is missing. */
function unended({ repairedRevisions, unrepaired, ...gap }: GapFrame, { span, endedAt }: Held): GapFrame {
  const end = { offsetMs: span.toMs, observedAt: endedAt };
  const possibleLoss = gap.possibleLoss || (repairedRevisions ?? 0) > 0;
  return { ...gap, ...end, to: end, possibleLoss, ...(unrepaired === undefined ? {} : { unrepaired }) };
}
