import type { Change } from "../../diff/diff-objects.js";
import { displayPath } from "../../diff/path.js";

/**
 * A condition that changed its status usually changes its reason and message with it: three changes that people read as one,
 * `status.conditions[Ready]  False, ContainersNotReady: … → True`. Other changes pass through.
 */
export function groupConditions(changes: readonly Change[]): readonly Change[] {
  const grouped: Change[] = [];
  for (let i = 0; i < changes.length; ) {
    const parent = conditionOf(changes[i]);
    let end = i + 1;
    while (parent !== undefined && end < changes.length && conditionOf(changes[end]) === parent) end++;
    const group = changes.slice(i, end);
    if (group.length > 1 && hasStatus(group)) grouped.push(merge(group, parent ?? ""));
    else for (const change of group) grouped.push(change);
    i = end;
  }
  return grouped;
}

const worded = new Set(["status", "reason", "message"]);

/** The path of the condition that this change is about, if it is about one of the three fields that are put into words. */
function conditionOf(change: Change | undefined): string | undefined {
  const [list, item, field] = change?.segments.slice(-3) ?? [];
  if (change === undefined || list?.kind !== "field" || list.name !== "conditions" || item?.kind !== "item") return undefined;
  return field?.kind === "field" && worded.has(field.name) ? displayPath(change.segments.slice(0, -1)) : undefined;
}

function hasStatus(group: readonly Change[]): boolean {
  return group.some((change) => change.kind === "changed" && nameOf(change) === "status");
}

function merge(group: readonly Change[], path: string): Change {
  const before = group.flatMap((change) =>
    change.kind === "changed" || change.kind === "removed" ? [[nameOf(change), change.before]] : [],
  );
  const after = group.flatMap((change) => (change.kind === "changed" || change.kind === "added" ? [[nameOf(change), change.after]] : []));
  const segments = group[0]?.segments.slice(0, -1) ?? [];
  return { kind: "changed", path, segments, before: Object.fromEntries(before), after: Object.fromEntries(after) };
}

function nameOf(change: Change): string {
  const last = change.segments.at(-1);
  return last?.kind === "field" ? last.name : "";
}
