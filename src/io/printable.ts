/**
 * Makes text from outside (a recording, a server) safe to show: control characters, ANSI escapes, bidirectional overrides
 * and line separators become visible escapes, so that a recording never steers the terminal. Newlines are escaped too:
 * for several lines, split the text and call this for each.
 */
export function printable(text: string, maxLength = 4096): string {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  return bounded.replace(unsafe, escapeCharacter);
}

/** Control characters, invisible and bidirectional marks, and halves of surrogate pairs. Written as text: as a literal it would hold what it forbids. */
const unsafe = new RegExp(
  [
    "[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]",
    "[\\ud800-\\udbff](?![\\udc00-\\udfff])",
    "(?<![\\ud800-\\udbff])[\\udc00-\\udfff]",
  ].join("|"),
  "g",
);

function escapeCharacter(character: string): string {
  switch (character) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    case "\u001b":
      return "\\e";
    default:
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }
}
