import { printable } from "../../io/printable.js";
import type { SessionSummary } from "../../model/session.js";
import { partLabel } from "../../report/overview/part-text.js";
import { stateWord } from "../../report/overview/session-state.js";

/** A session of the database or a bundled recording, as the list shows it. The same object as long as nothing of it changes. */
export interface PickerEntry {
  readonly origin: "stored" | "bundled";
  /** Unique among those of one origin. */
  readonly name: string;
  /** Absent while it is being read, or where it cannot be. */
  readonly summary?: SessionSummary;
  /** Why it cannot be read: it is damaged. */
  readonly problem?: string;
}

export function entryKey({ origin, name }: PickerEntry): string {
  return `${origin}/${name}`;
}

/** The texts of the row of an entry, beside its name. They are printable. */

export function stateText({ origin, summary, problem }: PickerEntry): string {
  if (problem !== undefined) return "damaged";
  return origin === "bundled" ? "bundled" : summary === undefined ? "" : stateWord(summary);
}

export function targetsText({ summary }: PickerEntry): string {
  if (summary === undefined) return "";
  const { targets, part } = summary.header;
  return printable(part === undefined ? targets.join(" ") : partLabel(part), 200);
}

/** Its title, or why it cannot be read. */
export function titleText({ summary, problem }: PickerEntry): string {
  return printable(problem ?? summary?.header.title ?? "", 300);
}
