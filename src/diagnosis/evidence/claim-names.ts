import { at, itemsAt, textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** The claims that a Pod uses, by volume: those it names, and those that are made for it alone, named after both. */
export function claimNames(pod: KubeObject): readonly { readonly volume: string; readonly name: string }[] {
  return itemsAt(pod, "spec", "volumes").flatMap((spec) => {
    const volume = textAt(spec, "name") ?? "";
    const own = at(spec, "ephemeral") === undefined ? undefined : `${pod.metadata.name}-${volume}`;
    const name = textAt(spec, "persistentVolumeClaim", "claimName") ?? own;
    return name === undefined ? [] : [{ volume, name }];
  });
}
