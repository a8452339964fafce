import type { Finding } from "../../diagnosis/engine/finding.js";
import { plural } from "../../lifecycle/narration/words.js";

/** "4 findings, 1 open, 3 resolved": for a heading, and for the last line of a recording. What is only worth knowing does not count. */
export function findingsHeadline(findings: readonly Finding[]): string {
  const failures = findings.filter(({ severity }) => severity !== "info");
  if (failures.length === 0) return "no findings";
  const open = failures.filter(({ resolved }) => !resolved).length;
  const resolved = failures.length - open;
  const count = plural(failures.length, "finding");
  if (open === 0) return `${count}, ${resolved === 1 ? "resolved" : "all resolved"}`;
  if (resolved === 0) return `${count}, ${failures.length === 1 ? "open" : `${open} open`}`;
  return `${count}, ${open} open, ${resolved} resolved`;
}
