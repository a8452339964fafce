import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import type { Matches } from "../predicate/match-predicates.js";
import type { Predicate } from "../predicate/predicate.js";
import type { DraftMoment } from "./draft-moments.js";

/** More stops are no lesson of a quarter of an hour. */
const maxDraftStops = 12;
/** So many of the weightiest are looked at: each costs a test of every frame. */
const maxConsidered = 60;

/** A moment, and how a lesson names it. */
export interface ChosenMoment extends DraftMoment {
  readonly at: Predicate | { readonly last: Predicate };
}

/** The weightiest turns, before it is known which frames meet them. */
export function weightiestMoments(moments: readonly DraftMoment[], analysis: SessionAnalysis): readonly DraftMoment[] {
  const weigh = weigher(analysis);
  return moments
    .map((moment) => ({ moment, weight: weigh(moment) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxConsidered)
    .map(({ moment }) => moment);
}

/** Of these, in their order, the first ones that a predicate can name, a frame each; in sequence. */
export function chooseMoments(moments: readonly DraftMoment[], matches: Matches): readonly ChosenMoment[] {
  const chosen = new Map<number, ChosenMoment>();
  for (const moment of moments) {
    if (chosen.size >= maxDraftStops) break;
    const met = matches(moment.shows);
    const at = met[0] === moment.sequence ? moment.shows : met.at(-1) === moment.sequence ? { last: moment.shows } : undefined;
    if (at !== undefined && !chosen.has(moment.sequence)) chosen.set(moment.sequence, { ...moment, at });
  }
  return [...chosen.values()].sort((a, b) => a.sequence - b.sequence);
}

/** The begin and what went wrong, then gaps, then the steps of each kind of object once; what repeats them weighs little. */
function weigher({ objects }: SessionAnalysis): (moment: DraftMoment) => number {
  const uids = new Set<string>(objects.map(({ ref }) => ref.uid));
  const owned = new Set<string>(objects.filter(({ owners }) => owners.some(({ uid }) => uids.has(uid))).map(({ ref }) => ref.uid));
  const before = new Set<string>();
  return ({ kind, ref, shows, finding }) => {
    const isMain = ref !== undefined && !owned.has(ref.uid);
    const step = `${ref?.kind} ${kind} ${shows.reaches ?? shows.opens ?? shows.resolves ?? shows.gap ?? shows.reason ?? ""}`;
    const isRepeated = before.has(step);
    before.add(step);
    const weight = weights[kind] + (isMain ? 10 : 0) - (finding?.severity === "info" ? 40 : 0);
    return isRepeated ? weight / 4 : weight;
  };
}

const weights: Readonly<Record<DraftMoment["kind"], number>> = {
  opened: 100,
  created: 85,
  resolved: 80,
  gap: 75,
  deleted: 55,
  milestone: 50,
  event: 20,
};
