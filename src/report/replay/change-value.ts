import { isComposite } from "../../diff/deep-equal.js";
import type { Change } from "../../diff/diff-objects.js";
import { printable } from "../../io/printable.js";
import { textAt } from "../../model/fields.js";
import { recordedValue, type TimeBase } from "./recorded-value.js";

/** How a change is put into words, on any screen. */

export function pathOf(change: Change): string {
  return printable(change.path, 300);
}

/** A value up to this long is on the line of its path; a longer one is laid out below it. */
export const inlineLength = 96;

/** Whether a value and the one that replaced it are on one line. */
export function isInline(before: string, after: string): boolean {
  return before.length + after.length <= inlineLength + 60;
}

/** Whether a value that is long is laid out as YAML. */
export function isLaidOut(change: Change, value: unknown): boolean {
  return isComposite(value) && conditionText(change, value) === undefined;
}

/** The value of a change on one line, printable: a condition as its status with its reason, a plain text without quotes. */
export function valueText(change: Change, value: unknown, base: TimeBase): string {
  return (
    conditionText(change, value) ?? (typeof value === "string" && readsAsText.test(value) ? bare(value, base) : recordedValue(value, base))
  );
}

/** "False, ContainersNotReady: containers with unready status: [nginx]": a condition is a status with a reason. */
function conditionText(change: Change, value: unknown): string | undefined {
  const [list, item] = change.segments.slice(-2);
  if (list?.kind !== "field" || list.name !== "conditions" || item?.kind !== "item") return undefined;
  const status = textAt(value, "status");
  const reason = textAt(value, "reason");
  const message = textAt(value, "message");
  if (status === undefined) return undefined;
  return printable(`${status}${reason === undefined ? "" : `, ${reason}`}${message === undefined ? "" : `: ${message}`}`);
}

/** A text that cannot be mistaken for a number, a boolean or null, with no space at an end: it needs no quotes. */
const readsAsText = /^(?!(?:[\d.+-]*|true|false|null)$)\S(?:[^\n]*\S)?$/;

function bare(text: string, base: TimeBase): string {
  const shown = recordedValue(text, base);
  return shown.startsWith('"') ? printable(text, 4000) : shown;
}
