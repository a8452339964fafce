import type { Run } from "../run/run.js";
import { sides } from "../sides.js";

/** How many times each run reported one reason about objects of one kind, as the Kubernetes Events themselves count. */
export interface EventPair {
  readonly kind: string;
  readonly reason: string;
  readonly warning: boolean;
  readonly a: number;
  readonly b: number;
}

/** All reasons: first those that only one run has, then those that differ in number. */
export function pairEvents(runs: { readonly a: Run; readonly b: Run }): readonly EventPair[] {
  const pairs = new Map<string, EventPair>();
  for (const side of sides) {
    for (const { kind, reason, warning, count } of eventsDuring(runs[side])) {
      const key = JSON.stringify([kind, reason]);
      const known = pairs.get(key) ?? { kind, reason, warning: false, a: 0, b: 0 };
      pairs.set(key, { ...known, warning: known.warning || warning, [side]: known[side] + count });
    }
  }
  return [...pairs.values()].sort((x, y) => rankOf(y) - rankOf(x) || compareText(x.kind, y.kind) || compareText(x.reason, y.reason));
}

/** Without Events from before the recording about objects that were at rest then: those belong to an earlier lifecycle. */
function eventsDuring({ events, objects }: Run): Run["events"] {
  const rested = new Set<string>(objects.filter(({ timeOriginMs, createdMs }) => timeOriginMs !== createdMs).map(({ ref }) => ref.uid));
  const own = events.map((tally) => (rested.has(tally.subject) ? { ...tally, count: tally.count - tally.before } : tally));
  return own.filter(({ count }) => count > 0);
}

function rankOf({ a, b, warning }: EventPair): number {
  const difference = a === b ? 0 : a === 0 || b === 0 ? 4 : 2;
  return difference + (warning ? 1 : 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
