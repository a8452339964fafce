import { itemsAt, numberAt, textAt, textsAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { clause, listed } from "../../narration/words.js";
import type { Clause, ObjectChange } from "../kind-rules.js";
import { type ContainerFacts, containersOf } from "./containers.js";
import { type Resize, resizeOf } from "./resize.js";

/**
 * Changes of a Pod's spec after its creation. The API server allows few: images, ephemeral containers, the active deadline, and resources,
 * which the kubelet then resizes in place.
 */
export function specChanges({ before, after }: ObjectChange): readonly Clause[] {
  const earlier = new Map(containersOf(before).map((c) => [c.name, c]));
  const deadline = numberAt(after, "spec", "activeDeadlineSeconds");
  return [
    ...containersOf(after).flatMap((c) => containerChange(earlier.get(c.name), c)),
    ...(deadline === undefined || deadline === numberAt(before, "spec", "activeDeadlineSeconds")
      ? []
      : [clause(76, `its active deadline was set to ${deadline}s`)]),
    ...resourceChanges(before, after),
    ...resizeProgress(before, after),
  ];
}

function containerChange(before: ContainerFacts | undefined, after: ContainerFacts): readonly Clause[] {
  if (before === undefined) {
    if (after.role !== "ephemeral") return [];
    return [
      clause(82, `ephemeral container ${after.name} (${after.image ?? "no image"}) was added`, {
        brief: `+${after.name}`,
        why: "kubectl debug inspects a running Pod this way; the other containers are not affected",
      }),
    ];
  }
  if (before.image === after.image) return [];
  return [
    clause(82, `the image of container ${after.name} was changed from ${before.image ?? "none"} to ${after.image ?? "none"}`, {
      brief: `image ${before.image ?? "none"} → ${after.image ?? "none"}`,
      why: "the kubelet restarts this container with the new image; few other fields of a Pod's spec can be changed",
    }),
  ];
}

function resourceChanges(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = resourcesOf(before);
  return [...resourcesOf(after)].flatMap(([holder, now]) => {
    const changed = differences(then.get(holder) ?? now, now);
    if (changed.length === 0) return [];
    return [
      clause(82, `the resources of ${holder} were changed: ${listed(changed)}`, {
        brief: changed[0],
        why: "the kubelet resizes the running container if the node has enough free resources; it restarts it only if its resizePolicy requires that",
      }),
    ];
  });
}

/** Requests and limits in the spec by their holder: "container web", "the Pod". */
function resourcesOf(pod: KubeObject): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const of = (value: unknown) =>
    new Map(
      ["requests", "limits"].flatMap((part) => [...textsAt(value, "resources", part)].map(([name, amount]) => [`${name} ${part}`, amount])),
    );
  const containers = ["initContainers", "containers"].flatMap((field) => itemsAt(pod, "spec", field));
  return new Map([["the Pod", of(pod["spec"])], ...containers.map((c) => [`container ${textAt(c, "name") ?? "?"}`, of(c)] as const)]);
}

function differences(then: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((name) => then.get(name) !== now.get(name))
    .map((name) => `${name} ${then.get(name) ?? "none"} → ${now.get(name) ?? "none"}`);
}

function resizeProgress(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = resizeOf(before);
  const now = resizeOf(after);
  if (then?.kind === now?.kind) return [];
  if (now === undefined) return [clause(68, "the resize is complete: the desired resources are in effect", { brief: "resized" })];
  const { weight, text, why } = resizeTexts[now.kind];
  return [clause(weight, `${text}${now.message === undefined ? "" : `: ${now.message}`}`, { brief: now.words, why })];
}

const resizeTexts: Readonly<Record<Resize["kind"], { readonly weight: number; readonly text: string; readonly why?: string }>> = {
  deferred: {
    weight: 76,
    text: "the resize is deferred",
    why: "the node does not have enough free resources now; the kubelet retries later",
  },
  infeasible: {
    weight: 78,
    text: "the resize is infeasible",
    why: "this node can never satisfy the request; the Pod keeps its current resources",
  },
  "in progress": { weight: 60, text: "the kubelet accepted the resize and is applying it" },
  failed: {
    weight: 77,
    text: "the resize failed",
    why: "the kubelet reserved the resources, but the container runtime could not apply them; it retries",
  },
};
