import { parseTargets, type TargetOptions } from "../cluster/discovery/parse-targets.js";
import { resolveResource } from "../cluster/discovery/resolve-resource.js";
import { assertWatchable, planScope, type ScopePlan } from "../record/scope-plan.js";

/** What is to be recorded of the targets, and beside them. */
export interface RecordingWish extends Omit<TargetOptions, "resources" | "namespace"> {
  /** Just what was named: nothing that it owns, no Events. */
  readonly only?: boolean;
  /** Types to record beside it, whole, as typed. */
  readonly with?: readonly string[];
}

/** The targets as typed, and the streams that it takes to record them. Throws `UsageError` for what the server does not know or cannot watch. */
export function planRecording(
  typed: readonly string[],
  wish: RecordingWish,
  { namespace, resources }: Pick<TargetOptions, "namespace" | "resources">,
): ScopePlan {
  const { only = false, with: named = [], ...asked } = wish;
  const targets = parseTargets(typed, { ...asked, namespace, resources });
  const beside = named.map((name) => resolveResource(name, resources));
  for (const type of [...targets.map((target) => target.type), ...beside]) assertWatchable(type);
  return planScope(targets, resources, { only, with: beside });
}
