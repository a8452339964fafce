import { AnalysedNarrator } from "../../interpret/interpret-at.js";
import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import { TimeSlices } from "../../io/time-slices.js";
import type { SessionReader } from "../../model/session.js";
import { FrameTester } from "./frame-test.js";
import type { FrameTests, Predicate } from "./predicate.js";

/** The session of a lesson, with what was derived from it. */
export interface LessonSession {
  readonly reader: Pick<SessionReader, "summary" | "frames" | "lastFrameOf">;
  readonly analysis: SessionAnalysis;
  /** Where it first diverges from the session that it is compared with. */
  readonly divergence?: readonly number[] | undefined;
}

/** The sequences of the frames that meet a predicate, ascending. */
export type Matches = (predicate: Predicate) => readonly number[];

/** Finds the frames that meet these predicates, in one pass. The result knows these, and the predicates within them, alone. */
export async function matchPredicates(predicates: readonly Predicate[], session: LessonSession, signal?: AbortSignal): Promise<Matches> {
  const found = new Map<FrameTests, number[]>(withInner(predicates).map((each) => [each, []]));
  const { reader, analysis } = session;
  const facts = new FrameTester(analysis, session.divergence ?? []);
  const narrator = new AnalysedNarrator(reader, analysis);
  const slices = new TimeSlices();
  for await (const frame of reader.frames()) {
    signal?.throwIfAborted();
    await slices.pause();
    const narrated = await narrator.narrate(frame);
    for (const [tests, sequences] of found) if (facts.isMet(tests, narrated)) sequences.push(frame.sequence);
  }
  return matchesOf(found);
}

/** By the frames that meet the own tests of each predicate, and of all within it. */
export function matchesOf(found: ReadonlyMap<FrameTests, readonly number[]>): Matches {
  const whole = new Map<Predicate, readonly number[]>();
  const matches: Matches = (predicate) => {
    const known = whole.get(predicate);
    if (known !== undefined) return known;
    const met = combine(predicate, found.get(predicate) ?? [], matches);
    whole.set(predicate, met);
    return met;
  };
  return matches;
}

/** The predicates themselves, and all within them. Their depth is bounded by who reads the lesson. */
export function withInner(predicates: readonly Predicate[]): readonly Predicate[] {
  const all = [...predicates];
  for (const { any = [], all: every = [], not, after, before } of all)
    for (const inner of [...any, ...every, not, after, before]) if (inner !== undefined) all.push(inner);
  return all;
}

/** `own`: the frames that meet its own tests. */
function combine({ any, all, not, after, before }: Predicate, own: readonly number[], matches: Matches): readonly number[] {
  let met = own;
  if (any !== undefined) met = within(met, any.flatMap(matches));
  for (const each of all ?? []) met = within(met, matches(each));
  if (not !== undefined) {
    const unwanted = new Set(matches(not));
    met = met.filter((sequence) => !unwanted.has(sequence));
  }
  if (after !== undefined) {
    const first = matches(after)[0] ?? Number.POSITIVE_INFINITY;
    met = met.filter((sequence) => sequence > first);
  }
  if (before !== undefined) {
    const first = matches(before)[0] ?? Number.POSITIVE_INFINITY;
    met = met.filter((sequence) => sequence < first);
  }
  return met;
}

function within(sequences: readonly number[], others: readonly number[]): readonly number[] {
  const there = new Set(others);
  return sequences.filter((sequence) => there.has(sequence));
}
