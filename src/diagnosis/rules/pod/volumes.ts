import { itemsAt, textAt } from "../../../lifecycle/fields/fields.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, Ending, FailureFamily, MissingThing, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { hasStarted } from "../../evidence/before-start.js";
import { claimNames } from "../../evidence/claim-names.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";
import { missingIn, volumeIn } from "../../evidence/missing-in-message.js";

/**
 * Volumes that cannot be attached or mounted. The Pod itself says ContainerCreating and no more; only Events tell (pkg/kubelet/volumemanager,
 * pkg/volume): FailedMount and FailedMapVolume by the kubelet, FailedAttachVolume by the attach-detach controller.
 *
 *   MountVolume.SetUp failed for volume "site" : configmap "site" not found
 *   Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[...]: timed out waiting for the condition
 *   Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can't be attached to another
 *
 * Until the Pod starts they last; of a Pod that runs they tell that a volume could not be brought up to date.
 */
export const volumesFamily: FailureFamily = { name: "volumes", kinds: ["Pod"], onlyEvents: true, symptoms, ending };

export const volumeReasons: ReadonlySet<string> = new Set([
  "FailedMount",
  "FailedAttachVolume",
  "FailedMapVolume",
  "FailedMountOnFilesystemMismatch",
]);
/** The kubelet tries again after two minutes at most. */
const quietMs = 5 * 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const everTold = isPodAtWork(sight.object) ? sight.told.all((e) => volumeReasons.has(e.reason)) : [];
  if (everTold.length === 0) return [];
  const sinceMs = startedMs(sight);
  const told = everTold.filter((e) => e.offsetMs > sinceMs);
  const named = told.filter((e) => volumeIn(e.message) !== undefined);
  // The kubelet sums up what it waits for every two minutes; that says nothing new where the volume is named elsewhere.
  const summaries = named.length === 0 ? told : [];
  return [...grouped(named, (e) => `${e.reason} ${volumeIn(e.message)}`), ...grouped(summaries, (e) => e.reason)].map((events) =>
    symptomOf(events, sight),
  );
}

/** Of a Pod that has started only what came after that is of interest; ms since session start, of one-second grain. */
function startedMs({ object, frame, world }: RuleContext): number {
  if (frame === undefined || !hasStarted(object)) return Number.NEGATIVE_INFINITY;
  const starts = containersOf(object).flatMap(({ state }) =>
    state.kind === "running" && state.startedMs !== undefined ? [state.startedMs] : [],
  );
  return starts.length === 0 ? frame.offsetMs : world.offsetOf(Math.max(...starts), frame) + 1000;
}

function grouped(
  events: readonly ObservedEvent[],
  keyOf: (event: ObservedEvent) => string,
): readonly (readonly [ObservedEvent, ...ObservedEvent[]])[] {
  const groups = new Map<string, [ObservedEvent, ...ObservedEvent[]]>();
  for (const event of events) {
    const group = groups.get(keyOf(event));
    if (group === undefined) groups.set(keyOf(event), [event]);
    else group.push(event);
  }
  return [...groups.values()];
}

function symptomOf(events: readonly [ObservedEvent, ...ObservedEvent[]], sight: RuleContext): Symptom {
  const latest = events.at(-1) ?? events[0];
  const { message, reason } = latest;
  const volume = volumeIn(message);
  const missing = missingIn(message, sight.ref.namespace, sight.object);
  const runs = hasStarted(sight.object);
  return {
    class: reason,
    severity: runs || isPassing(message) ? "warning" : "critical",
    ...(volume === undefined ? {} : { about: volume }),
    message: wordsOf(reason, volume, message),
    shownBy: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: adviceFor(message, volume, missing, sight),
    transientMs: isPassing(message) ? 60_000 : 5_000,
    ...(runs ? { quietMs } : {}),
    ...(missing === undefined ? {} : { missing }),
    because: [
      ...(reason === "FailedAttachVolume" ? [] : [{ kind: "self", classes: ["FailedAttachVolume"] } as const]),
      ...claimOf(volume, message, sight.object),
    ],
  };
}

/** What passes by itself as a rule: caches that are filled yet, a volume that another node lets go of. */
function isPassing(message: string): boolean {
  return /failed to sync (configmap|secret) cache|not registered|timed out waiting|context deadline exceeded|multi-attach error|not yet attached/i.test(
    message,
  );
}

function wordsOf(reason: string, volume: string | undefined, message: string): string {
  const verb = reason === "FailedAttachVolume" ? "attached" : "mounted";
  const said = inShort(
    message
      .replace(/^\S+(?: initialization)? failed for volume "[^"]*" ?: ?/, "")
      // What was run is of no interest, what it said is.
      .replace(/\s*Mounting command: [\s\S]*?\s*Output: /, ": ")
      .replace(/^Unable to attach or mount volumes: /, ""),
  );
  return `${volume === undefined ? "volumes of the Pod" : `volume ${volume}`} cannot be ${verb}: ${said}`;
}

function claimOf(volume: string | undefined, message: string, pod: KubeObject): readonly CauseRef[] {
  return claimNames(pod)
    .filter((claim) => volume === undefined || claim.volume === volume || message.includes("pvc-"))
    .map(({ name }) => ({ kind: "object", of: "PersistentVolumeClaim", namespace: pod.metadata.namespace, name }) as const);
}

function adviceFor(
  message: string,
  volume: string | undefined,
  missing: MissingThing | undefined,
  { ref, object }: RuleContext,
): readonly string[] {
  const describe = `see all that the kubelet says: ${advise(["describe", "pod", ref.name], ref.namespace)}`;
  // What to do about it is said of the thing itself.
  if (missing !== undefined) return [];
  if (/multi-attach/i.test(message))
    return [
      "the volume goes to one node at a time: delete the Pod that holds it, or use the strategy Recreate, or a volume that several nodes may mount",
      describe,
    ];
  const driver = /driver name (\S+) not found in the list of registered CSI drivers/.exec(message)?.[1];
  if (driver !== undefined)
    return [
      `see whether the driver ${driver} runs on the node: ${advise(["get", "csinode", textAt(object, "spec", "nodeName") ?? "", "-o", "yaml"])}`,
      describe,
    ];
  if (/connection (timed out|refused)|no route to host|no such host|mount\.(nfs|cifs)|exit status 32/i.test(message))
    return ["see whether the node reaches the server of the volume, and the server exports that path to it", describe];
  if (/hostPath type check failed|path "[^"]+" does not exist/i.test(message))
    return [`the path is not on node ${textAt(object, "spec", "nodeName") ?? ""} in the form that the volume asks for`, describe];
  if (/permission denied|access denied/i.test(message))
    return ["the storage refuses access: look at its export or its credentials", describe];
  const isOfPod = itemsAt(object, "spec", "volumes").some((spec) => textAt(spec, "name") === volume);
  return [isOfPod ? `look at volume ${volume} in the Pod's spec, then ${describe}` : describe];
}

function ending(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  if (!hasStarted(object)) return undefined;
  const { missing } = symptom;
  return {
    text:
      missing === undefined
        ? "the volume could be mounted"
        : `the ${missing.kind} "${missing.name}" is there now, and the volume could be mounted`,
    final: true,
  };
}
