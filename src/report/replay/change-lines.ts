import type { Change } from "../../diff/diff-objects.js";
import { terminalLayout } from "../terminal/width.js";
import { type ChangeLineOptions, layOutChanges } from "./laid-out-changes.js";

/**
 * The changes of one step as lines of a terminal: a sign, the path, and the value, the paths padded to one column.
 *
 *     ~ status.phase                Pending → Running
 *     + spec.nodeName               node-1
 *     - status.conditions[Ready]    …
 */
export function changeLines(changes: readonly Change[], options: ChangeLineOptions): readonly string[] {
  return layOutChanges(changes, { ...options, layout: terminalLayout });
}
