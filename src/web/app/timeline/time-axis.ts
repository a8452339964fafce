import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { SessionData } from "../../file/page-manifest.js";
import { idleFolds } from "../../view/timeline/idle-folds.js";
import { sessionTimes } from "../../view/timeline/session-times.js";
import type { TimeRange } from "../../view/timeline/time-scale.js";
import type { PageSession } from "../state/page-session.js";
import { hoverMs, timeRange } from "../state/view-state.js";

/** The time axis that timelines and charts share; each of them draws it in its own width. All times are of the axis. */
export interface TimeAxis {
  readonly domain: ReadonlySignal<TimeRange>;
  /** What of it is shown; undefined: all. */
  readonly range: Signal<TimeRange | undefined>;
  readonly hoverMs: Signal<number | undefined>;
  /** The idle times that can be folded, and those that are. */
  readonly idle: ReadonlySignal<readonly TimeRange[]>;
  readonly folds: ReadonlySignal<readonly TimeRange[]>;
  readonly isFolding: Signal<boolean>;
}

/** A session and where its start is on the axis: its `originMs` is 0 there. */
export interface AxisSession {
  readonly session: PageSession;
  readonly originMs: number;
}

/** The axis of some sessions, of which the page shows one range. */
export function makeAxis(all: readonly AxisSession[]): TimeAxis {
  const isFolding = signal(true);
  const domain = computed(() => domainOf(all.map(({ session, originMs }) => [session.data.value, originMs])));
  const idle = computed(() => {
    const times = all.flatMap(({ session, originMs }) => Array.from(sessionTimes(session.data.value), (ms) => ms - originMs));
    return idleFolds(times, domain.value);
  });
  const folds = computed(() => (isFolding.value ? idle.value : []));
  return { domain, range: timeRange, hoverMs, idle, folds, isFolding };
}

function domainOf(all: readonly (readonly [SessionData, number])[]): TimeRange {
  const fromMs = all.reduce((least, [, originMs]) => Math.min(least, -originMs), 0);
  const toMs = all.reduce((most, [{ summary }, originMs]) => Math.max(most, summary.durationMs - originMs), fromMs);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

const axes = new WeakMap<PageSession, TimeAxis>();

/** The axis of one session from its start: made once. */
export function axisOf(session: PageSession): TimeAxis {
  const known = axes.get(session);
  if (known !== undefined) return known;
  const axis = makeAxis([{ session, originMs: 0 }]);
  axes.set(session, axis);
  return axis;
}
