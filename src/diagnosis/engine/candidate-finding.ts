import type { Finding } from "./finding.js";
import type { CauseRef, MissingThing, Symptom } from "./symptom.js";

/** A finding, and what it takes to find its causes. */
export interface CandidateFinding extends Pick<Symptom, "needsCause" | "repeatsCause" | "saidBy" | "asBadAsCause"> {
  readonly finding: Finding;
  readonly because?: readonly CauseRef[];
  readonly missing?: MissingThing | undefined;
  /** The missing thing that this finding is about. */
  readonly provides?: string;
}

/** Tells one missing thing from another. */
export function missingKey({ kind, namespace, name, key }: MissingThing): string {
  return [kind, namespace ?? "", name, key ?? ""].join("\n");
}
