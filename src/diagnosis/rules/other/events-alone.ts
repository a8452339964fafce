import { inShort, plural } from "../../../lifecycle/narration/words.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { harmlessReasons, isFinalReason } from "../../evidence/event-reasons.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { pullAdvice, pullCauseOf, pullFailureInWords } from "../../evidence/pull-failure.js";
import { startAdvice } from "../../evidence/start-failure.js";

/**
 * Objects that were not recorded and are known from Kubernetes Events alone. What the status of a Pod would say is taken from the Events of its
 * containers; anything else of type Warning, about any kind, is a finding under its own reason.
 *
 *   ErrImagePull         Failed "Failed to pull image ...", BackOff "Back-off pulling image ..."
 *   CrashLoopBackOff     BackOff "Back-off restarting failed container"
 *   Failed               a container cannot be created or started
 *   Unhealthy            a probe failed; info while that is the normal course of a start
 *
 * Events that rules of recorded objects read too, such as FailedMount, FailedScheduling or FailedCreate, are left to these.
 */
export const eventsAloneRule: DiagnosisRule = { kinds: ["*"], needsEvents: true, onlyUnrecorded: true, symptoms };

function symptoms(context: RuleContext): readonly Symptom[] {
  const events = context.events.all((event) => isFailure(event, context.ref.kind));
  return groupsOf(events, context.ref.kind).map((group) => group.topic(group.events, context));
}

type Topic = (events: Events, context: RuleContext) => Symptom;
type Events = readonly [ObservedEvent, ...ObservedEvent[]];

/** Reasons that rules of recorded objects read from Events, of any kind. */
const readElsewhere =
  /^(FailedScheduling|NotTriggerScaleUp|FailedMount\w*|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|FailedPodSandBoxStatus|NetworkNotReady|FailedCreatePodContainer|FailedPrepareDynamicResources|FailedPreStopHook|Preempted|Preempting|TaintManagerEviction|Evicted|NodeNotReady|FailedKillPod)$/;
