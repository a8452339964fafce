import type { Finding } from "./finding.js";
import type { MissingReference, Symptom } from "./symptom.js";

/** A finding before its causes are linked: it may still be left out. */
export interface CandidateFinding extends Pick<Symptom, "causeRule" | "supersededBy" | "causedBy" | "missing" | "adviceIfUnexplained"> {
  readonly finding: Finding;
  /** Above its object, nearest first. */
  readonly controllers?: readonly string[];
  /** Resolved by the deletion of its object. */
  readonly endedByDeletion?: boolean;
  /** Of a symptom that happened at moments: until when something has to begin to be explained by it, ms since session start. */
  readonly explainsUntilMs?: number;
  /** The key of the missing reference that this finding is about. */
  readonly missingKey?: string;
}

/** Identifies a missing reference: all that wait for it have the same key. */
export function missingKeyOf({ kind, namespace, name, key }: MissingReference): string {
  return [kind, namespace ?? "", name, key ?? ""].join("\n");
}
