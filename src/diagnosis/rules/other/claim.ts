import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn } from "../../evidence/missing-in-message.js";

/**
 * PersistentVolumeClaims that are not bound, or not resized:
 *
 *   ProvisioningFailed, FailedBinding, VolumeMismatch    Events say why there is no volume
 *   ClaimPending                                         nothing says why; not while it waits for its first Pod (WaitForFirstConsumer)
 *   ClaimLost                                            its volume no longer exists
 *   ControllerResizeError, NodeResizeError               conditions of a failed resize
 *   VolumeResizeFailed, FileSystemResizeFailed           Events of a failed resize
 *   FileSystemResizePending                              the file system grows when a Pod mounts the volume again; info
 */
export const claimRule: DiagnosisRule = {
  kinds: ["PersistentVolumeClaim"],
  symptoms: (context) => (context.object.metadata.deletionTimestamp === undefined ? symptoms(context) : []),
  resolution,
};

const bindingFailures = new Set(["ProvisioningFailed", "FailedBinding", "VolumeMismatch"]);
const waitingReasons = new Set(["WaitForFirstConsumer", "WaitForPodScheduled"]);
const resizeConditions = ["ControllerResizeError", "NodeResizeError"];
const resizeFailures = new Set(["VolumeResizeFailed", "FileSystemResizeFailed"]);

const bindingTransientMs = 10_000;
const pendingMs = 30_000;
const resizeQuietMs = 20 * 60_000;
const fileSystemMs = 2 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object, frame, events } = context;
  const phase = textAt(object, "status", "phase");
  if (phase === "Lost") return [lost(context)];
  if (phase !== "Pending" && frame !== undefined) return listOf(resizeFailed(context) ?? fileSystemPending(context));
  const failed = notBound(context);
  if (failed !== undefined) return [failed];
  const latest = events.latest(() => true);
  return frame === undefined || (latest !== undefined && waitingReasons.has(latest.reason)) ? [] : [pending(context)];
}

function listOf(symptom: Symptom | undefined): readonly Symptom[] {
  return symptom === undefined ? [] : [symptom];
}

function notBound(context: RuleContext): Symptom | undefined {
  const events = context.events.all((e) => bindingFailures.has(e.reason));
  const latest = events.at(-1);
  if (latest === undefined) return undefined;
  const { reason, message } = latest;
  return {
    class: reason,
    severity: "critical",
    message: `the claim cannot be bound to a volume: ${inShort(message)}`,
    evidence: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: [
      reason === "VolumeMismatch"
        ? `compare size, access modes and storage class of the claim with those of the volume that it names: ${kubectl(["get", "pv"])}`
        : `check the storage classes: ${kubectl(["get", "storageclass"])}`,
      describe(context),
    ],
    starts: { kind: "transient", withinMs: bindingTransientMs },
    missing: missingIn(message, context.ref.namespace),
  };
}

function pending(context: RuleContext): Symptom {
  const storageClass = textAt(context.object, "spec", "storageClassName");
  const message = context.events.latest((e) => e.reason === "ExternalProvisioning")?.message;
  return {
    class: "ClaimPending",
    severity: "warning",
    message: `the claim is not bound to a volume (${storageClass === undefined ? "no storage class" : `storage class ${storageClass}`})${message === undefined ? "" : `: ${inShort(message)}`}`,
    advice: [describe(context)],
    starts: { kind: "delayed", afterMs: pendingMs },
  };
}

function lost({ object }: RuleContext): Symptom {
  return {
    class: "ClaimLost",
    severity: "critical",
    message: `the claim lost its volume ${textAt(object, "spec", "volumeName") ?? ""}: its data may be lost`,
    advice: [`list the volumes: ${kubectl(["get", "pv"])}`],
  };
}

function resizeFailed(context: RuleContext): Symptom | undefined {
  const condition = resizeConditions.map((type) => conditionOf(context.object, type)).find((each) => each?.status === "True");
  const events = context.events.all((e) => e.isWarning && resizeFailures.has(e.reason));
  const message = condition?.message ?? events.at(-1)?.message;
  if (message === undefined) return undefined;
  return {
    class: condition?.type ?? events.at(-1)?.reason ?? "VolumeResizeFailed",
    severity: "warning",
    discriminator: "resize",
    message: `the volume of the claim cannot be resized: ${inShort(message)}`,
    events: countsOf(events),
    advice: ["check that its storage class sets allowVolumeExpansion, and that its driver supports it", describe(context)],
    ...(condition === undefined ? { evidence: sequencesOf(events).slice(-2), ends: { kind: "quiet", afterMs: resizeQuietMs } } : {}),
  };
}

function fileSystemPending(context: RuleContext): Symptom | undefined {
  if (conditionOf(context.object, "FileSystemResizePending")?.status !== "True") return undefined;
  return {
    class: "FileSystemResizePending",
    severity: "info",
    discriminator: "resize",
    message: "the volume of the claim was resized; its file system is resized when a Pod mounts it again",
    advice: ["restart the Pod that uses it, unless its driver resizes file systems in use", describe(context)],
    starts: { kind: "delayed", afterMs: fileSystemMs },
  };
}

function describe({ ref }: RuleContext): string {
  return `see the Events of the claim: ${kubectl(["describe", "pvc", ref.name], ref.namespace)}`;
}

function resolution({ discriminator }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (discriminator === "resize") return { text: "the resize was completed or reverted" };
  return textAt(object, "status", "phase") === "Bound"
    ? { text: `the claim was bound to volume ${textAt(object, "spec", "volumeName") ?? "?"}`, isFinal: true }
    : undefined;
}
