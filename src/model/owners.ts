import { at, itemsAt, textAt } from "./fields.js";
import type { KubeObject } from "./kube-object.js";

/** An owner reference that has a uid. */
export interface Owner {
  readonly uid: string;
  /** It manages the object; at most one owner does. */
  readonly controller: boolean;
}

/** The owners of an object; none where the field is not a list of references. */
export function ownersOf(object: KubeObject): readonly Owner[] {
  return itemsAt(object, "metadata", "ownerReferences").flatMap((reference) => {
    const uid = textAt(reference, "uid");
    return uid === undefined ? [] : [{ uid, controller: at(reference, "controller") === true }];
  });
}
