import type { Step } from "./path.js";

/** What taking a step means, as what is said of a run: "started its containers", "could not pull nginx:nonsense". Can hold recorded text. */
export function describeStep(kind: string, { key, stretch }: Step): string {
  if (stretch.words !== undefined) return stretch.words;
  if (key.startsWith("not ")) return `was no longer ${key.slice(4)}`;
  const own = (kind === "/Pod" ? podDeeds : undefined)?.get(key) ?? deeds.get(key);
  if (own !== undefined) return own;
  const { name, detail } = stretch.stage;
  return `became ${name}${detail === undefined || key === name ? "" : ` (${detail})`}`;
}

const podDeeds: ReadonlyMap<string, string> = new Map([
  ["Created", "was created"],
  ["Scheduled", "found its node"],
  ["Creating", "was taken up by its kubelet"],
  ["Running", "started its containers"],
  ["Created: Unschedulable", "found no node"],
  ["Created: SchedulingGated", "was held back by its scheduling gates"],
]);

const deeds: ReadonlyMap<string, string> = new Map([
  ["Created", "was created"],
  ["Completed", "ran to its end"],
  ["Terminating", "was told to terminate"],
  ["Deleted", "was deleted"],
  ["Scaled to zero", "was scaled to zero"],
]);
