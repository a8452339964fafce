import { at, itemsAt, textAt } from "./fields.js";
import type { KubeObject } from "./kube-object.js";

/** What an owner reference says of an owner that can be looked for. */
export interface Owner {
  readonly uid: string;
  /** It manages the object; at most one does. */
  readonly controller: boolean;
}

/** The owners that an object names; none where the field holds anything else. */
export function ownersOf(object: KubeObject): readonly Owner[] {
  return itemsAt(object, "metadata", "ownerReferences").flatMap((reference) => {
    const uid = textAt(reference, "uid");
    return uid === undefined ? [] : [{ uid, controller: at(reference, "controller") === true }];
  });
}
