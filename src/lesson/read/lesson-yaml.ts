import { type Document, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument, visit, type YAMLError } from "yaml";
import { lowerFirst } from "./schema-problems.js";

/** A `lesson.yaml` that is YAML: plain data, without aliases, and not deep. */
export interface LessonYaml {
  readonly value: unknown;
  /** Where the value at a path begins; of one that is absent, the value that it would be in. */
  offsetOf(path: readonly PropertyKey[]): number;
  readonly lines: LineCounter;
}

export interface LessonYamlProblem {
  /** In characters. */
  readonly offset: number;
  readonly message: string;
}

/** Reads YAML, or says why it cannot be read. */
export function readLessonYaml(
  text: string,
): LessonYaml | { readonly problems: readonly LessonYamlProblem[]; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) {
    for (const { index } of text.matchAll(/^/gm)) lines.addNewLine(index);
    return { problems: [{ offset: tooDeep, message: "nested too deep; no predicate needs this" }], lines };
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { problems: [{ offset: error.pos[0], message: errorWords(error) }], lines };
  const alias = firstAlias(document);
  if (alias !== undefined)
    return { problems: [{ offset: alias.range?.[0] ?? 0, message: `an alias, *${alias.source}; write out its value` }], lines };
  return { value: document.toJS(), offsetOf: (path) => offsetAt(document.contents, path), lines };
}

/** Deeper than any predicate that a person writes: what reads the document follows it by recursion. */
const maxDepth = 40;
const maxColumn = 2 * maxDepth;

/** Where flow collections, or the columns that block collections need, go too deep. The lexer itself does not follow them by recursion. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0;
  let offset = 0;
  let lineStart = 0;
  let isInIndent = true;
  for (const token of new Lexer().lex(text)) {
    if (isMark(token)) continue;
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth = Math.max(0, depth - 1);
    const isSpace = /^[ \t]*$/.test(token);
    const isEndOfLine = token.endsWith("\n") || token.startsWith("#");
    if (depth > maxDepth || (depth === 0 && isInIndent && !isSpace && !isEndOfLine && offset - lineStart > maxColumn)) return offset;
    isInIndent &&= isSpace || token === "-" || token === "?";
    offset += token.length;
    if (token.includes("\n")) {
      lineStart = text.lastIndexOf("\n", offset - 1) + 1;
      isInIndent = true;
    }
  }
  return undefined;
}

/** Of the lexer, for the begin of a document and of a scalar, and for an error in the flow: it is not in the text. */
function isMark(token: string): boolean {
  return token === "\u0002" || token === "\u001f" || token === "\u0018";
}

/** Aliases are refused, not resolved: a few lines of YAML can stand for gigabytes. */
function firstAlias(document: Document.Parsed) {
  let found: { readonly source: string; readonly range?: readonly number[] | null } | undefined;
  visit(document, {
    Alias(_, alias) {
      found = { source: alias.source, range: alias.range ?? null };
      return visit.BREAK;
    },
  });
  return found;
}

/** By the code of the error: what it means here, and what to do. */
const remedies: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'text with ": " in it; put it into quotes, or check the indentation',
  BAD_SCALAR_START: "text that begins with a character of YAML; put it into quotes",
  TAB_AS_INDENT: "a tab as indentation; use spaces",
  DUPLICATE_KEY: "the field is given twice; remove one of them",
  MULTIPLE_DOCS: 'a second document begins here; remove the line "---"',
  TAG_RESOLVE_FAILED: "a tag; remove it, or put the text into quotes",
  BAD_DQ_ESCAPE: "an unknown escape in double quotes; use single quotes",
  BAD_ALIAS: "text that begins with a character of YAML; put it into quotes",
  MISSING_CHAR: "a quote or a bracket is missing, or there is one too many",
  BAD_INDENT: "wrong indentation, or a bracket is missing",
};

function errorWords({ code, message }: YAMLError): string {
  return remedies[code] ?? lowerFirst(message);
}

function offsetAt(root: unknown, path: readonly PropertyKey[]): number {
  let here: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const step of path) {
    const pair = isMap(here) ? here.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined;
    const next: unknown = isPair(pair) ? pair.value : isSeq(here) && typeof step === "number" ? here.items[step] : undefined;
    offset = startOf(pair?.key) ?? startOf(next) ?? offset;
    if (next === undefined || next === null) break;
    here = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
