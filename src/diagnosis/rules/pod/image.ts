import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, MissingReference, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive, perContainer } from "../../evidence/pod-facts.js";
import type { PullCause } from "../../evidence/pull-causes.js";
import { pullAdvice, pullCauseOf, pullFailureInWords, pullRankOf } from "../../evidence/pull-failure.js";

/**
 * Images that cannot be pulled or used, by the reason of the waiting container (pkg/kubelet/images/types.go, k8s.io/cri-api/pkg/errors):
 *
 *   ErrImagePull                            a pull failed; alternates with ImagePullBackOff, so both show while either does
 *   ImagePullBackOff                        the kubelet waits before it retries the pull
 *   RegistryUnavailable, ImageInspectError, SignatureValidationFailed
 *   InvalidImageName, ErrImageNeverPull     final until the spec (or the node) changes
 */
export const imageRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms: (context) => (isPodActive(context.object) ? perContainer(context, symptoms) : []),
  resolution,
};

const pullFailures = ["ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed", "ImageInspectError"];
const finalFailures = ["InvalidImageName", "ErrImageNeverPull"];
const reasons = new Set([...pullFailures, ...finalFailures, "ImagePullBackOff"]);
/** A pull that the kubelet's own limit refused is retried as soon as the limit allows. */
const throttledMs = 60_000;

function symptoms(container: ContainerFacts, context: RuleContext): readonly Symptom[] {
  const { state } = container;
  if (state.kind !== "waiting") return [];
  if (state.reason === undefined || !reasons.has(state.reason)) return failedAhead(container, context);
  const { reason, message = "" } = state;
  if (isOfFormerImage(container, message, context)) return [];
  const answer = answerOf(message, container, context);
  if (reason !== "ImagePullBackOff") return [failedPull(reason, answer, container, context)];
  const named = /^Back-off pulling image "[^"]*": (\w+): /.exec(message)?.[1] ?? "";
  const first = failedPull(pullFailures.includes(named) ? named : "ErrImagePull", answer, container, context);
  return [first, backOff(answer, container, context)];
}

/** A pull has failed, as an Event reports, and the status does not have it yet. Once a pull has failed, a container waits for nothing else. */
function failedAhead(container: ContainerFacts, context: RuleContext): readonly Symptom[] {
  const { state, restarts } = container;
  const isStarting = state.kind === "waiting" && (state.reason === undefined || startReasons.has(state.reason));
  if (context.events.isEmpty || !isStarting || restarts > 0) return [];
  const [latest] = failedPullsOf(container, context).slice(-1);
  if (latest === undefined) return [];
  const { group: _group, explains: _explains, ...failed } = failedPull("ErrImagePull", latest.message, container, context);
  return [
    {
      ...failed,
      discriminator: "ahead",
      evidence: sequencesOf([latest]),
      // As soon as the status has it, what the status says is the finding.
      starts: { kind: "transient", withinMs: aheadMs },
    },
  ];
}

/** The kubelet writes the status within seconds, unless it cannot reach the API server. */
const aheadMs = 10 * 60_000;

const startReasons = new Set(["ContainerCreating", "PodInitializing"]);

function failedPull(reason: string, answer: string, container: ContainerFacts, context: RuleContext): Symptom {
  const { name, image = "(none)" } = container;
  const why = pullFailureInWords(answer, image);
  const rank = pullRankOf(answer, image);
  const cause = pullCauseOf(answer, image);
  const isThrottled = cause === "throttled";
  const isFailure = (event: string) => event === "Failed" || event === "InspectFailed" || event === reason;
  return {
    class: reason,
    severity: isThrottled ? "warning" : "critical",
    container: name,
    group: "pull",
    message: `${(sentences[reason] ?? couldNotPull)(image, name)}${why === "" ? "" : `: ${why}`}`,
    explains: { rank, of: image },
    events: countsOf(context.events.all((e) => e.container === name && isFailure(e.reason))),
    advice: adviceFor(reason, cause, container, context),
    missing: missingPullSecret(cause, context),
    starts: isThrottled ? { kind: "transient", withinMs: throttledMs } : undefined,
    // Of a bare back-off the first reason is not known: the finding that names it says more.
    supersededBy: rank === 0 && reason === "ErrImagePull" ? otherFailures : undefined,
  };
}

const otherFailures = pullFailures.filter((reason) => reason !== "ErrImagePull");

const couldNotPull = (image: string, container: string) => `the kubelet could not pull image ${image} for container ${container}`;

const sentences: Readonly<Record<string, (image: string, container: string) => string>> = {
  InvalidImageName: (image, container) => `image ${image} of container ${container} is not a valid image name`,
  ErrImageNeverPull: (image, container) => `image ${image} of container ${container} is not on the node, and imagePullPolicy is Never`,
  ImageInspectError: (image, container) => `the container runtime could not inspect image ${image} of container ${container}`,
  SignatureValidationFailed: (image, container) => `image ${image} of container ${container} has no valid signature`,
};

