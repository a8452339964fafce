import type { Finding } from "../../diagnosis/engine/finding.js";
import { groupFindings } from "../../diagnosis/group-findings.js";
import { plural } from "../../lifecycle/narration/words.js";

/**
 * "4 findings, 1 open, 3 resolved": for a heading, and for the last line of a recording. Findings that say the same of siblings count once; what is
 * only worth knowing does not count.
 */
export function findingsHeadline(findings: readonly Finding[]): string {
  const failures = groupFindings(findings).flatMap(({ finding }) => (finding.severity === "info" ? [] : [finding]));
  if (failures.length === 0) return "no findings";
  const open = failures.filter(({ resolved }) => !resolved).length;
  const resolved = failures.length - open;
  const count = plural(failures.length, "finding");
  if (open === 0) return `${count}, ${resolved === 1 ? "resolved" : "all resolved"}`;
  if (resolved === 0) return `${count}, ${failures.length === 1 ? "open" : `${open} open`}`;
  return `${count}, ${open} open, ${resolved} resolved`;
}
