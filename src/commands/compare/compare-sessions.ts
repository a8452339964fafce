import { compareRuns } from "../../compare/compare-runs.js";
import type { Comparison } from "../../compare/comparison.js";
import { slowerMilestones } from "../../compare/differences/milestone-pairs.js";
import { ExitCode, Interrupted, UsageError } from "../../errors.js";
import { assertNever } from "../../model/assert-never.js";
import { comparisonJson } from "../../report/comparison/comparison-json.js";
import { comparisonMarkdown } from "../../report/comparison/comparison-markdown.js";
import { comparisonText } from "../../report/comparison/comparison-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { CompareFlags } from "./compare-flags.js";
import { withRuns } from "./compared-runs.js";

/** Compares each session with the first, or several with several, and prints what differs; resolves with the exit code. */
export async function compareSessions(references: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  try {
    if (flags.baseline === undefined && flags.candidate === undefined) return await compareWithFirst(references, flags, context);
    const { printGroups } = await import("../common/print-groups.js");
    return await printGroups(references, flags, context);
  } catch (error) {
    if (context.interrupt.aborted) throw new Interrupted("stopped before all was read", { cause: error });
    throw error;
  }
}

async function compareWithFirst(references: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  if (references.length < 2)
    throw new UsageError("two lifecycles are needed to compare them", {
      hint: `name both: "${context.programName} compare pod-nginx pod-bad-image-tag"; "${context.programName} ls" shows what there is`,
    });
  if (references.filter((reference) => reference === "-").length > 1)
    throw new UsageError("stdin holds one recording, and two are asked of it", { hint: "write one of them to a file" });
  return withRuns(references, flags.db, context, async ([first, ...others]) => {
    if (first === undefined) return ExitCode.failed;
    let code: number = ExitCode.done;
    for (const [i, other] of others.entries()) {
      const comparison = await compareRuns(first.run, other.run, (side, sequence) => (side === "a" ? first : other).object(sequence), {
        keepNodes: flags.keep === "nodes",
      });
      context.streams.stdout.write(`${i > 0 && flags.output !== "json" ? "\n" : ""}${shown(comparison, flags, context)}`);
      if (fails(comparison, flags)) code = ExitCode.differs;
    }
    return code;
  });
}

function shown(comparison: Comparison, { output }: CompareFlags, { streams: { stdout } }: CommandContext): string {
  switch (output) {
    case "json":
      return `${jsonLine(comparisonJson(comparison))}\n`;
    case "markdown":
      return comparisonMarkdown(comparison);
    case "text":
      return comparisonText(comparison, renderOptionsOf(stdout));
    default:
      return assertNever(output);
  }
}

function fails(comparison: Comparison, { exitCode, failOn }: CompareFlags): boolean {
  if (exitCode && comparison.divergence !== undefined) return true;
  return failOn !== undefined && slowerMilestones(comparison.milestones, failOn).length > 0;
}
