import type { KubeObject } from "../../model/kube-object.js";
import { countAt, timeAt } from "../fields/fields.js";
import type { LifeStep } from "../kinds/kind-rules.js";

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

/** All have all fields: the steps of every revision are told, and what is of one shape is looked at quickly. */
export function stepOf(name: string, serverMs?: number, { container, tone, passed }: Omit<LifeStep, "name" | "serverMs"> = {}): LifeStep {
  return { name, serverMs, container, tone, passed };
}
