/** A part of a text, and the lines before it. */
export interface TextPart {
  readonly text: string;
  readonly linesBefore: number;
}

/** A document whose items can be read by themselves. */
export interface YamlParts {
  /** The fields of a List around its items; undefined for a document that is a list itself. */
  readonly fields?: TextPart;
  /** Each a list of some items. */
  readonly items: readonly TextPart[];
}

/** Items that are read at once: fewer parts, or less memory. */
const partCharacters = 128 * 1024;

/**
 * The items of a List, or of a list, as parts of its text: parsed as a whole it takes fifty times the memory of its text. Undefined where it is none.
 * An alias finds its anchor within a part only; kubectl writes none.
 */
export function yamlParts(text: string): YamlParts | undefined {
  const start = /^items:[ \t]*\r?\n/m.exec(text);
  if (start === null) return /^-[ \t\r\n]/.test(text) ? { items: partsOf(text, 0, "", 0).items } : undefined;
  const begin = start.index + start[0].length;
  const indent = /^ *(?=-[ \t\r\n])/.exec(text.slice(begin, begin + 100))?.[0];
  if (indent === undefined) return undefined;
  const before = text.slice(0, start.index);
  const { items, end } = partsOf(text, begin, indent, breaksIn(text, 0, begin));
  return { fields: { text: before + text.slice(end), linesBefore: 0 }, items };
}

function partsOf(
  text: string,
  begin: number,
  indent: string,
  linesBefore: number,
): { readonly items: readonly TextPart[]; readonly end: number } {
  const items: TextPart[] = [];
  let partStart = begin;
  let lines = linesBefore;
  let at = begin;
  while (at < text.length) {
    const isItem = text.startsWith(`${indent}-`, at);
    if (!isItem && !continues(text, at, indent.length)) break;
    if (isItem && at - partStart >= partCharacters) {
      items.push({ text: text.slice(partStart, at), linesBefore: lines });
      lines += breaksIn(text, partStart, at);
      partStart = at;
    }
    const lineEnd = text.indexOf("\n", at);
    at = lineEnd < 0 ? text.length : lineEnd + 1;
  }
  items.push({ text: text.slice(partStart, at), linesBefore: lines });
  return { items, end: at };
}

/** An empty line, a comment, or one that is further indented than the items. */
function continues(text: string, at: number, indent: number): boolean {
  for (let i = at; i < at + indent; i++) if (text[i] !== " ") return /[\r\n#]/.test(text[i] ?? "");
  return /[ \r\n#]/.test(text[at + indent] ?? "");
}

function breaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
