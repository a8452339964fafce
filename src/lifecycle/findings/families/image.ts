import type { KubeObject } from "../../../model/kube-object.js";
import { type ContainerFacts, containersOf } from "../../pod/containers.js";
import { inShort } from "../../words.js";
import { advise } from "../advice.js";
import { isPodAtWork } from "../pod-at-work.js";
import { withoutRelays } from "../relayed-message.js";
import type { Ending, FailureFamily, Sight, Symptom } from "../symptom.js";
import { countsOf } from "../told-events.js";

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
  symptoms: (sight) => (isPodAtWork(sight.object) ? containersOf(sight.object).flatMap((c) => ofContainer(c, sight)) : []),
  ending,
};

const pullFailures = new Set(["ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed", "ImageInspectError"]);
const finalFailures = new Set(["InvalidImageName", "ErrImageNeverPull"]);

function ofContainer(container: ContainerFacts, sight: Sight): readonly Symptom[] {
  const { state } = container;
  if (state.kind !== "waiting" || state.reason === undefined) return [];
  const { reason, message = "" } = state;
  if (isOfAnotherImage(container, message)) return [];
  if (reason === "ImagePullBackOff") return [pullFailure("ErrImagePull", container, message, sight), backOff(container, message, sight)];
  return pullFailures.has(reason) || finalFailures.has(reason) ? [pullFailure(reason, container, message, sight)] : [];
}

/** After a change of the image the kubelet reports the old one's failure until it has tried the new one. */
function isOfAnotherImage({ image }: ContainerFacts, message: string): boolean {
  if (image === undefined) return false;
  const named = [...message.matchAll(/"([^"\s]+[:@][^"\s]+)"/g)].map(([, name = ""]) => lastPart(name));
  return named.length > 0 && !named.includes(lastPart(image));
}

/** "nginx:1.27" of "docker.io/library/nginx:1.27"; of one with a digest, the digest: registries are mirrored, tags left out. */
function lastPart(image: string): string {
  const digest = /@(sha\d+:[0-9a-f]+)$/.exec(image)?.[1];
  const name = image.slice(image.lastIndexOf("/") + 1);
  return digest ?? (name.includes(":") ? name : `${name}:latest`);
}

function pullFailure(reason: string, container: ContainerFacts, message: string, sight: Sight): Symptom {
  const told = sight.told.all(
    (e) => e.container === container.name && (e.reason === "Failed" || e.reason === "InspectFailed" || e.reason === reason),
  );
  const pulled = told.find((e) => e.message.startsWith("Failed to pull image"))?.message;
  const why = whyOf(pulled ?? message);
  const what = words[reason] ?? "could not be pulled";
  return {
    class: reason,
    severity: "critical",
    container: container.name,
    story: "pull",
    message: `the image ${container.image ?? "(none)"} of container ${container.name} ${what}${why === "" ? "" : `: ${why}`}`,
    events: countsOf(told),
    advice: adviceFor(reason, pulled ?? message, container, sight),
  };
}

const words: Readonly<Record<string, string>> = {
  InvalidImageName: "has a name that is not one",
  ErrImageNeverPull: "is not on the node, and imagePullPolicy Never forbids pulling it",
  ImageInspectError: "could not be looked at by the runtime",
  RegistryUnavailable: "could not be pulled: its registry does not answer",
  SignatureValidationFailed: "has no valid signature",
};

function backOff(container: ContainerFacts, message: string, sight: Sight): Symptom {
  const told = sight.told.all((e) => e.container === container.name && e.reason === "BackOff" && e.message.includes("pulling image"));
  return {
    class: "ImagePullBackOff",
    severity: "critical",
    container: container.name,
    story: "pull",
    message: `the kubelet rests between its tries to pull ${container.image ?? "the image"} for container ${container.name}, longer each time, at most five minutes`,
    events: countsOf(told),
    advice: adviceFor("ImagePullBackOff", message, container, sight),
    because: [{ kind: "self", classes: [...pullFailures], container: container.name }],
  };
}

/** What a registry's answer says, in a few words first; the whole of it after that. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/not ?found|manifest unknown|does not exist|no such manifest/i, "the registry has no such image or tag"],
  [/unauthorized|authentication required|denied|forbidden|no basic auth|401|403/i, "the registry refuses access"],
  [/toomanyrequests|too many requests|rate limit|429/i, "the registry limits how often one may pull"],
  [
    /no such host|i\/o timeout|connection refused|deadline exceeded|no route to host|server misbehaving|TLS handshake|EOF/i,
    "the registry cannot be reached",
  ],
  [/x509|certificate/i, "the certificate of the registry is not trusted"],
  [/no match for platform|no matching manifest/i, "the image is not built for the architecture of the node"],
  [/no space left/i, "the disk of the node is full"],
];

function whyOf(message: string): string {
  const cause = causes.find(([pattern]) => pattern.test(message))?.[1];
  const said = message
    .replace(/^Failed to pull image "[^"]*": /, "")
    .replace(/^Back-off pulling image "[^"]*":? ?/, "")
    .replace(/^ErrImagePull: /, "");
  const text = inShort(withoutRelays(said));
  return cause === undefined ? text : text === "" ? cause : `${cause} (${text})`;
}

function adviceFor(reason: string, message: string, container: ContainerFacts, { ref, world }: Sight): readonly string[] {
  const top =
    world
      .controllersOf(ref.uid)
      .flatMap((uid) => world.get(uid)?.ref ?? [])
      .at(-1) ?? ref;
  const setImage = `correct the image: ${advise(["set", "image", `${top.kind.toLowerCase()}/${top.name}`, `${container.name}=IMAGE`], ref.namespace)}`;
  if (reason === "ErrImageNeverPull") return ["load the image onto the node, or set imagePullPolicy to IfNotPresent"];
  if (/unauthorized|denied|authentication|no basic auth|forbidden/i.test(message))
    return [
      `see which pull secrets the Pod names: ${advise(["get", "pod", ref.name, "-o", "jsonpath={.spec.imagePullSecrets}"], ref.namespace)}`,
      setImage,
    ];
  return [setImage, `see the registry's whole answer: ${advise(["describe", "pod", ref.name], ref.namespace)}`];
}

function ending(symptom: Symptom, began: KubeObject, { object }: Sight): Ending | undefined {
  const then = containersOf(began).find((c) => c.name === symptom.container);
  const now = containersOf(object).find((c) => c.name === symptom.container);
  if (now === undefined) return { text: "the container is no longer in the Pod", final: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}`, final: true };
  return { text: "the image could be pulled", final: true };
}
