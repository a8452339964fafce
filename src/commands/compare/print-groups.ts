import { compareSessionGroups } from "../../app/compare.js";
import type { GroupComparison } from "../../compare/compare-groups.js";
import { slowerTrends } from "../../compare/trends.js";
import { ExitCode } from "../../errors.js";
import { assertNever } from "../../model/assert-never.js";
import { trendJson } from "../../report/comparison/comparison-json.js";
import { trendMarkdown } from "../../report/comparison/comparison-markdown.js";
import { trendText } from "../../report/comparison/trend-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { assertGroups } from "../common/compared-sessions.js";
import type { CommandContext } from "../common/context.js";
import { assertPageCanBeWritten, withReported, writePageAfter } from "../common/page-after.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { CompareFlags } from "./compare-flags.js";

/** Compares several runs with several and prints what differs by more than chance; resolves with the exit code. */
export async function printGroups(references: readonly string[], flags: CompareFlags, context: CommandContext): Promise<number> {
  const { baseline = [], candidate = [] } = flags;
  assertGroups(references, { baseline, candidate }, "compare", context);
  await assertPageCanBeWritten(flags.report, context);
  return await withReported([...baseline, ...candidate], flags, context, async (reported) => {
    const sessions = reported.map(({ session }) => session);
    const options = { keepNodes: flags.keep === "nodes", signal: context.interrupt };
    const groups = await compareSessionGroups(sessions.slice(0, baseline.length), sessions.slice(baseline.length), options);
    context.streams.stdout.write(shown(groups, flags, context));
    if (flags.report !== undefined) await writePageAfter(reported, flags.report, context, trendJson(groups));
    return fails(groups, flags) ? ExitCode.differs : ExitCode.done;
  });
}

function shown(groups: GroupComparison, { output, all }: CompareFlags, { streams: { stdout } }: CommandContext): string {
  switch (output) {
    case "json":
      return `${jsonLine(trendJson(groups))}\n`;
    case "markdown":
      return trendMarkdown(groups);
    case "text":
      return trendText(groups, { ...renderOptionsOf(stdout), all: all === true });
    default:
      return assertNever(output);
  }
}

/** A candidate that diverged counts; a baseline that did is only reported. */
function fails(groups: GroupComparison, { exitCode, failOn }: CompareFlags): boolean {
  if (exitCode && groups.diverged.some(({ group }) => group === "candidate")) return true;
  return failOn !== undefined && slowerTrends(groups.trends, failOn).length > 0;
}
