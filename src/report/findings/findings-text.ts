import type { Coverage } from "../../diagnosis/engine/coverage.js";
import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { type FindingGroup, groupFindings } from "../../diagnosis/group-findings.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { clusterFlagsText, type RepeatedFlags, suggestedCommand } from "../../io/suggested-command.js";
import { bothEnds, listed, nounFor } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { SessionPart } from "../../model/session-part.js";
import type { SessionShare } from "../../model/session-share.js";
import { partSentence } from "../overview/part-text.js";
import { namesNote, shareSentence } from "../overview/share-text.js";
import { objectTitle } from "../replay/object-title.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import type { TextLayout } from "../terminal/text-layout.js";
import { cut, widthOf, wrap } from "../terminal/width.js";
import { wrapAroundCommands } from "../terminal/wrap-around-commands.js";
import { coverageLines } from "./coverage-lines.js";
import { findingMomentIn, findingTimeText } from "./finding-time.js";
import { findingsHeadline } from "./findings-headline.js";

interface FindingsTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Absent in a pipe: then lines are neither wrapped nor cut. */
  readonly columns?: number;
  /** The text is shown in a pane, which cuts what is wider: commands are wrapped too. */
  readonly isPane?: boolean;
  readonly namespaces?: boolean;
  readonly programName: string;
  /** How the session was named: for the command that shows a frame. Absent when it cannot be read again (stdin). */
  readonly reference?: string;
  /** The database that was named, and how the cluster was where it was asked just now: commands to try repeat them. */
  readonly flags?: Pick<RepeatedFlags, "db" | "identity" | "kubeconfig" | "context">;
  /** What the findings do not cover. Absent: nothing is said of it. */
  readonly coverage?: Coverage;
  /** Collections that could not be recorded, for people. */
  readonly omissions?: readonly string[];
  /** What the session is a part of. */
  readonly part?: SessionPart | undefined;
  /** What was removed from it before it was shared. */
  readonly shared?: SessionShare | undefined;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/**
 * The findings of a session as text; those that say the same of siblings are one. A consequence is indented below its cause. Each finding begins with facts: what, since when and for how
 * long, how it was resolved, which frames and Events are the evidence; only then follows what to try. Findings of severity info come last, a
 * line each. Ends in a newline.
 */
export function findingsText(findings: readonly Finding[], options: FindingsTextOptions): string {
  const page = new FindingsPage(findings, options);
  return `${[page.headline(), ...page.failures(), ...page.worthKnowing(), ...page.limits()].join("\n")}\n`;
}

/** Longer lines of prose are hard to read, also where the terminal has room. */
const widestText = 110;
const maxEvidence = 4;
/** Characters: on a terminal some six lines. JSON has the whole message. */
const maxMessage = { terminal: 600, pipe: 2000 };
const maxMembers = 4;

class FindingsPage {
  readonly #findings: readonly Finding[];
  readonly #groups: readonly FindingGroup[];
  readonly #options: FindingsTextOptions;
  readonly #paint: Paint;
  readonly #moments: MomentFormat;
  /** Advice that was given already: a consequence does not repeat that of its cause. */
  readonly #advised = new Set<string>();
  readonly #depths: number[] = [];

  constructor(findings: readonly Finding[], options: FindingsTextOptions) {
    this.#findings = findings;
    this.#groups = groupFindings(findings);
    this.#options = options;
    this.#paint = paintWith(options.colour);
    this.#moments = options.moments ?? offsetFormat;
  }

