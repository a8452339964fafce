import { groupFindings } from "../../diagnosis/group-findings.js";
import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { bothEnds, plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { Marker, SessionSummary } from "../../model/session.js";
import { namesNamespaces, timeBase, timeBaseBeside } from "../overview/session-display.js";
import { sessionFacts } from "../overview/session-facts.js";
import { eventSubjectTitle } from "../replay/object-title.js";
import { mdCode, mdDetails, mdSpan, mdTable, mdText } from "../terminal/markdown.js";
import type { SessionVerdict, VerdictSentence } from "../verdict/verdict.js";
import { completenessMarkdown } from "./completeness-markdown.js";
import { findingMarkdown } from "./finding-markdown.js";
import { charactersOf, fitted, type Section } from "./section.js";
import { stepMarkdown } from "./step-markdown.js";
import { milestonesSection, timelineMarkdown, timelineOf } from "./timeline-markdown.js";

/** What a report says. */
interface SessionMarkdownInput {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
  readonly verdict: SessionVerdict;
  readonly markers: readonly Marker[];
  /** The steps of `keyStepsOf`, as far as they could be read. */
  readonly changes: readonly InterpretedFrame[];
  readonly events: readonly InterpretedFrame[];
  /** What of the recording could not be read, one line each. */
  readonly warnings: readonly string[];
  /** The name of the recording file, for the commands that open it. */
  readonly file: string;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** GitHub takes 65,536 characters in a comment. */
const maxCharacters = 60_000;
/** No section takes the room of those after it, as long as these have something to say. */
const share = { findings: 18_000, completeness: 10_000, milestones: 10_000, events: 8_000 };

/**
 * A session as a comment on an issue: the verdict, the findings with their causes before them, the timeline, the key changes, Kubernetes Events,
 * what was not seen, and how to open the recording. At most 60,000 characters: what has no room is left out in words. All that was recorded is text:
 * it becomes no markup, link or mention. Ends in a newline.
 */
export function sessionMarkdown(input: SessionMarkdownInput): string {
  const { summary, analysis } = input;
  const timeline = timelineOf(summary, analysis, input.moments);
  const always = [head(input), timelineMarkdown(timeline), completeness(input), opening(input)];
  let room = maxCharacters - charactersOf(always.flat()) - headings;
  const take = (title: string, section: Section, most: number, isFolded: boolean) => {
    const lines = fitted(section, Math.min(room, most));
    if (lines.length === 0) return [];
    room -= charactersOf(lines);
    return isFolded ? mdDetails(title, lines) : [`### ${title}`, "", ...lines];
  };
  const findings = take("Findings", findingsSection(input), share.findings, false);
  const events = take("Kubernetes Events behind the findings", eventsSection(input), share.events, true);
  const milestones = take("Stages and milestones of each object", milestonesSection(timeline), share.milestones, true);
  const changes = take(`Key changes (${plural(input.changes.length, "step")})`, changesSection(input), room, true);
  const sections = [head(input), findings, ["### Timeline", "", ...timelineMarkdown(timeline)], changes, events, milestones];
  const text = [...sections, completeness(input), opening(input)].filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** Characters: those of all headings, folds and empty lines together. */
const headings = 1000;

function head({ summary, verdict, markers, moments = offsetFormat }: SessionMarkdownInput): readonly string[] {
  const { header } = summary;
  const title = header.title === undefined ? "" : ` · ${mdText(header.title, 300)}`;
  return [
    `## ${mdText(header.name)}${title}`,
    "",
    ...verdictLines(verdict.sentences),
    ...(header.description === undefined ? [] : ["", mdText(bothEnds(header.description, 1000))]),
    "",
    mdText(sessionFacts(summary, moments.format), 1200),
    ...markersOf(markers, moments),
  ];
}

/** Characters. */
const maxSentence = 600;

/** What happened and why; how far the targets came; how much of that is certain: a line each, and the first sentence in bold. */
function verdictLines(sentences: readonly VerdictSentence[]): readonly string[] {
  const lines = [["problem", "cause", "time"], ["outcome"], ["count", "coverage"]].map((kinds) =>
    sentences.flatMap(({ kind, text }, i) => {
      const shown = mdText(text, maxSentence);
      return kinds.includes(kind) ? [i === 0 ? `**${shown}**` : shown] : [];
    }),
  );
  return lines.flatMap((line, i) => (line.length === 0 ? [] : [`${line.join(" ")}${i === lines.length - 1 ? "" : "  "}`]));
}

const maxMarkers = 10;

function markersOf(markers: readonly Marker[], moments: MomentFormat): readonly string[] {
  if (markers.length === 0) return [];
  const shown = markers.slice(0, maxMarkers).map(({ offsetMs, text }) => `${moments.text(offsetMs)} ${mdText(text, 200)}`);
  const more = markers.length - shown.length;
  return ["", `Markers: ${shown.join("; ")}${more > 0 ? `; and ${plural(more, "more marker")}` : ""}`];
}

function findingsSection({ summary, analysis, file, moments = offsetFormat }: SessionMarkdownInput): Section {
  const groups = groupFindings(finalFindings(analysis));
  const namespaces = namesNamespaces(summary);
  const advised = new Set<string>();
  const depths: number[] = [];
  const items = groups.map((group, i) => {
    depths.push(
      greatest(
        group.finding.causes.map((cause) => depths[cause] ?? 0),
        -1,
      ) + 1,
    );
    const lines = findingMarkdown(group, { namespaces, number: i + 1, depth: depths[i] ?? 0, advised: new Set(advised), moments });
    for (const each of group.finding.advice) advised.add(each);
    return lines;
  });
  return {
    head: [],
    foot: [],
    items,
    leftOut: (count) => `Left out: ${plural(count, "more finding")}. ${mdSpan(`kubespy diagnose ${file}`)} shows all.`,
  };
}

function changesSection({ summary, changes, file, moments = offsetFormat }: SessionMarkdownInput): Section {
  const options = { namespaces: namesNamespaces(summary), base: timeBaseBeside(moments, timeBase(summary)), moments };
  return {
    head: [],
    foot: [],
    items: changes.map((step, i) => [...(i === 0 ? [] : [""]), ...stepMarkdown(step, options)]),
    leftOut: (count) => `Left out: ${plural(count, "more change")}. ${mdSpan(`kubespy replay ${file}`)} shows every step.`,
  };
}

function eventsSection({ summary, events, file, moments = offsetFormat }: SessionMarkdownInput): Section {
  const namespaces = namesNamespaces(summary);
  const rows = events.flatMap((step) => {
    if (step.kind === "gap") return [];
    const { frame, narration } = step;
    const about = eventSubjectTitle(frame.revision.object, namespaces) ?? "";
    const reason = `${narration.stage.name}${narration.stage.detail === undefined ? "" : ` ${narration.stage.detail}`}`;
    const place = [moments.text(frame.offsetMs), mdCode(`#${frame.sequence}`)];
    return [[...place, mdCode(about), mdCode(reason), mdText(bothEnds(narration.sentence, 400))]];
  });
  const [top = "", line = "", ...items] = mdTable(["at", "frame", "about", "reason", "message"], rows, [0]);
  return {
    head: [top, line],
    foot: [],
    items: items.map((item) => [item]),
    leftOut: (count) => `Left out: ${plural(count, "more Event")}. ${mdSpan(`kubespy replay ${file} --object Event`)} shows all.`,
  };
}

function completeness({ summary, analysis, warnings, file, moments }: SessionMarkdownInput): readonly string[] {
  const section = { head: [], foot: [], items: completenessMarkdown(summary, analysis, { warnings, moments }).map((line) => [line]) };
  const leftOut = (count: number) => `- Left out: ${plural(count, "more line")}. ${mdSpan(`kubespy show ${file}`)} has all.`;
  return ["### Completeness", "", ...fitted({ ...section, leftOut }, share.completeness)];
}

function opening({ file }: SessionMarkdownInput): readonly string[] {
  const command = (name: string) => mdSpan(`kubespy ${name} ${file}`);
  return [
    "### The recording",
    "",
    `${mdSpan(file)} holds every step: ${command("replay")} plays it, ${command("report")} makes a page of it for any browser, without a cluster. \`npm install -g kubespy\` installs the program.`,
  ];
}
