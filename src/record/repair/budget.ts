import { parseDuration } from "../../io/duration.js";

/** What reading one gap back from history may cost. */
export interface RepairBudget {
  readonly requests: number;
  readonly ms: number;
}

/**
 * An API server that restarts leaves some tens to hundreds of versions behind, and answers each request in milliseconds; after half a minute what
 * arrived live has waited long enough.
 */
export const defaultRepairBudget: RepairBudget = { requests: 1000, ms: 30_000 };

/** Reads "2000", "2000/2m" or "off" (no requests at all); undefined when it is none of these. */
export function parseRepairBudget(text: string): RepairBudget | undefined {
  if (text === "off") return { requests: 0, ms: 0 };
  const [, count, duration] = /^([1-9]\d{0,6})(?:\/(.+))?$/.exec(text) ?? [];
  const ms = duration === undefined ? defaultRepairBudget.ms : parseDuration(duration);
  return count === undefined || ms === undefined || ms <= 0 ? undefined : { requests: Number(count), ms };
}
