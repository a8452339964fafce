import { findingKey, maxExactFindings, type Severity } from "../diagnosis/engine/finding.js";
import type { Uid } from "../model/kube-object.js";
import { type FindingHistory, findingsAt, lastBy, turningPoints } from "./finding-history.js";

/** The objects that have an open finding at a step. States are dropped where there are too many: the news since the last state makes up for that. */
export function failingObjects(history: FindingHistory, sequence: number): ReadonlySet<Uid> {
  const { states } = history;
  const open = new Map(
    findingsAt(history, sequence).flatMap((finding) => (isOpenFailure(finding) ? [[findingKey(finding), finding] as const] : [])),
  );
  const known = states[lastBy(states, sequence)]?.sequence ?? 0;
  for (const { kind, finding } of turningPoints(history, known + 1, sequence)) {
    if (kind === "resolved") open.delete(findingKey(finding));
    else open.set(findingKey(finding), finding);
  }
  return new Set([...open.values()].map(({ object }) => object.uid));
}

/** Whether that is known exactly: of very many findings each is looked at once a second only. */
export function isExactAt(history: FindingHistory, sequence: number): boolean {
  return findingsAt(history, sequence).length <= maxExactFindings;
}

/** Not resolved, and more than worth knowing. */
export function isOpenFailure({ severity, resolved }: { readonly severity: Severity; readonly resolved: boolean }): boolean {
  return severity !== "info" && !resolved;
}
