import type { KubeObject } from "../../model/kube-object.js";
import { conditionsOf } from "../fields/conditions.js";
import { textAt } from "../fields/fields.js";
import type { Stage } from "../kinds/kind-rules.js";
import { inShort } from "../narration/words.js";
import { isUnobserved } from "../observed.js";
import { type Pending, pendingBelow, pendingOn } from "./pending.js";
import { pendingRemoval } from "./removal.js";

/** Any other kind: what its own stage says is not there yet, in the words of the condition that says so. */
export function anyPending(object: KubeObject, stage: Stage): Pending | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return pendingRemoval(object);
  if (stage.tone !== "progress" && stage.tone !== "bad") return undefined;
  if (isUnobserved(object)) return pendingOn("its controller to take note of its newest spec");
  const telling = conditionsOf(object).find((c) => c.status !== "True" && stage.name.toLowerCase() === `not ${c.type.toLowerCase()}`);
  if (telling?.message !== undefined) return pendingBelow(`its condition ${telling.type} (${inShort(telling.message, 160)})`);
  const detail = stage.detail === undefined ? "" : ` (${stage.detail})`;
  return stage.tone === "bad"
    ? pendingOn(`somebody to help: it is ${stage.name}${detail}`)
    : pendingBelow(`an end of ${stage.name}${detail}`);
}

/** A claim is bound by a provisioner, or only once a Pod that uses it has a node. */
export function claimPending(claim: KubeObject): Pending | undefined {
  if (claim.metadata.deletionTimestamp !== undefined) return pendingRemoval(claim);
  const phase = textAt(claim, "status", "phase") ?? "Pending";
  if (phase !== "Pending") return undefined;
  const of = textAt(claim, "spec", "storageClassName");
  return pendingOn(`a volume${of === undefined ? "" : ` of storage class ${of}`}`);
}
