/** Where a match is in a line: code units, the end not included. */
export interface MatchRange {
  readonly from: number;
  readonly to: number;
}

/** What a search looks for in lines that people see: a text, in any case. A space also matches several, and the end of a line that is continued. */
export class SearchPattern {
  readonly #all: RegExp;

  /** `text`: not empty. */
  constructor(text: string) {
    this.#all = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
  }

  matches(line: string): boolean {
    this.#all.lastIndex = 0;
    return this.#all.test(line);
  }

  /** The matches in each of these lines. `isContinued`: this line continues the one before it. */
  rangesIn(lines: readonly string[], isContinued: (index: number) => boolean = () => false): readonly (readonly MatchRange[])[] {
    const text = lines.map((line, i) => (i === 0 ? line : `${isContinued(i) ? "\n" : lineEnd}${line}`)).join("");
    const matches = [...text.matchAll(this.#all)].map(({ index, 0: { length } }) => ({ from: index, to: index + length }));
    let start = 0;
    let next = 0;
    return lines.map((line) => {
      const end = start + line.length;
      while ((matches[next]?.to ?? Number.POSITIVE_INFINITY) <= start) next++;
      const ranges: MatchRange[] = [];
      for (let i = next; (matches[i]?.from ?? Number.POSITIVE_INFINITY) < end; i++) {
        const { from = 0, to = 0 } = matches[i] ?? {};
        ranges.push({ from: Math.max(0, from - start), to: Math.min(end, to) - start });
      }
      start = end + 1;
      return ranges;
    });
  }
}

/** Neither in a line, which is printable, nor a space. */
const lineEnd = "\0";