  headline(): string {
    const words = findingsHeadline(this.#findings);
    return this.#paint.bold(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
  }

  failures(): readonly string[] {
    return this.#groups.flatMap((group, i) => (group.finding.severity === "info" ? [] : this.#failure(group, i)));
  }

  worthKnowing(): readonly string[] {
    const infos = this.#groups.flatMap((group, i) => (group.finding.severity === "info" ? this.#brief(group, i) : []));
    return infos.length === 0 ? [] : ["", "Worth knowing:", ...infos];
  }

  /** What the findings do not cover. */
  limits(): readonly string[] {
    const { coverage, omissions = [], namespaces, part, shared } = this.#options;
    if (coverage === undefined) return [];
    const hasFindings = this.#groups.some(({ finding }) => finding.severity !== "info");
    const cutAway = part === undefined ? [] : [partSentence(part, this.#moments.format)];
    const removed =
      shared === undefined ? [] : [shareSentence(shared), hasFindings ? namesNote(shared) : undefined].filter((line) => line !== undefined);
    const lines = [...cutAway, ...removed, ...coverageLines(coverage, omissions, { namespaces, hasFindings })];
    return lines.length === 0 ? [] : ["", ...lines.flatMap((line) => this.#paragraph(line, "", undefined, 2))];
  }

  #failure(group: FindingGroup, i: number): readonly string[] {
    const { finding } = group;
    const depth = this.#depthOf(i);
    const indent = "  ".repeat(Math.min(depth, 4));
    const body = `${indent}      `;
    const lines = [
      ...this.#paragraph(this.#message(finding), body),
      ...this.#members(group, body),
      ...this.#paragraph(findingTimeText(finding, findingMomentIn(this.#moments)), body),
      ...this.#eventWords(finding, body),
      ...this.#evidence(finding, body),
      ...this.#advice(finding, body),
    ];
    return ["", ...this.#heading(group, i, indent, depth), ...lines];
  }

  #message({ message }: Finding): string {
    return bothEnds(message, this.#options.columns === undefined ? maxMessage.pipe : maxMessage.terminal);
  }

  #members({ objects }: FindingGroup, indent: string): readonly string[] {
    if (objects.length === 1) return [];
    const { namespaces } = this.#options;
    const names = objects.map(({ namespace, name }) => (namespaces && namespace !== undefined ? `${namespace}/${name}` : name));
    return this.#paragraph(`${nounFor(2, objects[0]?.kind ?? "")}: ${listed(names, maxMembers)}`, indent);
  }

  /** One line; what follows the object goes onto a line of its own where it does not fit. */
  #heading(group: FindingGroup, i: number, indent: string, depth: number): readonly string[] {
    const { finding } = group;
    const room = this.#options.columns ?? Number.POSITIVE_INFINITY;
    const name = printable(finding.class, 60);
    const lead = `${indent}${depth === 0 ? "" : "↳ "}[${i + 1}] `;
    const title = cut(this.#titleOf(group), Math.max(12, room - widthOf(`${lead}${finding.severity}  ${name}  `)));
    const notes = [
      ...(finding.fromEventsAlone ? ["(from Events alone)"] : []),
      ...(finding.causes.length === 0 ? [] : [`caused by ${finding.causes.map((cause) => `[${cause + 1}]`).join(", ")}`]),
    ];
    const noteText = notes.join("  ");
    const isFitting = widthOf(`${lead}${finding.severity}  ${name}  ${title}  ${noteText}`) <= room;
    const painted = this.#paint.tone(finding.resolved ? "neutral" : "bad", this.#paint.bold(name));
    const line = `${lead}${this.#severity(finding.severity)}  ${painted}  ${title}`;
    if (noteText === "") return [line];
    return isFitting ? [`${line}  ${this.#paint.dim(noteText)}`] : [line, ...this.#paragraph(noteText, `${indent}      `, this.#paint.dim)];
  }

  #titleOf({ finding, members }: FindingGroup): string {
    const container = finding.container === undefined ? "" : `, container ${printable(finding.container, 80)}`;
    const count = members.length;
    const subject =
      count > 1 ? `×${count} ${printable(nounFor(count, finding.object.kind), 80)}` : objectTitle(finding.object, this.#options.namespaces);
    return `${subject}${container}`;
  }

  #severity(severity: Severity): string {
    if (severity === "critical") return this.#paint.removed(severity);
    return severity === "warning" ? this.#paint.warning(severity) : severity;
  }

  /** The length of its longest chain of causes, each of which comes before what it causes. */
  #depthOf(i: number): number {
    for (let next = this.#depths.length; next <= i; next++) {
      const causes = this.#groups[next]?.finding.causes ?? [];
      const above = greatest(
        causes.map((cause) => this.#depths[cause] ?? 0),
        -1,
      );
      this.#depths.push(above + 1);
    }
    return this.#depths[i] ?? 0;
  }

  #eventWords({ events }: Finding, indent: string): readonly string[] {
    if (events.length === 0) return [];
    return this.#paragraph(
      `Events: ${events.map(({ reason, count }) => `${reason}${count > 1 ? ` ×${count}` : ""}`).join(", ")}`,
      indent,
      this.#paint.dim,
    );
  }

  #evidence({ evidence, firstSequence }: Finding, indent: string): readonly string[] {
    const half = maxEvidence / 2;
    const shown = evidence.length <= maxEvidence ? evidence : [...evidence.slice(0, half), "…", ...evidence.slice(-half)];
    const frames = shown.map((sequence) => (sequence === "…" ? sequence : `#${sequence}`)).join(", ");
    const { reference, programName, flags: { db, identity } = {} } = this.#options;
    const show = (session: string) => suggestedCommand(programName, ["replay", session, "--at", `${firstSequence}`], { db, identity });
    const command = reference === undefined ? "" : `: ${show(reference)}`;
    return this.#paragraph(`Evidence: ${frames}${command}`, indent, this.#paint.dim);
  }

  #advice({ advice }: Finding, indent: string): readonly string[] {
    const fresh = advice.filter((each) => !this.#advised.has(each));
    for (const each of fresh) this.#advised.add(each);
    return fresh.flatMap((each, i) => this.#paragraph(`${i === 0 ? "Try: " : "     "}${this.#onCluster(each)}`, indent, undefined, 5));
  }

  /** Advice with the flags that name the cluster. */
  #onCluster(advice: string): string {
    const flags = clusterFlagsText(this.#options.flags ?? {});
    return flags === ""
      ? advice
      : advice.replace(adviceCommand, (found) => `${found.slice(0, "kubectl".length)}${flags}${found.slice("kubectl".length)}`);
  }

  #brief(group: FindingGroup, i: number): readonly string[] {
    const { finding } = group;
    const note = finding.fromEventsAlone ? " (from Events alone)" : "";
    const since = findingMomentIn(this.#moments)(finding.sinceMs);
    return this.#paragraph(
      `[${i + 1}] ${finding.class}, ${this.#titleOf(group)}${note}, ${finding.sinceMs < 0 ? "" : "at "}${since}: ${this.#message(finding)}`,
      "  ",
      undefined,
      4,
    );
  }

  #paragraph(text: string, indent: string, colour: (text: string) => string = (plain) => plain, hanging = 0): readonly string[] {
    const { columns, isPane = false } = this.#options;
    const safe = printable(text);
    if (columns === undefined) return [`${indent}${colour(safe)}`];
    const room = Math.min(columns, widestText) - indent.length;
    const lines = wrapHanging(safe, room, hanging, isPane ? wrapInPane : wrapAroundCommands);
    return lines.map((line) => `${indent}${colour(line)}`);
  }
}

/** The command in advice: its last words. */
const adviceCommand = /kubectl [a-z].*$/s;

/** Wraps; lines after the first are set in by this many columns. Blanks at the start are kept. */
function wrapHanging(text: string, columns: number, hanging: number, wrapped: TextLayout["wrap"]): readonly string[] {
  const lead = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...rest] = wrapped(text.slice(lead.length), Math.max(20, columns - Math.max(hanging, lead.length)));
  return [`${lead}${first}`, ...rest.map((line) => `${" ".repeat(hanging)}${line}`)];
}

/** A pane cuts what is wider: a command that does not fit into a line of its own continues on the next. */
function wrapInPane(text: string, columns: number): readonly string[] {
  return wrapAroundCommands(text, columns).flatMap((line) => wrap(line, columns));
}
