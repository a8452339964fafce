import { inShort, plural } from "../../../lifecycle/narration/words.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { harmlessReasons } from "../../evidence/event-reasons.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isNodeFailureEvent } from "./node-events.js";

/**
 * Events of type Warning about recorded objects that repeat and belong to no other rule: info, under their own reason.
 */
export const otherWarningsRule: DiagnosisRule = { kinds: ["*"], needsEvents: true, symptoms };

/** One or two warnings happen. */
const minCount = 3;
const quietMs = 10 * 60_000;

/** Reasons that other rules handle, of any kind. */
const handled = new Set([
  "Failed",
  "BackOff",
  "Unhealthy",
  "InspectFailed",
  "ErrImageNeverPull",
  "InvalidImageName",
  "FailedScheduling",
  "FailedMount",
  "FailedAttachVolume",
  "FailedMapVolume",
  "FailedCreatePodSandBox",
  "FailedCreatePodContainer",
  "FailedPrepareDynamicResources",
  "FailedResourceClaimCreation",
  "FailedPodSandBoxStatus",
  "NetworkNotReady",
  "FailedCreate",
  "FailedKillPod",
  "FailedPostStartHook",
  "FailedPreStartHook",
  "FailedPreStopHook",
  "NodeNotReady",
  "ProvisioningFailed",
  "FailedBinding",
  "VolumeMismatch",
  "ClaimLost",
  "ClaimMisbound",
  "VolumeResizeFailed",
  "FileSystemResizeFailed",
  "BackoffLimitExceeded",
  "DeadlineExceeded",
  "Evicted",
  "Preempted",
  "SyncLoadBalancerFailed",
  "UnparseableSchedule",
  "UnParseableCronJobSchedule",
  "InvalidSchedule",
  "UnknownTimeZone",
  "TooManyMissedTimes",
  "MissSchedule",
]);
/** Whether other rules handle a reason, by kind. */
const handledOf: Readonly<Record<string, (reason: string) => boolean>> = {
  HorizontalPodAutoscaler: () => true,
  Ingress: () => true,
  Node: isNodeFailureEvent,
};

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object, ref, frame } = context;
  if (object.metadata.deletionTimestamp !== undefined || frame === undefined) return [];
  const events = context.events.all((e) => e.isWarning && !isHandled(e.reason, ref.kind));
  const reasons = [...new Set(events.map((e) => e.reason))];
  return reasons.flatMap(
    (reason) =>
      symptomOf(
        events.filter((e) => e.reason === reason),
        context,
      ) ?? [],
  );
}

function isHandled(reason: string, kind: string): boolean {
  return handled.has(reason) || harmlessReasons.has(reason) || handledOf[kind]?.(reason) === true;
}

function symptomOf(events: readonly ObservedEvent[], { ref }: RuleContext): Symptom | undefined {
  const latest = events.at(-1);
  const count = events.reduce((sum, e) => sum + e.count, 0);
  if (latest === undefined || count < minCount) return undefined;
  return {
    class: latest.reason,
    severity: "info",
    discriminator: latest.reason,
    message: `${plural(count, "warning")}: ${inShort(latest.message)}`,
    evidence: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: [`see its Events: ${kubectl(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`],
    ends: { kind: "quiet", afterMs: quietMs },
  };
}
