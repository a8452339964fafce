import type { ObjectRef } from "../../model/kube-object.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import type { Finding } from "./finding.js";
import type { MissingReference, Symptom } from "./symptom.js";

/** A finding before its causes are linked: it may still be left out. */
export interface CandidateFinding extends Pick<Symptom, "causeRule" | "supersededBy" | "causedBy" | "missing" | "adviceIfUnexplained"> {
  readonly finding: Finding;
  /** `nameKeyOf` its object. */
  readonly nameKey: string;
  /** Above its object, nearest first. */
  readonly controllers?: readonly string[];
  /** Resolved by the deletion of its object. */
  readonly endedByDeletion?: boolean;
  /** See `Episode.hasRecovered`. */
  readonly hasRecovered?: boolean;
  /** Of a symptom that happened at moments: until when something has to begin to be explained by it, ms since session start. */
  readonly explainsUntilMs?: number;
  /** The key of the missing reference that this finding is about. */
  readonly missingKey?: string;
}

/** Identifies a missing reference: all that wait for it have the same key. */
export function missingKeyOf({ kind, namespace, name, key }: MissingReference): string {
  return [kind, namespace ?? "", name, key ?? ""].join("\n");
}

/** Identifies an object by its name, as `CauseRef` does. */
export function nameKeyOf(ref: ObjectRef): string {
  return nameKey(qualifiedKind(ref), ref.namespace, ref.name);
}

export function nameKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}

/** Of an object that was not recorded only its name says who its siblings are. */
export function siblingKeyOf({ kind, namespace, name }: ObjectRef, [controller]: readonly string[]): string | undefined {
  if (kind === "Node") return kind;
  if (controller !== undefined) return `${kind} ${controller}`;
  const prefix = /^(.+)-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|\d+)$/.exec(name)?.[1];
  return prefix === undefined ? undefined : `${kind} ${namespace ?? ""}/${prefix}`;
}
