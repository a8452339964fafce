import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { SessionSummary } from "../../model/session.js";
import { paintWith } from "../terminal/paint.js";
import { wrap } from "../terminal/width.js";
import { sessionFacts } from "./session-facts.js";
import { remainingContent } from "./share-text.js";

/** The heading of a session: name and title; targets, time and cluster; how much was recorded; of a shared session, what was removed and what may remain. Ends in an empty line. */
export function sessionHeading(
  summary: SessionSummary,
  options: { readonly colour: boolean; readonly columns?: number; readonly moments?: MomentFormat },
): string {
  const { header } = summary;
  const paint = paintWith(options.colour);
  const title = header.title === undefined ? "" : ` · ${printable(header.title, 300)}`;
  const about = [
    header.description,
    sessionFacts(summary, options.moments?.format),
    header.shared === undefined ? undefined : `May remain: ${remainingContent(header.shared)}.`,
    ...header.omissions.map((omission) => `Not recorded: ${omission}`),
  ].filter((text) => text !== undefined);
  const lines = about.flatMap((text) => fold(printable(text), options.columns)).map((line) => paint.dim(line));
  return `${[`${paint.bold(printable(header.name))}${title}`, ...lines].join("\n")}\n\n`;
}

function fold(text: string, columns: number | undefined): readonly string[] {
  return columns === undefined ? [text] : wrap(text, Math.min(columns, 110));
}
