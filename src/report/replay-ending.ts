import { formatOffset } from "../io/duration.js";
import { printable } from "../io/printable.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { SessionSummary } from "../model/session.js";
import { objectTitle } from "./object-title.js";
import { paintWith } from "./paint.js";
import { counted } from "./session-heading.js";
import type { StageTrails } from "./stage-trails.js";

export interface EndingOptions {
  readonly colour: boolean;
  readonly columns?: number;
  readonly namespaces?: boolean;
  readonly programName: string;
  /** Only some objects were shown. */
  readonly filtered: boolean;
}

/** The end of a replay: how the session ended, the stages that each object went through, what to try next. */
export function replayEnding(summary: SessionSummary, trails: StageTrails, options: EndingOptions): string {
  const paint = paintWith(options.colour);
  const rows = trails.lines({ ...options, most: options.columns === undefined ? 1000 : 24 });
  const next = nextCommands(summary, trails.example, options).map((line) => paint.dim(line));
  return `${[endWords(summary, rows.length > 0), ...rows.map((row) => `  ${row}`), "", ...next].join("\n")}\n`;
}

function endWords({ state, end, durationMs, gaps }: SessionSummary, anyObject: boolean): string {
  const at = formatOffset(end?.offsetMs ?? durationMs);
  const reason = end?.reason === undefined ? "" : `: ${printable(end.reason, 300)}`;
  const holes = gaps === 0 ? "" : `; ${counted(gaps, "gap")}, see above`;
  const rest = anyObject ? ". What each object went through:" : "; no object was shown.";
  switch (state) {
    case "recording":
      return `Still being recorded at ${at}${holes}${rest}`;
    case "interrupted":
      return `Cut off at ${at}${holes}${rest}`;
    case "ended":
      return `End at ${at}${reason}${holes}${rest}`;
  }
}

function nextCommands(
  { header }: SessionSummary,
  example: ObjectRef | undefined,
  { programName, filtered }: EndingOptions,
): readonly string[] {
  const replay = `${programName} replay ${/^[\w.@-]+$/.test(header.name) ? header.name : "SESSION"}`;
  const object = example === undefined ? "KIND/NAME" : objectTitle(example);
  const commands = [
    [`${replay} --at 50% --full`, "one moment, with the whole object"],
    filtered ? [`${replay} --noise`, "with what is left out as noise"] : [`${replay} --object ${object}`, "the story of one object"],
    [`${replay} -o json`, "for programs"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return ["next:", ...commands.map(([command, what]) => `  ${command.padEnd(width)}   ${what}`)];
}
