import type { KubeObject } from "../../model/kube-object.js";
import { countAt, timeAt } from "../fields.js";
import type { LifeStep } from "../kind-rules.js";

/**
 * What every object has in common:
 *
 *   Created       metadata.creationTimestamp
 *   Terminating   metadata.deletionTimestamp, less the grace period: when its deletion was asked for
 */
export function birthAndDeath(object: KubeObject): { readonly birth: readonly LifeStep[]; readonly death: readonly LifeStep[] } {
  const askedMs = timeAt(object, "metadata", "deletionTimestamp");
  const isDeleting = object.metadata.deletionTimestamp !== undefined;
  return {
    birth: [stepOf("Created", timeAt(object, "metadata", "creationTimestamp"))],
    death: isDeleting
      ? [
          stepOf(
            "Terminating",
            askedMs === undefined ? undefined : askedMs - countAt(object, "metadata", "deletionGracePeriodSeconds") * 1000,
          ),
        ]
      : [],
  };
}

export function stepOf(name: string, serverMs?: number, more: Omit<LifeStep, "name" | "serverMs"> = {}): LifeStep {
  const step: { -readonly [field in keyof LifeStep]: LifeStep[field] } = { name };
  if (serverMs !== undefined) step.serverMs = serverMs;
  return Object.assign(step, more);
}
