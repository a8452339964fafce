import { compareWithFirst } from "../../app/compare.js";
import { recordingsNamed } from "../../app/page/recordings-named.js";
import type { Comparison } from "../../compare/comparison.js";
import { slowerMilestones } from "../../compare/differences/milestone-pairs.js";
import { ExitCode, Interrupted, UsageError } from "../../errors.js";
import { shellWord, suggestedCommand } from "../../io/suggested-command.js";
import { assertNever } from "../../model/assert-never.js";
import type { SessionReader } from "../../model/session.js";
import { comparisonJson } from "../../report/comparison/comparison-json.js";
import { comparisonMarkdown } from "../../report/comparison/comparison-markdown.js";
import { comparisonText } from "../../report/comparison/comparison-text.js";
import type { RunMoments } from "../../report/comparison/section-layout.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { assertOneStdin } from "../common/compared-sessions.js";
import type { CommandContext } from "../common/context.js";
import { assertPageCanBeWritten, withReported, writePageAfter } from "../common/page-after.js";
import { renderOptionsOf } from "../common/render-options.js";
import { momentsByFlag } from "../common/time-flag.js";
import type { CompareFlags } from "./compare-flags.js";

/** Compares each session with the first, or several with several, and prints what differs; resolves with the exit code. */
export async function compareSessions(references: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  try {
    if (flags.baseline === undefined && flags.candidate === undefined) return await printComparisons(references, flags, context);
    const { printGroups } = await import("./print-groups.js");
    return await printGroups(references, flags, context);
  } catch (error) {
    if (context.interrupt.aborted) throw new Interrupted("stopped before all sessions were read", { cause: error });
    throw error;
  }
}

async function printComparisons(named: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  // The page of a comparison holds both sessions.
  const [only = "", second] = named;
  const references = second === undefined && only !== "" ? await recordingsNamed(only, context) : named;
  if (references.length < 2)
    throw new UsageError("compare needs two sessions", {
      hint: `name both: "${context.programName} compare pod-nginx pod-bad-image-tag"; "${suggestedCommand(context.programName, ["ls"], { db: flags.db })}" lists sessions`,
    });
  assertOneStdin(references);
  if (flags.report !== undefined && references.length > 2)
    throw new UsageError("--report takes two sessions, or two groups", {
      hint: `leave sessions out, or compare groups: --baseline ${shellWord(references[0] ?? "")} --candidate ${references.slice(1).map(shellWord).join(" ")}`,
    });
  await assertPageCanBeWritten(flags.report, context);
  const options = { keepNodes: flags.keep === "nodes", signal: context.interrupt };
  return withReported(references, flags, context, async (reported) => {
    const [first, ...others] = reported.map(({ session }) => session);
    if (first === undefined) return ExitCode.failed;
    let code: number = ExitCode.done;
    let separator = "";
    const isSinceCreated = flags.time === undefined || flags.time === "offset" || flags.output === "json";
    const own = isSinceCreated ? undefined : flags;
    const ofSide = ({ summary }: SessionReader) => own && momentsByFlag(summary, own, context);
    const a = ofSide(first);
    let next = 0;
    for await (const comparison of compareWithFirst(first, others, options)) {
      const other = others[next++];
      const b = other && ofSide(other);
      const moments = a === undefined || b === undefined ? undefined : { a, b };
      context.streams.stdout.write(`${separator}${shown(comparison, flags, moments, context)}`);
      if (fails(comparison, flags)) code = ExitCode.differs;
      if (flags.output !== "json") separator = "\n";
      if (flags.report !== undefined) await writePageAfter(reported, flags.report, context, comparisonJson(comparison));
    }
    return code;
  });
}

function shown(
  comparison: Comparison,
  { output, all }: CompareFlags,
  moments: RunMoments | undefined,
  { streams: { stdout } }: CommandContext,
): string {
  switch (output) {
    case "json":
      return `${jsonLine(comparisonJson(comparison))}\n`;
    case "markdown":
      return comparisonMarkdown(comparison, moments);
    case "text":
      return comparisonText(comparison, { ...renderOptionsOf(stdout), all: all === true, moments });
    default:
      return assertNever(output);
  }
}

function fails(comparison: Comparison, { exitCode, failOn }: CompareFlags): boolean {
  if (exitCode && comparison.divergence !== undefined) return true;
  return failOn !== undefined && slowerMilestones(comparison.milestones, failOn).length > 0;
}
