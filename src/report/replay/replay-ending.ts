import type { Finding } from "../../diagnosis/engine/finding.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { type RepeatedFlags, suggestedCommand } from "../../io/suggested-command.js";
import { plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { SessionSummary } from "../../model/session.js";
import { findingsHeadline } from "../findings/findings-headline.js";
import { paintWith } from "../terminal/paint.js";
import { padEnd, widthOf } from "../terminal/width.js";
import { objectTitle } from "./object-title.js";
import type { StageTrails } from "./stage-trails.js";

interface EndingOptions {
  readonly colour: boolean;
  readonly columns?: number;
  readonly namespaces?: boolean;
  readonly programName: string;
  /** How the session was named: as an argument for the next commands. */
  readonly reference: string;
  /** How the session was opened: the next commands repeat it. */
  readonly flags?: Pick<RepeatedFlags, "db" | "identity">;
  /** Name the next commands. */
  readonly hints: boolean;
  /** Only some objects were shown. */
  readonly filtered: boolean;
  /** Gaps were left out. */
  readonly hidesGaps?: boolean;
  /** What went wrong, among what was shown. */
  readonly findings: readonly Finding[];
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** The end of a replay: how the session ended, the stages of each object, and the next commands. */
export function replayEnding(summary: SessionSummary, trails: StageTrails, options: EndingOptions): string {
  const paint = paintWith(options.colour);
  const indented = options.columns === undefined ? {} : { columns: options.columns - 2 };
  const rows = trails.lines({
    colour: options.colour,
    namespaces: options.namespaces === true,
    ...indented,
    most: options.columns === undefined ? 1000 : 24,
  });
  const next = nextCommands(trails.example, options).map(paint.dim);
  const failures = failureText(options.findings).map((line) => paint.tone("bad", line));
  return `${[endText(summary, rows.length > 0, options), ...rows.map((row) => `  ${row}`), ...failures, ...next].join("\n")}\n`;
}

/** Nothing without findings: it is not for a replay to say that there are none. */
function failureText(findings: readonly Finding[]): readonly string[] {
  const words = findingsHeadline(findings);
  return findings.some(({ severity }) => severity !== "info") ? [`${words.charAt(0).toUpperCase()}${words.slice(1)}.`] : [];
}

function endText(
  { state, end, durationMs, gaps }: SessionSummary,
  anyObject: boolean,
  { hidesGaps = false, moments = offsetFormat }: EndingOptions,
): string {
  const at = moments.text(end?.offsetMs ?? durationMs);
  const reason = end?.reason === undefined ? "" : `: ${printable(end.reason, 300)}`;
  const holes = gaps === 0 ? "" : `; ${plural(gaps, "gap")}${hidesGaps ? "" : ", see above"}`;
  const rest = anyObject ? ". Stages of each object:" : "; no object was shown.";
  switch (state) {
    case "recording":
      return `Still recording at ${at}${holes}${rest}`;
    case "interrupted":
      return `Interrupted at ${at}${holes}${rest}`;
    case "ended":
      return `Ended at ${at}${reason}${holes}${rest}`;
  }
}

/** Nothing for a recording from stdin: it cannot be read again. A command is never cut, which is to be pasted: it gets a line of its own. */
function nextCommands(
  example: ObjectRef | undefined,
  { programName, reference, flags, filtered, hints, findings, columns = Number.POSITIVE_INFINITY }: EndingOptions,
): readonly string[] {
  if (reference === "-" || !hints) return [];
  const command = (words: readonly string[]) => suggestedCommand(programName, words, flags);
  const replay = (...words: readonly string[]) => command(["replay", reference, ...words]);
  const one = filtered
    ? [[replay("--noise"), "include noise fields"]]
    : example === undefined
      ? []
      : [[replay("--object", objectTitle(example)), "one object only"]];
  const failed = findings.some(({ severity }) => severity !== "info");
  const diagnosis = failed ? [[command(["diagnose", reference]), "findings: cause, evidence and advice"]] : [];
  const commands = [
    ...diagnosis,
    [replay("--at", "50%", "--full"), "one moment, with the whole object"],
    ...one,
    [replay("-o", "json"), "JSON, for programs"],
  ];
  const width = greatest(commands.map(([command = ""]) => widthOf(command)));
  const lines = commands.map(([command = "", what = ""]) => `  ${padEnd(command, width)}   ${what}`);
  const areFitting = lines.every((line) => widthOf(line) <= columns);
  return ["", "next:", ...(areFitting ? lines : commands.flatMap(([command = "", what = ""]) => [`  ${what}:`, `    ${command}`]))];
}
