import type { FindingGroup } from "../../diagnosis/group-findings.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { bothEnds, listed, nounFor } from "../../lifecycle/narration/words.js";
import { findingMomentIn, findingTimeText } from "../findings/finding-time.js";
import { objectTitle } from "../replay/object-title.js";
import { mdSpan, mdText } from "../terminal/markdown.js";

interface FindingMarkdownOptions {
  /** Where several namespaces are recorded. */
  readonly namespaces?: boolean;
  /** Its number in a list that begins with 1: causes are named by these. Absent: it is alone, and its causes are not named. */
  readonly number?: number;
  /** How many causes are above it: so far it is indented. Default: 0. */
  readonly depth?: number;
  /** Advice that was given before. */
  readonly advised?: ReadonlySet<string>;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** Characters. */
const maxMessage = 1200;
const maxMembers = 4;
const maxEvidence = 8;
/** Deeper indents become code. */
const maxDepth = 4;

/** One finding as an item of a list: what, on which object, since when and how it was resolved, the evidence, what to try. */
export function findingMarkdown(group: FindingGroup, options: FindingMarkdownOptions = {}): readonly string[] {
  const { finding } = group;
  const indent = "  ".repeat(Math.min(options.depth ?? 0, maxDepth));
  const events = finding.events.map(({ reason, count }) => `${reason}${count > 1 ? ` ×${count}` : ""}`);
  const advice = finding.advice.filter((each) => options.advised?.has(each) !== true);
  const lines = [
    mdText(bothEnds(finding.message, maxMessage)),
    ...membersOf(group, options),
    mdText(findingTimeText(finding, findingMomentIn(options.moments ?? offsetFormat))),
    `${events.length === 0 ? "" : `Events: ${mdText(events.join(", "))}. `}Evidence: ${evidenceOf(finding.evidence)}`,
    ...advice.map((each, i) => `${i === 0 ? "Try: " : "or: "}${mdText(each)}`),
  ];
  // Two blanks at the end break the line, in comments and in files.
  return [
    `${indent}- ${headingOf(group, options)}  `,
    ...lines.map((line, i) => `${indent}  ${line}${i === lines.length - 1 ? "" : "  "}`),
  ];
}

function headingOf({ finding, objects }: FindingGroup, { number, namespaces }: FindingMarkdownOptions): string {
  const lead = number === undefined ? "" : `\\[${number}\\] `;
  const count = objects.length;
  const subject = count > 1 ? `×${count} ${printable(nounFor(count, finding.object.kind), 80)}` : objectTitle(finding.object, namespaces);
  const notes = [
    finding.container === undefined ? "" : `, container ${mdText(finding.container, 80)}`,
    finding.fromEventsAlone ? " (from Events alone)" : "",
    number === undefined || finding.causes.length === 0
      ? ""
      : `, caused by ${finding.causes.map((cause) => `\\[${cause + 1}\\]`).join(", ")}`,
  ];
  return `**${lead}${finding.severity}: ${mdText(finding.class, 60)}** on ${mdText(subject)}${notes.join("")}`;
}

function membersOf({ objects }: FindingGroup, { namespaces }: FindingMarkdownOptions): readonly string[] {
  if (objects.length === 1) return [];
  const names = objects.map(({ namespace, name }) => (namespaces && namespace !== undefined ? `${namespace}/${name}` : name));
  return [mdText(`${nounFor(2, objects[0]?.kind ?? "")}: ${listed(names, maxMembers)}`)];
}

/** In the type of code: GitHub would make references to issues of them. */
function evidenceOf(sequences: readonly number[]): string {
  const half = maxEvidence / 2;
  const shown = sequences.length <= maxEvidence ? sequences : [...sequences.slice(0, half), undefined, ...sequences.slice(-half)];
  return shown.map((sequence) => (sequence === undefined ? "…" : mdSpan(`#${sequence}`))).join(", ");
}
