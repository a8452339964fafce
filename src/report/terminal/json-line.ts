import { jsonText } from "../../io/json-text.js";

/**
 * A value as one line of JSON, without its newline, that never steers a terminal: what JSON lets pass but terminals obey or people are
 * deceived by (C1 controls, bidirectional overrides, line separators) is escaped. Reads back as the same value.
 */
export function jsonLine(value: unknown): string {
  return jsonText(value).replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const unsafe = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
