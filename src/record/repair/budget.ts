import { parseDuration } from "../../io/duration.js";

/** The limits for repairing one gap. */
export interface RepairBudget {
  readonly requests: number;
  readonly ms: number;
}

/**
 * A restarted API server leaves hundreds of versions behind (the writes of the whole cluster since the last bookmark) and answers each request in
 * milliseconds; live events should not wait longer than half a minute.
 */
export const defaultRepairBudget: RepairBudget = { requests: 2000, ms: 30_000 };

/** Parses "2000", "2000/2m" or "off" (no requests); undefined for anything else. */
export function parseRepairBudget(text: string): RepairBudget | undefined {
  if (text === "off") return { requests: 0, ms: 0 };
  const [, count, duration] = /^([1-9]\d{0,6})(?:\/(.+))?$/.exec(text) ?? [];
  const ms = duration === undefined ? defaultRepairBudget.ms : parseDuration(duration);
  return count === undefined || ms === undefined || ms <= 0 ? undefined : { requests: Number(count), ms };
}