const readElsewhereOf: Readonly<Record<string, RegExp>> = {
  Pod: /^DeadlineExceeded$/,
  Node: /./,
  Job: /^(FailedCreate|BackoffLimitExceeded|DeadlineExceeded|PodFailurePolicy|MaxFailedIndexesExceeded|FailedIndexes)$/,
  CronJob:
    /^(FailedCreate|UnparseableSchedule|UnParseableCronJobSchedule|InvalidSchedule|UnknownTimeZone|TooManyMissedTimes|MissSchedule|JobAlreadyActive)$/,
  PersistentVolumeClaim: /^(ProvisioningFailed|FailedBinding|VolumeMismatch)$/,
};
const controllers = new Set(["ReplicaSet", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet"]);

function isFailure({ reason, isWarning, message }: ObservedEvent, kind: string): boolean {
  if (readElsewhere.test(reason) || readElsewhereOf[kind]?.test(reason) || harmlessReasons.has(reason)) return false;
  if (controllers.has(kind) && /^FailedCreate(Pod)?$/.test(reason)) return false;
  return isWarning || (reason === "BackOff" && kind === "Pod") || isProbeKill(reason, message);
}

interface EventGroup {
  readonly topic: Topic;
  readonly events: Events;
}

function groupsOf(events: readonly ObservedEvent[], kind: string): readonly EventGroup[] {
  const groups = new Map<string, { topic: Topic; events: [ObservedEvent, ...ObservedEvent[]] }>();
  for (const event of events) {
    const [name, topic] = kind === "Pod" ? podTopic(event) : ([event.reason, otherWarning] as const);
    const key = `${name}\n${event.container ?? ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { topic, events: [event] });
    else group.events.push(event);
  }
  return [...groups.values()];
}

function podTopic({ reason, message }: ObservedEvent): readonly [name: string, topic: Topic] {
  if (isAboutPull(reason, message)) return ["pull", pullFailed];
  if (reason === "BackOff") return ["crash", keepsTerminating];
  if (reason === "Failed") return ["start", cannotStart];
  const probe = probeOf(message);
  if (probe !== undefined && (reason === "Unhealthy" || isProbeKill(reason, message))) return [probe, probeFailed(probe)];
  return [reason, otherWarning];
}

function isAboutPull(reason: string, message: string): boolean {
  if (/^(InspectFailed|ErrImageNeverPull|InvalidImageName|FailedToRetrieveImagePullSecret)$/.test(reason)) return true;
  return (
    (reason === "Failed" || reason === "BackOff") &&
    /pull(ing)? image|^Error: (ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|RegistryUnavailable)/i.test(message)
  );
}

function isProbeKill(reason: string, message: string): boolean {
  return reason === "Killing" && /failed (liveness|startup) probe/.test(message);
}

/** "Liveness probe failed: ...", "Container web failed liveness probe, will be restarted". */
function probeOf(message: string): string | undefined {
  return /\b(readiness|liveness|startup) probe/i.exec(message)?.[1]?.toLowerCase();
}

function pullFailed(events: Events, context: RuleContext): Symptom {
  const { ref } = context;
  const answers = events.map(({ message }) => message).filter((message) => /^Failed to (pull|inspect) image/.test(message));
  const image = events.map(({ message }) => /image "([^"]+)"/.exec(message)?.[1]).find((name) => name !== undefined);
  const answer = answers.findLast((message) => pullCauseOf(message, image) !== undefined) ?? answers.at(-1) ?? "";
  const why = pullFailureInWords(answer, image);
  const reason = ["InvalidImageName", "ErrImageNeverPull"].find((name) =>
    events.some((e) => e.reason === name || e.message.includes(name)),
  );
  const setImage = kubectl(["edit", "pod", ref.name], ref.namespace);
  return {
    ...symptomOf(reason ?? "ErrImagePull", events, context),
    severity: "critical",
    message: `the kubelet could not pull ${image === undefined ? "the image" : `image ${image}`}${ofContainer(events, "for")}${why === "" ? "" : `: ${why}`}`,
    advice: [...pullAdvice(pullCauseOf(answer, image), { image, namespace: ref.namespace, pod: ref.name, node: undefined, setImage })],
  };
}

function keepsTerminating(events: Events, context: RuleContext): Symptom {
  const { ref } = context;
  const { container } = events[0];
  return {
    ...symptomOf("CrashLoopBackOff", events, context),
    severity: "critical",
    message: `${container === undefined ? "a container" : `container ${container}`} keeps terminating; the kubelet waits before it restarts it`,
    advice: [
      `read its logs: ${kubectl(["logs", ref.name, ...(container === undefined ? [] : ["-c", container]), "--previous"], ref.namespace)}`,
    ],
  };
}

function cannotStart(events: Events, context: RuleContext): Symptom {
  const { ref } = context;
  const { container } = events[0];
  const { message } = events.findLast((event) => !/^Error: \w+$/.test(event.message)) ?? events[0];
  const advice = startAdvice(message, container ?? "of the Pod", undefined);
  const missing = missingIn(message, ref.namespace);
  return {
    ...symptomOf("Failed", events, context),
    severity: "critical",
    message: `the kubelet could not start ${container === undefined ? "a container" : `container ${container}`}: ${inShort(message.replace(/^Error: /, ""))}`,
    ...(missing === undefined ? (advice === undefined ? {} : { advice: [advice] }) : { missing }),
  };
}

/** So many failures belong to the start of a slow container. */
const startFailures = 3;

function probeFailed(probe: string): Topic {
  return (events, context) => {
    const failures = events.filter(({ reason }) => reason === "Unhealthy");
    const kills = events.filter(({ reason }) => reason === "Killing");
    const answer = inShort((failures.at(-1)?.message ?? "").replace(/^\w+ probe (?:failed|errored|error)[^:]*:?\s*/i, ""));
    const count = totalOf(failures);
    const times = count === 0 ? "" : ` ${plural(count, "time")}`;
    const killed = kills.length === 0 ? "" : `; the kubelet killed the container ${plural(totalOf(kills), "time")}`;
    return {
      ...symptomOf("Unhealthy", events, context),
      severity: kills.length > 0 ? "critical" : count < startFailures ? "info" : "warning",
      discriminator: probe,
      message: `the ${probe} probe${ofContainer(events)} failed${times}${answer === "" ? "" : `: ${answer}`}${killed}`,
    };
  };
}

function otherWarning(events: Events, context: RuleContext): Symptom {
  const { reason, message } = events.at(-1) ?? events[0];
  const count = totalOf(events);
  return {
    ...symptomOf(reason, events, context),
    severity: isFinalReason(reason) ? "critical" : "warning",
    discriminator: reason,
    message: `${reason}${count > 1 ? ` (×${count})` : ""}: ${inShort(message)}`,
    missing: missingIn(message, context.ref.namespace),
  };
}

function symptomOf(name: string, events: Events, { ref }: RuleContext): Omit<Symptom, "severity" | "message"> {
  const { container } = events[0];
  return {
    class: name,
    container,
    evidence: sequencesOf(events),
    events: countsOf(events),
    advice: [`see its status and Events: ${kubectl(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`],
  };
}

function ofContainer([{ container }]: Events, preposition = "of"): string {
  return container === undefined ? "" : ` ${preposition} container ${container}`;
}

function totalOf(events: readonly ObservedEvent[]): number {
  return events.reduce((sum, { count }) => sum + count, 0);
}
