import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { textAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { missingIn } from "../../evidence/missing-in-message.js";

/**
 * Claims that are not bound. One that waits for its first Pod (WaitForFirstConsumer) is as it should be; one whose volume cannot be made says
 * so in Events (ProvisioningFailed, FailedBinding, VolumeMismatch); one that waits for something else is pending. And bound ones that are to
 * become larger and do not: conditions ControllerResizeError, NodeResizeError, Events VolumeResizeFailed and FileSystemResizeFailed; or only
 * once a Pod mounts them anew: FileSystemResizePending.
 */
export const claimFamily: FailureFamily = {
  name: "claim",
  kinds: ["PersistentVolumeClaim"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined ? symptomsOf(sight) : []),
  ending,
};

const patienceMs = 30_000;
const waitingReasons = new Set(["WaitForFirstConsumer", "WaitForPodScheduled"]);

function symptomsOf(sight: RuleContext): readonly Symptom[] {
  const phase = textAt(sight.object, "status", "phase");
  if (phase === "Lost") return [lost(sight)];
  if (phase !== "Pending" && sight.frame !== undefined) return resizing(sight);
  const failed = sight.told.all(isFailure);
  if (failed.length > 0) return [unprovided(sight)];
  const latest = sight.told.latest(() => true);
  return sight.frame === undefined || (latest !== undefined && waitingReasons.has(latest.reason)) ? [] : [pending(sight)];
}

function isFailure({ reason }: ObservedEvent): boolean {
  return reason === "ProvisioningFailed" || reason === "FailedBinding" || reason === "VolumeMismatch";
}

function unprovided(sight: RuleContext): Symptom {
  const told = sight.told.all(isFailure);
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
      latest?.reason === "VolumeMismatch"
        ? `compare size, access modes and storage class of the claim with those of the volume that it names: ${advise(["get", "pv"])}`
        : `look at the storage classes: ${advise(["get", "storageclass"])}`,
      `see all that is said of the claim: ${advise(["describe", "pvc", sight.ref.name], sight.ref.namespace)}`,
    ],
    transientMs: 10_000,
    ...(missing === undefined ? {} : { missing }),
  };
}

function pending(sight: RuleContext): Symptom {
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

function lost({ object }: RuleContext): Symptom {
  return {
    class: "ClaimLost",
    severity: "critical",
    message: `the claim has lost its volume ${textAt(object, "spec", "volumeName") ?? ""}: what was on it may be lost with it`,
    advice: [`see what volumes there are: ${advise(["get", "pv"])}`],
  };
}

const resizeQuietMs = 20 * 60_000;

function resizing(sight: RuleContext): readonly Symptom[] {
  const { object, ref, told } = sight;
  const failed = ["ControllerResizeError", "NodeResizeError"].map((type) => conditionOf(object, type)).find((c) => c?.status === "True");
  const events = told.all((e) => e.isWarning && (e.reason === "VolumeResizeFailed" || e.reason === "FileSystemResizeFailed"));
  const why = failed?.message ?? events.at(-1)?.message;
  const describe = `see all that is said of the claim: ${advise(["describe", "pvc", ref.name], ref.namespace)}`;
  if (why !== undefined)
    return [
      {
        class: failed?.type ?? events.at(-1)?.reason ?? "VolumeResizeFailed",
        severity: "warning",
        about: "resize",
        message: `the volume of the claim cannot be made larger: ${inShort(why)}`,
        events: countsOf(events),
        advice: ["see whether its storage class has allowVolumeExpansion, and its driver can do it", describe],
        ...(failed === undefined ? { shownBy: sequencesOf(events).slice(-2), quietMs: resizeQuietMs } : {}),
      },
    ];
  if (conditionOf(object, "FileSystemResizePending")?.status !== "True") return [];
  return [
    {
      class: "FileSystemResizePending",
      severity: "info",
      about: "resize",
      message: "the volume of the claim is larger now, its file system is not: that is done when a Pod mounts it the next time",
      advice: ["start the Pod that uses it anew, unless its driver grows file systems that are in use", describe],
      patienceMs: 2 * 60_000,
    },
  ];
}

function ending({ about }: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  if (about === "resize") return { text: "the resize was done or taken back" };
  return textAt(object, "status", "phase") === "Bound"
    ? { text: `the claim was bound to volume ${textAt(object, "spec", "volumeName") ?? "?"}`, final: true }
    : undefined;
}
