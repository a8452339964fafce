import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { DiagnosisRule, MissingReference, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive, perContainer } from "../../evidence/pod-facts.js";
import { pullAdvice, pullCauseOf, pullFailureInWords } from "../../evidence/pull-failure.js";

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
  if (state.kind !== "waiting" || state.reason === undefined || !reasons.has(state.reason)) return [];
  const { reason, message = "" } = state;
  if (isAboutAnotherImage(container, message)) return [];
  if (reason !== "ImagePullBackOff") return [pullFailure(reason, container, message, context)];
  return [pullFailure("ErrImagePull", container, message, context), backOff(container, message, context)];
}

function pullFailure(reason: string, container: ContainerFacts, message: string, context: RuleContext): Symptom {
  const { name, image = "(none)" } = container;
  const answer = answerOf(message, container, context);
  const why = pullFailureInWords(answer);
  const isThrottled = pullCauseOf(answer) === "throttled";
  const isFailure = (event: string) => event === "Failed" || event === "InspectFailed" || event === reason;
  return {
    class: reason,
    severity: isThrottled ? "warning" : "critical",
    container: name,
    group: "pull",
    message: `${(sentences[reason] ?? couldNotPull)(image, name)}${why === "" ? "" : `: ${why}`}`,
    events: countsOf(context.events.all((e) => e.container === name && isFailure(e.reason))),
    advice: adviceFor(reason, answer, container, context),
    missing: missingPullSecret(answer, context),
    starts: isThrottled ? { kind: "transient", withinMs: throttledMs } : undefined,
  };
}

const couldNotPull = (image: string, container: string) => `the kubelet could not pull image ${image} for container ${container}`;

const sentences: Readonly<Record<string, (image: string, container: string) => string>> = {
  InvalidImageName: (image, container) => `image ${image} of container ${container} is not a valid image name`,
  ErrImageNeverPull: (image, container) => `image ${image} of container ${container} is not on the node, and imagePullPolicy is Never`,
  ImageInspectError: (image, container) => `the container runtime could not inspect image ${image} of container ${container}`,
  SignatureValidationFailed: (image, container) => `image ${image} of container ${container} has no valid signature`,
};

function backOff(container: ContainerFacts, message: string, context: RuleContext): Symptom {
  const { name, image = "" } = container;
  const events = context.events.all((e) => e.container === name && e.reason === "BackOff" && e.message.includes("pulling image"));
  return {
    class: "ImagePullBackOff",
    severity: "critical",
    container: name,
    group: "pull",
    message: `the kubelet is backing off before it retries the pull of image ${image} for container ${name} (at most 5m)`,
    events: countsOf(events),
    advice: adviceFor("ImagePullBackOff", answerOf(message, container, context), container, context),
    causedBy: [{ kind: "self", classes: pullFailures, container: name }],
  };
}

/** After a change of the image the kubelet reports the failure of the old one until it has tried the new one. */
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
function answerOf(message: string, container: ContainerFacts, { events }: RuleContext): string {
  const failed = events.latest((e) => e.container === container.name && e.message.startsWith("Failed to pull image"))?.message;
  return failed === undefined || isAboutAnotherImage(container, failed) ? message : failed;
}

function adviceFor(reason: string, answer: string, container: ContainerFacts, { ref, world, object }: RuleContext): readonly string[] {
  if (reason === "ErrImageNeverPull") return ["load the image onto the node, or set imagePullPolicy to IfNotPresent"];
  if (reason === "SignatureValidationFailed")
    return ["use an image with a signature that the policy of the nodes accepts (policy.json), or correct the policy"];
  const owners = world.controllersOf(ref.uid).flatMap((uid) => world.get(uid)?.ref ?? []);
  const top = owners.at(-1) ?? ref;
  const setImage = kubectl(["set", "image", `${top.kind.toLowerCase()}/${top.name}`, `${container.name}=IMAGE`], ref.namespace);
  const cause = reason === "InvalidImageName" ? undefined : pullCauseOf(answer);
  const node = textAt(object, "spec", "nodeName");
  return pullAdvice(cause, { image: container.image, namespace: ref.namespace, pod: ref.name, node, setImage });
}

/** A missing pull secret matters only where the registry refuses anonymous access. */
function missingPullSecret(answer: string, { events, ref }: RuleContext): MissingReference | undefined {
  const cause = pullCauseOf(answer);
  if (cause !== "refused" && cause !== "ambiguous") return undefined;
  const message = events.latest((e) => e.reason === "FailedToRetrieveImagePullSecret")?.message ?? "";
  const name = /pull secrets \(([^,)\s]+)/.exec(message)?.[1];
  return name === undefined ? undefined : { kind: "Secret", namespace: ref.namespace, name };
}

function resolution(symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (now === undefined) return { text: "the container was removed from the Pod", isFinal: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}`, isFinal: true };
  return { text: "the image was pulled", isFinal: true };
}
