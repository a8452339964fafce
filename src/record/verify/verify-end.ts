import type { Clock } from "../../io/clock.js";
import { formatOffset } from "../../io/duration.js";
import { whenAborted } from "../../io/when-aborted.js";
import type { Recorder } from "../recorder.js";
import { CatchUp, type ContinueCollection } from "./catch-up.js";
import { type ListMetadata, lastLists } from "./last-list.js";
import { StreamComparison } from "./stream-comparison.js";
import { type Missing, waitForChanges } from "./wait-for-changes.js";

interface VerifyEndOptions {
  readonly recorder: Pick<Recorder, "streams" | "recorded" | "resumed" | "takeOver" | "repairAnswers">;
  readonly listMetadata: ListMetadata;
  readonly continueCollection: ContinueCollection;
  readonly clock: Clock;
  /** Skips the rest. */
  readonly skip: AbortSignal;
}

/** Whether the recording holds everything up to its end; a gap marks what it does not hold. */
export type EndCheck = { readonly verified: true } | { readonly verified: false; readonly reason: string };

/** For all lists, and for the changes that they show to arrive. */
const withinMs = 1000;
const maxObjects = 20_000;
/** The server sends a change in less. */
const patienceMs = 300;
/** For reading back what a stream did not deliver: without progress (the less of it, the later the lists came), and in total. */
const catchUpMs = { patience: 1000, least: 300, most: 5000 } as const;
/** Since the verification began. Who stops a recording waits longer only for what does become less. */
const unlessLessMs = 1500;
/** Until a new watch is accepted; then until the server has sent what it kept, or has said that it cannot. */
const openMs = 300;
const backlogMs = 50;

/**
 * Call before ending a recording, while its streams are followed: compares what was recorded with a last list of every collection.
 *
 * 1. What a list shows and was not recorded is awaited on the watch.
 * 2. A stream that delivers nothing although something is missing is half-open: it counts as disconnected since it last delivered, and is
 *    continued with a new watch; so is every stream that is disconnected at the end.
 * 3. The other streams get a new watch too, for a moment: a list does not show objects that came and went.
 * 4. What the server does not deliver even then becomes a gap.
 *
 * Takes a second, two if the server does not answer or sends something else; longer only while it reads back changes that are known to be missing.
 * Never rejects.
 */
export async function verifyEnd(options: VerifyEndOptions): Promise<EndCheck> {
  const { recorder, listMetadata, clock, skip } = options;
  const beganMs = clock.monotonicMs();
  const endMs = beganMs + withinMs;
  const [{ lists, problem }] = await Promise.all([
    lastLists(recorder.streams, { listMetadata, clock, withinMs, maxObjects, signal: skip }),
    Promise.race([recorder.resumed(withinMs), whenAborted(skip)]),
  ]);
  const stored = lists.filter(({ state }) => state.resourceVersion !== undefined);
  // A stream whose gap is just being read back ends with that gap.
  const comparisons = stored
    .map(({ state, list }) => new StreamComparison(state, list, recorder.recorded))
    .filter((comparison) => !comparison.isBeingRepaired);
  const untilMs = Math.max(endMs, clock.monotonicMs() + patienceMs);
  const missing = await waitForChanges(comparisons, { clock, patienceMs, untilMs, signal: skip });
  if (!skip.aborted) await catchUp(comparisons, missing.silent, options, beganMs);
  const isStored = recorder.streams.every((state) => state.resourceVersion !== undefined);
  const reason = skip.aborted ? "skipped" : (problem ?? (isStored ? doubtAbout(missing) : "the first lists were still being stored"));
  return reason === undefined ? { verified: true } : { verified: false, reason };
}

function doubtAbout({ silent, moving }: Missing): string | undefined {
  const busy = moving[0];
  if (busy !== undefined) return `${resourceOf(busy)} kept changing`;
  const opaque = silent.find((comparison) => !comparison.isComparable && !comparison.isDisconnected);
  return opaque === undefined ? undefined : `${resourceOf(opaque)} changed, and their resourceVersions cannot be compared`;
}

async function catchUp(
  comparisons: readonly StreamComparison[],
  silent: readonly StreamComparison[],
  { recorder, continueCollection, clock, skip }: VerifyEndOptions,
  beganMs: number,
): Promise<void> {
  const watches = new CatchUp({ continueCollection, clock, takeOver: recorder.takeOver.bind(recorder) });
  const comparable = comparisons.filter((comparison) => comparison.isComparable && !comparison.isBeingRepaired);
  if (comparable.length === 0) return;
  const lost = comparable.filter((comparison) => silent.includes(comparison));
  for (const comparison of lost) watches.resume(comparison, comparison.state.disconnectReason ?? halfOpen(comparison));
  for (const comparison of comparable) if (!lost.includes(comparison)) watches.supplement(comparison);
  // A new watch that the server ends or refuses brings nothing more.
  const over = new AbortController();
  const signal = AbortSignal.any([skip, over.signal]);
  void watches.resumed().then(() => over.abort());
  const nowMs = clock.monotonicMs();
  const limits = {
    clock,
    patienceMs: Math.min(catchUpMs.patience, Math.max(catchUpMs.least, beganMs + unlessLessMs - nowMs)),
    untilMs: nowMs + catchUpMs.most,
    signal,
    unlessLessMs: beganMs + unlessLessMs,
    repairAnswers: () => recorder.repairAnswers,
  };
  await Promise.all([waitForChanges(lost, limits), Promise.race([watches.opened(), clock.sleep(openMs, skip)])]);
  await clock.sleep(backlogMs, skip);
  await waitForChanges(
    lost.filter((comparison) => !comparison.isDisconnected),
    limits,
  );
  await watches.end();
}

function halfOpen({ state: { lastSeen } }: StreamComparison): string {
  return `the watch delivered nothing after ${formatOffset(lastSeen.offsetMs)}, although a list at the end shows changes: the connection was half-open`;
}

function resourceOf({ state }: StreamComparison): string {
  return state.stream.info.resource;
}
