import type { KubeObject } from "../../../model/kube-object.js";
import { textAt } from "../../fields.js";
import { inShort } from "../../words.js";
import { advise } from "../advice.js";
import { missingIn } from "../missing-in-message.js";
import type { Ending, FailureFamily, Sight, Symptom } from "../symptom.js";
import { countsOf, sequencesOf } from "../told-events.js";

/**
 * Claims that are not bound. One that waits for its first Pod (WaitForFirstConsumer) is as it should be; one whose volume cannot be made says
 * so in Events (ProvisioningFailed, FailedBinding); one that waits for something else is pending.
 */
export const claimFamily: FailureFamily = {
  name: "claim",
  kinds: ["PersistentVolumeClaim"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined ? symptomsOf(sight) : []),
  ending,
};

const patienceMs = 30_000;
const waitingReasons = new Set(["WaitForFirstConsumer", "WaitForPodScheduled"]);

function symptomsOf(sight: Sight): readonly Symptom[] {
  const phase = textAt(sight.object, "status", "phase");
  if (phase === "Lost") return [lost(sight)];
  if (phase !== "Pending" && sight.frame !== undefined) return [];
  const failed = sight.told.all((e) => e.reason === "ProvisioningFailed" || e.reason === "FailedBinding");
  if (failed.length > 0) return [unprovided(sight)];
  const latest = sight.told.latest(() => true);
  return sight.frame === undefined || (latest !== undefined && waitingReasons.has(latest.reason)) ? [] : [pending(sight)];
}

function unprovided(sight: Sight): Symptom {
  const told = sight.told.all((e) => e.reason === "ProvisioningFailed" || e.reason === "FailedBinding");
  const latest = told.at(-1);
  const message = latest?.message ?? "";
  const missing = missingIn(message, sight.ref.namespace);
  return {
    class: latest?.reason ?? "ProvisioningFailed",
    severity: "critical",
    message: `no volume can be had for the claim: ${inShort(message)}`,
    shownBy: sequencesOf(told).slice(-2),
    events: countsOf(told),
    advice: [
      `look at the storage classes: ${advise(["get", "storageclass"])}`,
      `see all that is said of the claim: ${advise(["describe", "pvc", sight.ref.name], sight.ref.namespace)}`,
    ],
    transientMs: 10_000,
    ...(missing === undefined ? {} : { missing }),
  };
}

function pending(sight: Sight): Symptom {
  const { object, ref } = sight;
  const of = textAt(object, "spec", "storageClassName");
  const waits = sight.told.latest((e) => e.reason === "ExternalProvisioning")?.message;
  return {
    class: "ClaimPending",
    severity: "warning",
    message: `the claim is not bound to a volume${of === undefined ? ", and names no storage class" : `; its storage class is ${of}`}${waits === undefined ? "" : `: ${inShort(waits)}`}`,
    advice: [`see all that is said of the claim: ${advise(["describe", "pvc", ref.name], ref.namespace)}`],
    patienceMs,
  };
}

function lost({ object }: Sight): Symptom {
  return {
    class: "ClaimLost",
    severity: "critical",
    message: `the claim has lost its volume ${textAt(object, "spec", "volumeName") ?? ""}: what was on it may be lost with it`,
    advice: [`see what volumes there are: ${advise(["get", "pv"])}`],
  };
}

function ending(_symptom: Symptom, _began: KubeObject, { object }: Sight): Ending | undefined {
  return textAt(object, "status", "phase") === "Bound"
    ? { text: `the claim was bound to volume ${textAt(object, "spec", "volumeName") ?? "?"}`, final: true }
    : undefined;
}
