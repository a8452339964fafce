import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { listed, plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { omissionsOf } from "../findings/coverage-lines.js";
import { completenessOf, completenessText } from "../overview/completeness.js";
import { partWords } from "../overview/part-text.js";

/** What a verdict must not hide: what was not recorded, not verified and not examined. Parts of a sentence; none where everything was seen. */
export function limitsOf(
  summary: SessionSummary,
  analysis: SessionAnalysis,
  { hasFailures, time }: { readonly hasFailures: boolean; readonly time?: TimeFormat },
): readonly string[] {
  const { header } = summary;
  return [
    ...(header.part === undefined ? [] : [partWords(header.part, time)]),
    ...incompleteness(summary, analysis),
    ...unrecorded(summary, analysis),
    ...(header.times === "derived" ? ["arrival times unknown (imported)"] : []),
    ...unexplained(analysis, hasFailures),
    ...unexamined(analysis),
  ];
}

function incompleteness(summary: SessionSummary, { gaps }: SessionAnalysis): readonly string[] {
  const completeness = completenessOf(summary);
  const known = "possibleLosses" in completeness ? completeness.possibleLosses : undefined;
  if (completeness.verified && known === 0) return [];
  const losses = known === undefined ? gaps.filter(({ possibleLoss }) => possibleLoss).length : 0;
  return [
    completenessText(completeness),
    ...(losses === 0 ? [] : [`changes during ${losses === 1 ? "1 gap" : `${losses} gaps`} may be missing`]),
  ];
}

const maxNames = 4;

/** Without the reasons, which can be long. */
function unrecorded({ header, frames }: SessionSummary, { coverage }: SessionAnalysis): readonly string[] {
  const names = [...new Set(omissionsOf({ header, frames }, coverage).map((omission) => omission.replace(/(?:: |, which ).*$/s, "")))];
  const troubled = coverage.unrecorded.filter(({ warnings }) => warnings > 0).length;
  return [
    ...(names.length === 0 ? [] : [`not recorded: ${listed(names, maxNames)}`]),
    ...(troubled === 0 ? [] : [`warning Events about ${plural(troubled, "object")} that ${troubled === 1 ? "was" : "were"} not recorded`]),
  ];
}

function unexplained({ coverage: { otherWarnings } }: SessionAnalysis, hasFailures: boolean): readonly string[] {
  const count = otherWarnings.reduce((sum, warning) => sum + warning.count, 0);
  return hasFailures || count === 0 ? [] : [`${plural(count, "warning Event")} that ${count === 1 ? "belongs" : "belong"} to no finding`];
}

function unexamined({ coverage: { maxExamined, omitted }, objectsLeftOut }: SessionAnalysis): readonly string[] {
  return [
    ...(objectsLeftOut === undefined ? [] : [`${objectsLeftOut} objects, which are too many to follow, are left out`]),
    ...(maxExamined === undefined ? [] : [`not examined: further objects, as more than ${maxExamined} existed at the same time`]),
    ...(omitted === undefined ? [] : ["not listed: further failures, as there were too many"]),
  ];
}
