import type { Run } from "./run.js";
import { sides } from "./sides.js";

/** How often one reason was told about objects of one kind in each run, as the Events themselves count. */
export interface EventPair {
  readonly kind: string;
  readonly reason: string;
  readonly warning: boolean;
  readonly a: number;
  readonly b: number;
}

/** All reasons; first those that one run never heard, then those that differ in number. */
export function pairEvents(runs: { readonly a: Run; readonly b: Run }): readonly EventPair[] {
  const pairs = new Map<string, EventPair>();
  for (const side of sides) {
    for (const { kind, reason, warning, count } of toldIn(runs[side])) {
      const key = JSON.stringify([kind, reason]);
      const known = pairs.get(key) ?? { kind, reason, warning: false, a: 0, b: 0 };
      pairs.set(key, { ...known, warning: known.warning || warning, [side]: known[side] + count });
    }
  }
  return [...pairs.values()].sort((x, y) => newsOf(y) - newsOf(x) || compareText(x.kind, y.kind) || compareText(x.reason, y.reason));
}

/** Of what was at rest when recording began, what had been told until then belongs to another story. */
function toldIn({ events, objects }: Run): Run["events"] {
  const rested = new Set(objects.filter(({ zeroMs, createdMs }) => zeroMs !== createdMs).map(({ ref }) => String(ref.uid)));
  const own = events.map((tally) => (rested.has(tally.subject) ? { ...tally, count: tally.count - tally.before } : tally));
  return own.filter(({ count }) => count > 0);
}

function newsOf({ a, b, warning }: EventPair): number {
  const news = a === b ? 0 : a === 0 || b === 0 ? 4 : 2;
  return news + (warning ? 1 : 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
