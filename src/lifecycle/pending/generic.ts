import type { KubeObject } from "../../model/kube-object.js";
import { conditionsOf } from "../fields/conditions.js";
import { textAt } from "../fields/fields.js";
import type { Stage } from "../kinds/kind-rules.js";
import { inShort } from "../narration/words.js";
import { isUnobserved } from "../observed.js";
import { type Awaited, awaited, awaitedBelow } from "./pending.js";
import { removalAwaited } from "./removal.js";

/** Any other kind: what its own stage says is not there yet, in the words of the condition that says so. */
export function anyAwaits(object: KubeObject, stage: Stage): Awaited | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return removalAwaited(object);
  if (stage.tone !== "progress" && stage.tone !== "bad") return undefined;
  if (isUnobserved(object)) return awaited("its controller to take note of its newest spec");
  const telling = conditionsOf(object).find((c) => c.status !== "True" && stage.name.toLowerCase() === `not ${c.type.toLowerCase()}`);
  if (telling?.message !== undefined) return awaitedBelow(`its condition ${telling.type} (${inShort(telling.message, 160)})`);
  const detail = stage.detail === undefined ? "" : ` (${stage.detail})`;
  return stage.tone === "bad"
    ? awaited(`somebody to help: it is ${stage.name}${detail}`)
    : awaitedBelow(`an end of ${stage.name}${detail}`);
}

/** A claim is bound by a provisioner, or only once a Pod that uses it has a node. */
export function claimAwaits(claim: KubeObject): Awaited | undefined {
  if (claim.metadata.deletionTimestamp !== undefined) return removalAwaited(claim);
  const phase = textAt(claim, "status", "phase") ?? "Pending";
  if (phase !== "Pending") return undefined;
  const of = textAt(claim, "spec", "storageClassName");
  return awaited(`a volume${of === undefined ? "" : ` of storage class ${of}`}`);
}
