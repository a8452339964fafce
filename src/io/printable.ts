/**
 * Makes text from outside (a recording, a server) safe to show: control characters, ANSI escapes, bidirectional overrides, line separators and
 * characters that nobody sees become visible escapes, so that a recording never steers the terminal and two names that differ look different.
 * Newlines are escaped too: for several lines, split the text and call this for each.
 */
export function printable(text: string, maxLength = 4096): string {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength)}… (${text.length} characters)` : text;
  return bounded.replace(unsafe, escapeCharacter);
}

/** The same in a text that is JSON, as escapes of its strings: it reads back as the same value. The space that JSON allows between values stays. */
export function printableJson(json: string): string {
  return json.replace(unsafe, (character) => (jsonSpace.has(character) ? character : escapeCodeUnits(character)));
}

const jsonSpace: ReadonlySet<string> = new Set(["\t", "\n", "\r"]);

/**
 * What is escaped; the spaces of Unicode are not: they look like what they are.
 *
 *   \p{Cc}                    control characters, escape sequences among them
 *   \p{Cs}                    halves of surrogate pairs
 *   \p{Zl}\p{Zp}              line and paragraph separators
 *   \p{Bidi_C}                marks and overrides of the direction of writing
 *   \p{DI}                    what is drawn as nothing (default ignorable): soft hyphens, joiners, U+034F, U+180E, Hangul fillers, tags (U+E0000),
 *                             variation selectors; but not U+FE0E and U+FE0F after an emoji, which choose its form
 *   U+2800, U+FFF9 to U+FFFB,
 *   U+13430 to U+1343F        drawn as nothing all the same: the empty Braille pattern, interlinear annotations, joiners of hieroglyphs
 */
const unsafe = new RegExp(
  [
    "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Bidi_C}\\u2800\\ufff9-\\ufffb\\u{13430}-\\u{1343f}]",
    "(?<!\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]",
    "(?![\\ufe0e\\ufe0f])\\p{DI}",
  ].join("|"),
  "gu",
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
      return character.length === 1 ? escapeCodeUnits(character) : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  }
}

/** `\u202e`; a character beyond the first 65,536 as its two surrogates, which is what JSON has. */
function escapeCodeUnits(character: string): string {
  let escaped = "";
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return escaped;
}
