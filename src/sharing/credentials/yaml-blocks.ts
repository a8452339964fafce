import type { NamedPair } from "./named-pairs.js";

/** The content of a YAML block without its indentation in front, and its first line to judge it by. */
interface YamlBlock {
  readonly start: number;
  readonly end: number;
  readonly firstLine: string;
}

/** What a name in YAML has as a block: `password: |` and the lines below that are indented further. Line ends may be written out. */
export function blockScalar(text: string, { nameStart, valueStart }: NamedPair): YamlBlock | undefined {
  indicator.lastIndex = valueStart;
  const head = indicator.exec(text);
  if (head === null) return undefined;
  const lineEnd = head[1] === "\\n" ? "\\n" : "\n";
  const first = valueStart + head[0].length;
  const indent = nameStart - lineStart(text, nameStart, lineEnd);
  const limit = Math.min(text.length, first + maxBlockLength);
  let end = first;
  for (let at = first; at < limit; ) {
    const next = text.indexOf(lineEnd, at);
    const stop = next < 0 || next > limit ? limit : next;
    const content = blanksEnd(text, at, stop);
    if (content < stop && content - at <= indent) break;
    if (content < stop) end = stop;
    at = stop + lineEnd.length;
  }
  const start = blanksEnd(text, first, end);
  if (start >= end) return undefined;
  const firstEnd = text.indexOf(lineEnd, start);
  return { start, end, firstLine: text.slice(start, Math.min(end, firstEnd < 0 ? end : firstEnd, start + 1024)).trimEnd() };
}

const indicator = /[|>][+-]?\d?[+-]?[ \t]{0,8}(?:#[^\r\n\\]{0,200})?(\r?\n|\\n)/y;
const maxBlockLength = 1 << 16;

function lineStart(text: string, at: number, lineEnd: string): number {
  const before = text.slice(Math.max(0, at - 200), at).lastIndexOf(lineEnd);
  return before < 0 ? Math.max(0, at - 200) : Math.max(0, at - 200) + before + lineEnd.length;
}

function blanksEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9 || text.charCodeAt(at) === 13)) at++;
  return at;
}
