import type { Finding } from "../../diagnosis/engine/finding.js";
import { plural } from "../../lifecycle/narration/words.js";

/** "3 failures: 1 lasts, 2 are over": for a heading, and for the last line of a recording. */
export function findingsHeadline(findings: readonly Finding[]): string {
  const failures = findings.filter(({ severity }) => severity !== "info");
  if (failures.length === 0) return "no failures were found";
  const lasting = failures.filter(({ resolved }) => !resolved).length;
  const over = failures.length - lasting;
  const count = plural(failures.length, "failure");
  if (lasting === 0) return `${count}, ${over === 1 ? "over" : "all over"}`;
  if (over === 0) return `${count}, ${lasting === 1 ? "and it lasts" : "and they last"}`;
  return `${count}: ${lasting} last${lasting === 1 ? "s" : ""}, ${over} ${over === 1 ? "is" : "are"} over`;
}
