/** Lines of a YAML text, of which parts are folded. */
interface YamlText {
  readonly lines: readonly string[];
  /** The line of `managedFields`, which is half of most objects and read by few; -1 where there is none. */
  readonly managedFieldsLine: number;
}

/** The whole object: `managedFields` at the end of its metadata. */
export function wholeYaml(yaml: readonly string[], managedFields: readonly string[] | undefined): YamlText {
  const metadata = yaml.indexOf("metadata:");
  if (managedFields === undefined || metadata < 0) return { lines: yaml, managedFieldsLine: -1 };
  const end = foldEnd(yaml, metadata);
  const inserted = ["  managedFields:", ...managedFields.map((line) => `  ${line}`)];
  return { lines: [...yaml.slice(0, end), ...inserted, ...yaml.slice(end)], managedFieldsLine: end };
}

/** The line after everything that belongs to a line; the next one where nothing does. Items of a list stand as far in as its key. */
export function foldEnd(lines: readonly string[], line: number): number {
  const indent = indentOf(lines[line] ?? "");
  const isKeyOfList = (lines[line] ?? "").endsWith(":") && !(lines[line] ?? "").trimStart().startsWith("- ");
  let end = line + 1;
  for (; end < lines.length; end++) {
    const next = lines[end] ?? "";
    const nextIndent = indentOf(next);
    if (nextIndent > indent || (isKeyOfList && nextIndent === indent && next.startsWith("- ", indent))) continue;
    break;
  }
  return end;
}

/** The lines that are shown, by their number: those of folded parts but the first are not. `folded`: the first lines of parts. */
export function shownLines(lines: readonly string[], folded: ReadonlySet<number>): readonly number[] {
  const shown: number[] = [];
  for (let line = 0; line < lines.length; ) {
    shown.push(line);
    line = folded.has(line) ? foldEnd(lines, line) : line + 1;
  }
  return shown;
}

/** Without those folds that hide a line. */
export function unfoldedAt(lines: readonly string[], folded: ReadonlySet<number>, line: number): ReadonlySet<number> {
  const kept = [...folded].filter((first) => line <= first || line >= foldEnd(lines, first));
  return kept.length === folded.size ? folded : new Set(kept);
}

/** The lines that hold a text, in any case. */
export function matchingLines(lines: readonly string[], text: string): readonly number[] {
  const wanted = text.toLowerCase();
  if (wanted === "") return [];
  return lines.flatMap((line, number) => (line.toLowerCase().includes(wanted) ? [number] : []));
}

/** A line in pieces, of which every second one is the text. */
export function markedPieces(line: string, text: string): readonly string[] {
  if (text === "") return [line];
  const lower = line.toLowerCase();
  const wanted = text.toLowerCase();
  // Some characters have more code units in lower case: then nothing is marked.
  if (lower.length !== line.length) return [line];
  const pieces: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0 && pieces.length < maxPieces; at = lower.indexOf(wanted, from)) {
    pieces.push(line.slice(from, at), line.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  pieces.push(line.slice(from));
  return pieces;
}

const maxPieces = 200;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
