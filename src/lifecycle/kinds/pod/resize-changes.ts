import type { KubeObject } from "../../../model/kube-object.js";
import { itemsAt, textAt, textsAt } from "../../fields/fields.js";
import { clause, listed } from "../../narration/words.js";
import type { Clause, ObjectChange } from "../kind-rules.js";
import { type Resize, resizeOf } from "./resize.js";

/** A resize in place: asked for in the spec; put off, refused, begun or in force by the kubelet. */
export function resizeChanges({ before, after }: ObjectChange): readonly Clause[] {
  return [...asked(before, after), ...progress(before, after)];
}

function asked(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = resourcesOf(before);
  return [...resourcesOf(after)].flatMap(([whose, now]) => {
    const changed = differences(then.get(whose) ?? now, now);
    if (changed.length === 0) return [];
    return [
      clause(82, `the resources of ${whose} were changed: ${listed(changed)}`, {
        brief: changed[0],
        why: "the kubelet changes them while the container runs, if the node has room; it restarts the container only where its resizePolicy says so",
      }),
    ];
  });
}

/** Requests and limits in the spec, by whose they are: "container web", "the Pod". */
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

function progress(before: KubeObject, after: KubeObject): readonly Clause[] {
  const then = resizeOf(before);
  const now = resizeOf(after);
  if (then?.kind === now?.kind) return [];
  if (now === undefined) return [clause(68, "the resize is over: the resources that the spec wants are in force", { brief: "resized" })];
  const { weight, text, why } = words[now.kind];
  return [clause(weight, `${text}${now.message === undefined ? "" : `: ${now.message}`}`, { brief: now.words, why })];
}

const words: Readonly<Record<Resize["kind"], { readonly weight: number; readonly text: string; readonly why?: string }>> = {
  deferred: {
    weight: 76,
    text: "the resize is deferred",
    why: "the node has no room for it now; the kubelet tries again when some is free",
  },
  infeasible: {
    weight: 78,
    text: "the resize is infeasible",
    why: "this node can never grant it; the Pod keeps the resources that it has",
  },
  "in progress": { weight: 60, text: "the kubelet has granted the resize and carries it out" },
  failed: {
    weight: 77,
    text: "the resize does not work",
    why: "the kubelet has set the resources aside, but the runtime could not change them; it tries again",
  },
};
