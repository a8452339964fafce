import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { asOneLine } from "../../../lifecycle/narration/words.js";
import { greatest } from "../../../model/extremes.js";
import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, DiagnosisRule, MissingReference, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { explanationIn } from "../../evidence/explanation.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn, volumeIn } from "../../evidence/missing-in-message.js";
import { claimsOf, hasStarted, isPodActive } from "../../evidence/pod-facts.js";

/**
 * Volumes that cannot be attached or mounted. The status of the Pod says ContainerCreating, only Events say why (pkg/kubelet/volumemanager,
 * pkg/volume), by their reason:
 *
 *   FailedMount, FailedMapVolume, FailedMountOnFilesystemMismatch    by the kubelet
 *   FailedAttachVolume                                               by the attach-detach controller
 *
 *   MountVolume.SetUp failed for volume "site" : configmap "site" not found
 *   Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[...]: timed out waiting for the condition
 *   Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can't be attached to another
 *
 * They are open until the Pod starts; those of a running Pod say that a volume could not be updated.
 */
export const volumesRule: DiagnosisRule = { kinds: ["Pod"], needsEvents: true, symptoms, resolution };

export const volumeReasons: ReadonlySet<string> = new Set([
  "FailedMount",
  "FailedAttachVolume",
  "FailedMapVolume",
  "FailedMountOnFilesystemMismatch",
]);

const transientMs = 5_000;
/** For failures that usually recover: caches that are not filled yet, a volume that another node has yet to release. */
const recoveringTransientMs = 60_000;
/** The kubelet retries after two minutes at most. */
const quietMs = 5 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const all = isPodActive(context.object) ? context.events.all((e) => volumeReasons.has(e.reason)) : [];
  if (all.length === 0) return [];
  const sinceMs = startedMs(context);
  const events = all.filter((e) => e.offsetMs > sinceMs);
  const named = events.filter((e) => volumeIn(e.message) !== undefined);
  // Every two minutes the kubelet sums up what it waits for: no news where other Events name the volume.
  const groups = named.length > 0 ? groupedBy(named, (e) => `${e.reason} ${volumeIn(e.message)}`) : groupedBy(events, (e) => e.reason);
  return groups.map((group) => symptomOf(group, context));
}

function symptomOf(events: EventGroup, context: RuleContext): Symptom {
  const { message, reason } = events.at(-1) ?? events[0];
  const volume = volumeIn(message);
  const missing = missingIn(message, context.ref.namespace, context.object);
  const isRunning = hasStarted(context.object);
  const isRecovering = usuallyRecovers.test(message);
  return {
    class: reason,
    severity: isRunning || isRecovering ? "warning" : "critical",
    discriminator: volume,
    message: messageOf(reason, volume, message),
    explains: explanationIn(message),
    evidence: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: adviceFor(message, volume, missing, context),
    starts: { kind: "transient", withinMs: isRecovering ? recoveringTransientMs : transientMs },
    ends: isRunning ? { kind: "quiet", afterMs: quietMs } : undefined,
    causedBy: [
      ...(reason === "FailedAttachVolume" ? [] : [{ kind: "self", classes: ["FailedAttachVolume"] } as const]),
      ...causedByClaims(volume, message, context.object),
    ],
    missing,
  };
}

const usuallyRecovers =
  /failed to sync (configmap|secret) cache|not registered|timed out waiting|context deadline exceeded|multi-attach error|not yet attached/i;

/** Of a Pod that has started only later Events count; ms since session start, with a grain of one second. */
function startedMs({ object, frame, world }: RuleContext): number {
  if (frame === undefined || !hasStarted(object)) return Number.NEGATIVE_INFINITY;
  const starts = containersOf(object).flatMap(({ state }) =>
    state.kind === "running" && state.startedMs !== undefined ? [state.startedMs] : [],
  );
  return starts.length === 0 ? frame.offsetMs : world.offsetOf(greatest(starts), frame) + 1000;
}

type EventGroup = readonly [ObservedEvent, ...ObservedEvent[]];

function groupedBy(events: readonly ObservedEvent[], keyOf: (event: ObservedEvent) => string): readonly EventGroup[] {
  const groups = new Map<string, [ObservedEvent, ...ObservedEvent[]]>();
  for (const event of events) {
    const group = groups.get(keyOf(event));
    if (group === undefined) groups.set(keyOf(event), [event]);
    else group.push(event);
  }
  return [...groups.values()];
}

function messageOf(reason: string, volume: string | undefined, message: string): string {
  const verb = reason === "FailedAttachVolume" ? "attached" : "mounted";
  const why = message
    .replace(/^\S+(?: initialization)? failed for volume "[^"]*" ?: ?/, "")
    // The output of the mount command matters, not the command.
    .replace(/\s*Mounting command: [\s\S]*?\s*Output: /, ": ")
    .replace(/^Unable to attach or mount volumes: /, "");
  return `${volume === undefined ? "volumes of the Pod" : `volume ${volume}`} cannot be ${verb}: ${asOneLine(why)}`;
}

function causedByClaims(volume: string | undefined, message: string, pod: KubeObject): readonly CauseRef[] {
  return claimsOf(pod)
    .filter((claim) => volume === undefined || claim.volume === volume || message.includes("pvc-"))
    .map(({ name }) => ({ kind: "object", of: "PersistentVolumeClaim", namespace: pod.metadata.namespace, name }) as const);
}

function adviceFor(
  message: string,
  volume: string | undefined,
  missing: MissingReference | undefined,
  { ref, object }: RuleContext,
): readonly string[] {
  // The finding about the missing object has the advice.
  if (missing !== undefined) return [];
  const describe = `see the Events of the kubelet: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`;
  const node = textAt(object, "spec", "nodeName") ?? "";
  if (/multi-attach/i.test(message))
    return [
      "the volume can be attached to one node at a time: delete the Pod that uses it, use the Recreate strategy, or a volume that several nodes can mount",
      describe,
    ];
  const driver = /driver name (\S+) not found in the list of registered CSI drivers/.exec(message)?.[1];
  if (driver !== undefined)
    return [`check that driver ${driver} runs on the node: ${kubectl(["get", "csinode", node, "-o", "yaml"])}`, describe];
  if (/connection (timed out|refused)|no route to host|no such host|mount\.(nfs|cifs)|exit status 32/i.test(message))
    return ["check that the node can reach the server of the volume, and that the server exports this path", describe];
  if (/hostPath type check failed|path "[^"]+" does not exist/i.test(message))
    return [
      `create the path on ${node === "" ? "its node" : `node ${node}`} with the type that the volume requires, or correct the volume`,
      describe,
    ];
  if (/permission denied|access denied/i.test(message)) return ["the storage denies access: check its export and credentials", describe];
  const isInSpec = itemsAt(object, "spec", "volumes").some((spec) => textAt(spec, "name") === volume);
  return [isInSpec ? `check volume ${volume} in the spec of the Pod, then ${describe}` : describe];
}

function resolution({ missing }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (!hasStarted(object)) return undefined;
  const created = missing === undefined ? "" : `${missing.kind} "${missing.name}" exists now, and `;
  return { text: `${created}the volume was mounted`, isFinal: true };
}
