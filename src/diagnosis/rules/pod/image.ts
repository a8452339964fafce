import { textAt } from "../../../lifecycle/fields/fields.js";
import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";
import { ofEachContainer } from "../../evidence/of-each-container.js";
import { pullAdvice, pullCauseOf, pullFailureInWords } from "../../evidence/pull-failure.js";

/**
 * The image of a container cannot be had. The kubelet's reasons (pkg/kubelet/images/types.go, k8s.io/cri-api/pkg/errors):
 *
 *   ErrImagePull, ImagePullBackOff        take turns: the try that failed, and the rest before the next. Both show while either does.
 *   InvalidImageName, ErrImageNeverPull   final until the spec (or the node) changes
 *   ImageInspectError, RegistryUnavailable, SignatureValidationFailed
 */
export const imageFamily: FailureFamily = {
  name: "image",
  kinds: ["Pod"],
  symptoms: (sight) => (isPodAtWork(sight.object) ? ofEachContainer(sight, ofContainer) : []),
  ending,
};

const pullFailures = new Set(["ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed", "ImageInspectError"]);
const finalFailures = new Set(["InvalidImageName", "ErrImageNeverPull"]);

function ofContainer(container: ContainerFacts, sight: RuleContext): readonly Symptom[] {
  const { state } = container;
  if (state.kind !== "waiting" || state.reason === undefined) return [];
  const { reason, message = "" } = state;
  if (reason !== "ImagePullBackOff" && !pullFailures.has(reason) && !finalFailures.has(reason)) return [];
  if (isOfAnotherImage(container, message)) return [];
  if (reason === "ImagePullBackOff") return [pullFailure("ErrImagePull", container, message, sight), backOff(container, message, sight)];
  return [pullFailure(reason, container, message, sight)];
}

/** After a change of the image the kubelet reports the old one's failure until it has tried the new one. */
function isOfAnotherImage({ image }: ContainerFacts, message: string): boolean {
  if (image === undefined) return false;
  const named = [...message.matchAll(/\b(?:image|reference) "([^"\s]+)"/g)].map(([, name = ""]) => lastPart(name));
  return named.length > 0 && !named.includes(lastPart(image));
}

/** "nginx:1.27" of "docker.io/library/nginx:1.27"; of one with a digest, the digest: registries are mirrored, tags left out. */
function lastPart(image: string): string {
  const digest = /@(sha\d+:[0-9a-f]+)$/.exec(image)?.[1];
  const name = image.slice(image.lastIndexOf("/") + 1);
  return digest ?? (name.includes(":") ? name : `${name}:latest`);
}

/** The kubelet asks again as soon as it may. */
const throttledMs = 60_000;

function pullFailure(reason: string, container: ContainerFacts, message: string, sight: RuleContext): Symptom {
  const told = sight.told.all(
    (e) => e.container === container.name && (e.reason === "Failed" || e.reason === "InspectFailed" || e.reason === reason),
  );
  const answer = answerOf(message, container, sight);
  const why = pullFailureInWords(answer);
  const what = words[reason] ?? "could not be pulled";
  const isThrottled = pullCauseOf(answer) === "throttled";
  return {
    class: reason,
    severity: isThrottled ? "warning" : "critical",
    container: container.name,
    story: "pull",
    message: `the image ${container.image ?? "(none)"} of container ${container.name} ${what}${why === "" ? "" : `: ${why}`}`,
    events: countsOf(told),
    advice: adviceFor(reason, answer, container, sight),
    ...missingSecret(answer, sight),
    ...(isThrottled ? { transientMs: throttledMs } : {}),
  };
}

/** Before 1.33 the status says only that it failed, and for the rest of the time just "Back-off": an Event has the answer. */
function answerOf(message: string, container: ContainerFacts, { told }: RuleContext): string {
  const pulled = told.latest((e) => e.container === container.name && e.message.startsWith("Failed to pull image"))?.message;
  return pulled === undefined || isOfAnotherImage(container, pulled) ? message : pulled;
}

const words: Readonly<Record<string, string>> = {
  InvalidImageName: "has a name that is not one",
  ErrImageNeverPull: "is not on the node, and imagePullPolicy Never forbids pulling it",
  ImageInspectError: "could not be looked at by the runtime",
  SignatureValidationFailed: "has no valid signature",
};

function backOff(container: ContainerFacts, message: string, sight: RuleContext): Symptom {
  const told = sight.told.all((e) => e.container === container.name && e.reason === "BackOff" && e.message.includes("pulling image"));
  return {
    class: "ImagePullBackOff",
    severity: "critical",
    container: container.name,
    story: "pull",
    message: `the kubelet rests between its tries to pull ${container.image ?? "the image"} for container ${container.name}, longer each time, at most five minutes`,
    events: countsOf(told),
    advice: adviceFor("ImagePullBackOff", answerOf(message, container, sight), container, sight),
    because: [{ kind: "self", classes: [...pullFailures], container: container.name }],
  };
}

function adviceFor(
  reason: string,
  message: string,
  { name, image }: ContainerFacts,
  { ref, world, object }: RuleContext,
): readonly string[] {
  if (reason === "ErrImageNeverPull") return ["load the image onto the node, or set imagePullPolicy to IfNotPresent"];
  if (reason === "SignatureValidationFailed")
    return ["use an image that is signed as the policy of the nodes asks (policy.json), or correct the policy"];
  const top =
    world
      .controllersOf(ref.uid)
      .flatMap((uid) => world.get(uid)?.ref ?? [])
      .at(-1) ?? ref;
  const setImage = advise(["set", "image", `${top.kind.toLowerCase()}/${top.name}`, `${name}=IMAGE`], ref.namespace);
  const cause = reason === "InvalidImageName" ? undefined : pullCauseOf(message);
  return pullAdvice(cause, { image, namespace: ref.namespace, pod: ref.name, node: textAt(object, "spec", "nodeName"), setImage });
}

/** A pull secret that is not there matters only where the registry asks who one is. */
function missingSecret(message: string, { told, ref }: RuleContext): Pick<Symptom, "missing"> {
  const cause = pullCauseOf(message);
  if (cause !== "refused" && cause !== "ambiguous") return {};
  const said = told.latest((e) => e.reason === "FailedToRetrieveImagePullSecret")?.message ?? "";
  const name = /pull secrets \(([^,)\s]+)/.exec(said)?.[1];
  return name === undefined ? {} : { missing: { kind: "Secret", namespace: ref.namespace, name } };
}

function ending(symptom: Symptom, began: KubeObject, { object }: RuleContext): Ending | undefined {
  const then = containersOf(began).find((c) => c.name === symptom.container);
  const now = containersOf(object).find((c) => c.name === symptom.container);
  if (now === undefined) return { text: "the container is no longer in the Pod", final: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}`, final: true };
  return { text: "the image could be pulled", final: true };
}
