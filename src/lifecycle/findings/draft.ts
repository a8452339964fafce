import type { Finding } from "./finding.js";
import type { Because, MissingThing } from "./symptom.js";

/** A finding, and what it takes to find its causes. */
export interface Draft {
  readonly finding: Finding;
  readonly because?: readonly Because[];
  readonly missing?: MissingThing | undefined;
  /** Leave it out where nothing explains it. */
  readonly needsCause?: true | undefined;
  /** The missing thing that this finding is about. */
  readonly provides?: string;
}

/** Tells one missing thing from another. */
export function missingKey({ kind, namespace, name, key }: MissingThing): string {
  return [kind, namespace ?? "", name, key ?? ""].join("\n");
}
