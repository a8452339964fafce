import type { ConditionStatus } from "../../fields/conditions.js";

/** How bad a signal is; the worst of an object decides. */
export type Level = "bad" | "suspended" | "progress" | "ended" | "good";

/** One thing that the status of an object says about how it is. */
export interface Signal {
  readonly level: Level;
  /** The stage that it means: "Not ready", "Stalled", "Degraded", "Running". */
  readonly name: string;
  /** In the controller's own words. */
  readonly reason: string | undefined;
  readonly message: string | undefined;
  /** The condition, or the field, that it was read from: "Ready", "phase", "applicationState". */
  readonly from: string;
  readonly source: Source;
  /** Which of several of one level names the stage: the lowest. */
  readonly rank: number;
  readonly kind: SignalKind;
  /** Of a condition. */
  readonly status: ConditionStatus | undefined;
  /** Of which part of the object: "listener https". */
  readonly part: string | undefined;
  /** Since when, by the object's own times, in ms since the epoch. */
  readonly sinceMs: number | undefined;
}

/** Where a signal was read, from what speaks most plainly for the whole object to what speaks for one of its parts. */
type Source = "spec" | "condition" | "nested-condition" | "state" | "error" | "flag" | "count" | "part" | "label";

export type SignalKind =
  | "plain"
  /** bad: the controller says that it gave up, or that the object ended so. */
  | "final"
  /** bad: reported in so many words (Degraded True, phase Failed), not just a condition that is False. */
  | "declared"
  /** bad: counts as progress while something else progresses. */
  | "yields-to-progress"
  /** bad: nothing of it is available, which is also so while it starts. Counts as progress while something else progresses. */
  | "none-available"
  /** bad: its words contradict each other; counts only where something else is not well either. */
  | "needs-support"
  /** progress: something desired is not there yet. It becomes a finding when it lasts; work that takes its time does not. */
  | "unmet"
  /** Counts only where nothing that speaks for the whole object says that it is well. */
  | "weak";

/** Every field is always present: objects of one shape are faster to read. */
export function signal(fields: Partial<Signal> & Pick<Signal, "level" | "name" | "from" | "source">): Signal {
  return {
    level: fields.level,
    name: fields.name,
    reason: fields.reason,
    message: fields.message,
    from: fields.from,
    source: fields.source,
    rank: fields.rank ?? 0,
    kind: fields.kind ?? "plain",
    status: fields.status,
    part: fields.part,
    sinceMs: fields.sinceMs,
  };
}
