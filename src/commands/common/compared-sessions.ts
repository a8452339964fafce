import { UsageError } from "../../errors.js";
import type { CommandContext } from "./context.js";

interface Groups {
  readonly baseline: readonly string[];
  readonly candidate: readonly string[];
}

/** What `compare` and `report` require of two groups of sessions. Throws `UsageError`. */
export function assertGroups(others: readonly string[], { baseline, candidate }: Groups, command: string, context: CommandContext): void {
  if (others.length > 0 || baseline.length === 0 || candidate.length === 0)
    throw new UsageError("--baseline and --candidate each need sessions, and no others may be given", {
      hint: `write "${context.programName} ${command} --baseline A1 A2 A3 A4 --candidate B1 B2 B3 B4"`,
    });
  const references = [...baseline, ...candidate];
  const twice = references.find((reference, i) => references.indexOf(reference) !== i);
  if (twice !== undefined)
    throw new UsageError(`"${twice}" is named twice`, {
      hint: "name each session once: one run counted twice would distort the statistics",
    });
}

/** Throws `UsageError` where stdin is to be read twice. */
export function assertOneStdin(references: readonly string[]): void {
  if (references.filter((reference) => reference === "-").length > 1)
    throw new UsageError('"-" is given twice, but stdin holds one recording', { hint: "write one of them to a file" });
}
