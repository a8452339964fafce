import { greatest, least } from "../../model/extremes.js";
import { isFinalReason } from "../evidence/event-reasons.js";
import type { ObservedEvent } from "./event-history.js";
import type { Resolution, RuleContext, Symptom } from "./symptom.js";

/**
 * Symptoms of an object that was not recorded: only Events report it, so their own times count, a symptom is over where a later Event proves it,
 * and otherwise when no Event has come for a while, which proves nothing.
 */
export function asKnownFromEvents(symptoms: readonly Symptom[], context: RuleContext): readonly Symptom[] {
  return symptoms.flatMap((symptom) => {
    const events = eventsOf(symptom, context);
    if (proofOf(symptom, events, context) !== undefined) return [];
    const isFinal = isFinalReason(symptom.class) && symptom.class !== "Evicted";
    return [
      {
        ...symptom,
        ...timesOf(events),
        starts: symptom.starts?.kind === "transient" ? symptom.starts : undefined,
        ends: isFinal
          ? undefined
          : { kind: "quiet", afterMs: quietMs, unproven: "no further Events; whether it recovered was not recorded" },
      } satisfies Symptom,
    ];
  });
}

/** The kubelet repeats an Event every five minutes at least, also where it limits them. */
const quietMs = 15 * 60_000;

/** What ended a symptom of such an object. */
export function resolutionFromEvents(symptom: Symptom, context: RuleContext): Resolution {
  const proof = proofOf(symptom, eventsOf(symptom, context), context);
  return proof === undefined ? { text: "no longer reported by Events", isUnproven: true } : resolvedBy(proof);
}

/** Those that show the symptom, as far as they are still kept. */
function eventsOf({ events = [], container }: Symptom, context: RuleContext): readonly ObservedEvent[] {
  const reasons = new Set(events.map(({ reason }) => reason));
  return context.events.all(
    (event) =>
      reasons.has(event.reason) &&
      !isDeletion(event) &&
      (container === undefined || event.container === undefined || event.container === container),
  );
}

function timesOf(events: readonly ObservedEvent[]): Pick<Symptom, "sinceMs" | "lastShownMs"> {
  if (events.length === 0) return {};
  return { sinceMs: least(events.map(firstMsOf)), lastShownMs: greatest(events.map(lastMsOf)) };
}

function firstMsOf({ own, firstMs }: ObservedEvent): number {
  return own?.firstMs ?? firstMs;
}

function lastMsOf({ own, offsetMs }: ObservedEvent): number {
  return own?.lastMs ?? offsetMs;
}

/** Events that prove that what failed has succeeded, by the class of the symptom or the reason of its Events. */
const proofs: readonly (readonly [failures: RegExp, proof: RegExp])[] = [
  [/^(FailedScheduling|NotTriggerScaleUp)$/, /^(Scheduled|Pulling|Pulled|Created|Started)$/],
  [/^FailedAttachVolume$/, /^(SuccessfulAttachVolume|Pulling|Pulled|Created|Started)$/],
  [
    /^(FailedMount|FailedMap|FailedCreatePodSandBox|FailedPodSandBoxStatus|NetworkNotReady|FailedPrepareDynamicResources)/,
    /^(Pulling|Pulled|Created|Started)$/,
  ],
  [/^(ErrImagePull|ErrImageNeverPull|InvalidImageName|InspectFailed|FailedToRetrieveImagePullSecret)$/, /^(Pulled|Created|Started)$/],
  [/^Failed$/, /^Started$/],
  [/^(ProvisioningFailed|FailedBinding)$/, /^ProvisioningSucceeded$/],
  [/^(FailedCreate|FailedCreatePod)$/, /^SuccessfulCreate$/],
  [/^FailedDelete$/, /^SuccessfulDelete$/],
  [/^(VolumeResizeFailed|FileSystemResizeFailed)$/, /^(VolumeResizeSuccessful|FileSystemResizeSuccessful|Resizing)$/],
  [/^(NodeNotReady|NodeStatusUnknown)$/, /^NodeReady$/],
  [/^NodeHasDiskPressure$/, /^NodeHasNoDiskPressure$/],
  [/^NodeHasInsufficientMemory$/, /^NodeHasSufficientMemory$/],
  [/^NodeHasInsufficientPID$/, /^NodeHasSufficientPID$/],
  [/^SyncLoadBalancerFailed$/, /^EnsuredLoadBalancer$/],
];

/** That a container was restarted proves nothing of a back-off or a probe: it may fail again. */
function proofOf(symptom: Symptom, events: readonly ObservedEvent[], context: RuleContext): ObservedEvent | undefined {
  const last = events.at(-1);
  if (last === undefined) return undefined;
  const [, proof] = proofs.find(([failures]) => failures.test(symptom.class) || events.some(({ reason }) => failures.test(reason))) ?? [];
  const shownMs = greatest(events.map(lastMsOf));
  const { container } = symptom;
  return context.events.latest(
    (event) =>
      (proof?.test(event.reason) || isDeletion(event)) &&
      (container === undefined || event.container === undefined || event.container === container) &&
      (lastMsOf(event) > shownMs || (lastMsOf(event) === shownMs && event.sequence > last.sequence)),
  );
}

function isDeletion({ reason, message }: ObservedEvent): boolean {
  return reason === "FailedScheduling" && message.startsWith(skipsDeletion);
}

/** Of the scheduler, which found a Pod that is being deleted. */
const skipsDeletion = "skip schedule deleting pod";

function resolvedBy(event: ObservedEvent): Resolution {
  return isDeletion(event)
    ? { text: "the scheduler skips the Pod, as it is being deleted", isFinal: true, isUnproven: true }
    : { text: `a later Event reports ${event.reason}`, isFinal: true };
}
