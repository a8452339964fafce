import { at, itemsAt, textAt } from "../../model/fields.js";
import { groupOf, type KubeObject } from "../../model/kube-object.js";

/** The controller (else the first owner) in an object's owner references, in the session or not. */
interface OwnerName {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  /** The owner's own name was generated: a ReplicaSet's ends in the hash of its template, as the label of its Pods shows. */
  readonly isGenerated: boolean;
}

/** The name of an object, and how much of it a person chose. */
export interface Naming {
  /** `apps/Deployment`: objects of different kinds never have one role. */
  readonly kind: string;
  readonly owner?: OwnerName;
  /**
   * The part of its name that is the same in every run, below its owner or by itself; absent when the name was generated (`generateName`, a
   * template's hash, the scheduled minute of a CronJob).
   */
  readonly stem?: string;
}

/** Decided by what Kubernetes writes beside a name, not by how the name looks. */
export function readNaming(object: KubeObject): Naming {
  const owner = ownerOf(object);
  const stem = stemOf(object, owner);
  return {
    kind: `${groupOf(textAt(object, "apiVersion") ?? "")}/${textAt(object, "kind") ?? ""}`,
    ...(owner === undefined ? {} : { owner }),
    ...(stem === undefined ? {} : { stem }),
  };
}

function ownerOf(object: KubeObject): OwnerName | undefined {
  const owners = itemsAt(object, "metadata", "ownerReferences").filter((owner) => textAt(owner, "uid") !== undefined);
  const owner = owners.find((candidate) => at(candidate, "controller") === true) ?? owners[0];
  const uid = textAt(owner, "uid");
  const name = textAt(owner, "name") ?? "";
  if (uid === undefined) return undefined;
  return {
    uid,
    kind: `${groupOf(textAt(owner, "apiVersion") ?? "")}/${textAt(owner, "kind") ?? ""}`,
    name,
    isGenerated: endsInHash(object, name),
  };
}

function stemOf(object: KubeObject, owner: OwnerName | undefined): string | undefined {
  const name = textAt(object, "metadata", "name") ?? "";
  const index = completionIndex(object);
  if (owner?.kind === "apps/StatefulSet" && name.startsWith(`${owner.name}-`) && /^\d+$/.test(name.slice(owner.name.length + 1)))
    return name.slice(owner.name.length);
  if (index !== undefined) return `-${index}`;
  if (textAt(object, "metadata", "generateName") !== undefined) return undefined;
  if (owner !== undefined && (owner.kind === "batch/CronJob" || endsInHash(object, name))) return undefined;
  return owner !== undefined && owner.name !== "" && name.startsWith(owner.name) ? `…${name.slice(owner.name.length)}` : name;
}

/** Pods of an Indexed Job have a random suffix after the index. */
function completionIndex(object: KubeObject): string | undefined {
  const key = "batch.kubernetes.io/job-completion-index";
  return textAt(object, "metadata", "annotations", key) ?? textAt(object, "metadata", "labels", key);
}

/** The Deployment, StatefulSet and DaemonSet controllers put the hash into a label and at the end of a name. */
function endsInHash(object: KubeObject, name: string): boolean {
  return hashLabels.some((label) => {
    const hash = textAt(object, "metadata", "labels", label);
    return hash !== undefined && name.endsWith(`-${hash}`);
  });
}

export const hashLabels: readonly string[] = ["pod-template-hash", "controller-revision-hash", "controller.kubernetes.io/hash"];
