import { jsonText } from "../../io/json-text.js";
import { printableJson } from "../../io/printable.js";

/**
 * A value as one line of JSON, without its newline, at any depth, that never steers a terminal: what JSON lets pass but terminals obey or people are
 * deceived by (C1 controls, bidirectional overrides, line separators, invisible characters) is escaped. Reads back as the same value.
 */
export function jsonLine(value: unknown): string {
  return printableJson(jsonText(value));
}