function backOff(answer: string, container: ContainerFacts, context: RuleContext): Symptom {
  const { name, image = "" } = container;
  const events = context.events.all((e) => e.container === name && e.reason === "BackOff" && e.message.includes("pulling image"));
  return {
    class: "ImagePullBackOff",
    severity: "critical",
    container: name,
    group: "pull",
    message: `the kubelet is backing off before it retries the pull of image ${image} for container ${name} (at most 5m)`,
    explains: { rank: pullRankOf(answer, image), of: image },
    events: countsOf(events),
    advice: adviceFor("ImagePullBackOff", pullCauseOf(answer, image), container, context),
    causedBy: [{ kind: "self", classes: pullFailures, container: name }],
  };
}

/**
 * After a change of the image the kubelet reports the failure of the old one until it has tried the new one. Without a sign of such a change,
 * another name is what the runtime calls the same image (a mirror, an alias).
 */
function isOfFormerImage(container: ContainerFacts, message: string, { object, before }: RuleContext): boolean {
  if (!isAboutAnotherImage(container, message)) return false;
  const then = before === undefined ? undefined : containersOf(before).find((c) => c.name === container.name);
  return (then !== undefined && then.image !== container.image) || (numberAt(object, "metadata", "generation") ?? 0) > 1;
}

function isAboutAnotherImage({ image }: ContainerFacts, message: string): boolean {
  if (image === undefined) return false;
  const named = [...message.matchAll(/\b(?:image|reference) "([^"\s]+)"/g)].map(([, name = ""]) => lastPart(name));
  return named.length > 0 && !named.includes(lastPart(image));
}

/** "nginx:1.27" of "docker.io/library/nginx:1.27"; the digest where there is one, as mirrors change registry and tag. */
function lastPart(image: string): string {
  const digest = /@(sha\d+:[0-9a-f]+)$/.exec(image)?.[1];
  const name = image.slice(image.lastIndexOf("/") + 1);
  return digest ?? (name.includes(":") ? name : `${name}:latest`);
}

/** Before Kubernetes 1.33 the status says no more than "Back-off" most of the time: an Event has the answer of the registry. */
function answerOf(message: string, container: ContainerFacts, context: RuleContext): string {
  const { image } = container;
  const rank = pullRankOf(message, image);
  if (rank === 2) return message;
  const failed = failedPullsOf(container, context);
  const best = failed.findLast((e) => pullRankOf(e.message, image) === 2) ?? failed.at(-1);
  return best !== undefined && pullRankOf(best.message, image) > rank ? best.message : message;
}

function failedPullsOf(container: ContainerFacts, { events }: RuleContext): readonly ObservedEvent[] {
  // An Event that names no container still names the image.
  return events.all(
    (e) =>
      (e.container ?? container.name) === container.name &&
      e.message.startsWith("Failed to pull image") &&
      !isAboutAnotherImage(container, e.message),
  );
}

function adviceFor(
  reason: string,
  cause: PullCause | undefined,
  container: ContainerFacts,
  { ref, world, object }: RuleContext,
): readonly string[] {
  if (reason === "ErrImageNeverPull") return ["load the image onto the node, or set imagePullPolicy to IfNotPresent"];
  const owners = world.controllersOf(ref.uid).flatMap((uid) => world.get(uid)?.ref ?? []);
  const top = owners.at(-1) ?? ref;
  const setImage = kubectl(["set", "image", `${top.kind.toLowerCase()}/${top.name}`, `${container.name}=IMAGE`], ref.namespace);
  const node = textAt(object, "spec", "nodeName");
  const known = finalCauses[reason] ?? cause ?? (reason === "RegistryUnavailable" ? "server error" : undefined);
  return pullAdvice(known, { image: container.image, namespace: ref.namespace, pod: ref.name, node, setImage });
}

/** What the reason itself says, whatever the message adds. */
const finalCauses: Readonly<Record<string, PullCause>> = { InvalidImageName: "invalid name", SignatureValidationFailed: "signature" };

/** A missing pull secret matters only where the registry refuses anonymous access. */
function missingPullSecret(cause: PullCause | undefined, { events, ref }: RuleContext): MissingReference | undefined {
  if (cause !== "unauthorized" && cause !== "denied" && cause !== "ambiguous") return undefined;
  const message = events.latest((e) => e.reason === "FailedToRetrieveImagePullSecret")?.message ?? "";
  const name = /pull secrets \(([^,)\s]+)/.exec(message)?.[1];
  return name === undefined ? undefined : { kind: "Secret", namespace: ref.namespace, name };
}

function resolution(symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (now === undefined) return { text: "the container was removed from the Pod", isFinal: true, isUnproven: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}`, isFinal: true, isUnproven: true };
  return { text: "the image was pulled", isFinal: true };
}
