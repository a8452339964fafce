/** A text without what no terminal and no page shows, and where in the text each of its characters is. */
export interface VisibleText {
  readonly content: string;
  readonly offsets: Uint32Array;
}

/** Colours of terminals, also as JSON writes them, and characters without width: between a name and its value they hide a credential from every detector. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that colours begin with
const invisible = /(?:\x1b|\\u001b|\\x1b|\\033)\[[0-9;]{0,16}[A-Za-z]|[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Undefined where all of a text is visible, as of nearly all texts. */
export function visibleText(text: string): VisibleText | undefined {
  let content = "";
  let at = 0;
  let length = 0;
  const offsets = new Uint32Array(text.length);
  const take = (end: number) => {
    content += text.slice(at, end);
    for (; at < end; at++) offsets[length++] = at;
  };
  if (text.search(invisible) < 0) return undefined;
  for (const { 0: hidden, index } of text.matchAll(invisible)) {
    take(index);
    at = index + hidden.length;
  }
  take(text.length);
  return { content, offsets: offsets.subarray(0, length) };
}
