import type { PathSegment } from "./path.js";

/**
 * Fields that a diff leaves out unless asked for. What is recorded is never touched; this is about reading only.
 *
 *   metadata.managedFields             who last wrote which field: as long as the object itself, and changes with every write
 *   metadata.resourceVersion           differs in every revision by definition
 *   metadata.generation                counts changes of the spec; the change itself is shown
 *   metadata.selfLink                  gone since 1.20, a copy of the path
 *   last-applied-configuration         a copy of the manifest that was applied; the change itself is shown
 *   …/last-change-trigger-time,
 *   …/leader (annotations)             bookkeeping of controllers, rewritten at every turn
 *   conditions[*].observedGeneration   follows metadata.generation
 *   conditions[*].lastProbeTime        always null for most kinds
 *   conditions[*].lastHeartbeatTime,
 *   conditions[*].lastUpdateTime       tick while nothing changes
 *   conditions[*].lastTransitionTime   follows the status beside it, with one-second grain; the frame's own time is finer
 */
export function isNoise(path: readonly PathSegment[]): boolean {
  return patterns.some((pattern) => matches(pattern, path));
}

const anyItem = Symbol("any item of a list");
type Pattern = readonly (string | typeof anyItem)[];

const patterns: readonly Pattern[] = [
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "generation"],
  ["metadata", "selfLink"],
  ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
  ["metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time"],
  ["metadata", "annotations", "control-plane.alpha.kubernetes.io/leader"],
  ["status", "conditions", anyItem, "observedGeneration"],
  ["status", "conditions", anyItem, "lastProbeTime"],
  ["status", "conditions", anyItem, "lastHeartbeatTime"],
  ["status", "conditions", anyItem, "lastUpdateTime"],
  ["status", "conditions", anyItem, "lastTransitionTime"],
];

function matches(pattern: Pattern, path: readonly PathSegment[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((wanted, i) => {
      const segment = path[i];
      return wanted === anyItem ? segment?.kind !== "field" : segment?.kind === "field" && segment.name === wanted;
    })
  );
}
