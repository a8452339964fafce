import { type CompareOptions, compareRuns } from "../compare/compare-runs.js";
import type { Comparison } from "../compare/comparison.js";
import { slowerMilestones } from "../compare/slower.js";
import { ExitCode, UsageError } from "../errors.js";
import { assertNever } from "../model/assert-never.js";
import { comparisonJson } from "../report/comparison-json.js";
import { comparisonMarkdown } from "../report/comparison-markdown.js";
import { comparisonText } from "../report/comparison-text.js";
import { jsonLine } from "../report/json-line.js";
import type { CompareFlags } from "./compare-flags.js";
import { type ComparedRun, openComparedRun } from "./compared-run.js";
import type { CommandContext } from "./context.js";

/** Compares each session with the first and prints what differs; resolves with the exit code. */
export async function compareSessions(references: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  if (flags.baseline !== undefined || flags.candidate !== undefined) {
    const { compareGroups } = await import("./compare-groups.js");
    return compareGroups(references, flags, context);
  }
  const [first, ...others] = references;
  if (first === undefined || others.length === 0) throw tooFew(context);
  if (references.filter((reference) => reference === "-").length > 1)
    throw new UsageError("stdin holds one recording, and two are asked of it", { hint: "write one of them to a file" });
  await using a = await openComparedRun(first, flags.db, context);
  let code: number = ExitCode.done;
  for (const [i, reference] of others.entries()) {
    await using b = await openComparedRun(reference, flags.db, context);
    const comparison = await compareTwo(a, b, optionsOf(flags));
    if (i > 0 && flags.output !== "json") context.streams.stdout.write("\n");
    context.streams.stdout.write(shown(comparison, flags, context));
    if (fails(comparison, flags)) code = ExitCode.differs;
  }
  return code;
}

export function optionsOf({ keep }: CompareFlags): CompareOptions {
  return { keepNodes: keep === "nodes" };
}

export function tooFew({ programName }: CommandContext): UsageError {
  return new UsageError("two lifecycles are needed to compare them", {
    hint: `name both: "${programName} compare pod-nginx pod-bad-image-tag"; "${programName} ls" shows what there is`,
  });
}

export function compareTwo(a: ComparedRun, b: ComparedRun, options: CompareOptions): Promise<Comparison> {
  return compareRuns(a.run, b.run, (side, sequence) => (side === "a" ? a : b).object(sequence), options);
}

function shown(comparison: Comparison, { output }: CompareFlags, { streams: { stdout } }: CommandContext): string {
  switch (output) {
    case "json":
      return `${jsonLine(comparisonJson(comparison))}\n`;
    case "markdown":
      return comparisonMarkdown(comparison);
    case "text":
      return comparisonText(comparison, { colour: stdout.colour, ...(stdout.isTty ? { columns: stdout.columns() } : {}) });
    default:
      return assertNever(output);
  }
}

function fails(comparison: Comparison, { exitCode, failOn }: CompareFlags): boolean {
  if (exitCode && comparison.divergence !== undefined) return true;
  return failOn !== undefined && slowerMilestones(comparison.milestones, failOn).length > 0;
}
