import { inShort, plural } from "../../../lifecycle/narration/words.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/** What somebody warned of, again and again, and no other family knows: worth knowing, under the reason that it was given. */
export const otherWarningsFamily: FailureFamily = { name: "other warnings", kinds: ["*"], onlyEvents: true, symptoms };

/** Warned of once or twice, then silence: that happens. */
const fewest = 3;
const quietMs = 10 * 60_000;

/** Reasons that the other families take up. */
const known = new Set([
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
const knownOf: Readonly<Record<string, RegExp>> = { HorizontalPodAutoscaler: /./, Ingress: /./, Node: /^(Node|Eviction)/ };

function symptoms(sight: RuleContext): readonly Symptom[] {
  if (sight.object.metadata.deletionTimestamp !== undefined) return [];
  const events = sight.told.all((e) => e.isWarning && !known.has(e.reason) && knownOf[sight.ref.kind]?.test(e.reason) !== true);
  return [...new Set(events.map((e) => e.reason))].flatMap(
    (reason) =>
      symptomOf(
        events.filter((e) => e.reason === reason),
        sight,
      ) ?? [],
  );
}

function symptomOf(events: readonly ObservedEvent[], { ref }: RuleContext): Symptom | undefined {
  const latest = events.at(-1);
  const count = events.reduce((sum, e) => sum + e.count, 0);
  if (latest === undefined || count < fewest) return undefined;
  return {
    class: latest.reason,
    severity: "info",
    about: latest.reason,
    message: `warned of ${plural(count, "time")}: ${inShort(latest.message)}`,
    shownBy: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: [`see all that is said of it: ${advise(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`],
    quietMs,
  };
}
