import type { Finding } from "./finding.js";
import type { Because, MissingThing, Symptom } from "./symptom.js";

/** A finding, and what it takes to find its causes. */
export interface Draft extends Pick<Symptom, "needsCause" | "repeatsCause" | "saidBy" | "asBadAsCause"> {
  readonly finding: Finding;
  readonly because?: readonly Because[];
  readonly missing?: MissingThing | undefined;
  /** The missing thing that this finding is about. */
  readonly provides?: string;
}

/** Tells one missing thing from another. */
export function missingKey({ kind, namespace, name, key }: MissingThing): string {
  return [kind, namespace ?? "", name, key ?? ""].join("\n");
}
