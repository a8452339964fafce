/** Where a value without quotes ends: with what a list or a sentence has behind it, and without. */
interface PlainEnd {
  readonly end: number;
  readonly runEnd: number;
}

/**
 * Values without quotes of one text, asked for from left to right. A value ends at white space, at a quote, or where the next pair of a list begins
 * ("a=1&b=2"). Values within one another ("a:b=c") share the search for their end.
 */
export class PlainValues {
  readonly #text: string;
  /** Of the last value: from where its end was searched, and what was found. */
  #from = 0;
  #cut = 0;
  #runEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  at(start: number): PlainEnd {
    if (start >= this.#runEnd || start < this.#from) {
      plain.lastIndex = start;
      this.#runEnd = start + (plain.exec(this.#text)?.[0].length ?? 0);
      this.#cut = start - 1;
    }
    if (this.#cut < start) {
      this.#cut = this.#nextCut(start);
      this.#from = start;
    }
    return { end: this.#withoutMarks(start, this.#cut), runEnd: this.#runEnd };
  }

  #nextCut(start: number): number {
    const found = this.#text.slice(start, this.#runEnd).search(cuts);
    return found < 0 ? this.#runEnd : start + found;
  }

  /** Without the marks of sentences, brackets, and what begins the next pair, behind it. */
  #withoutMarks(start: number, end: number): number {
    const marks = end < this.#runEnd ? marksOfLists : marksOfSentences;
    let at = end;
    while (at > start && at > end - maxMarks) {
      if (marks.includes(this.#text.charAt(at - 1))) at--;
      else if (at - 2 >= start && this.#text.startsWith("$(", at - 2)) at -= 2;
      else break;
    }
    return at;
  }
}

const plain = /[^\s"'`]{1,1024}/y;
/** A line end that is written out, or the next pair. */
const cuts = /\\[nrt"]|[&;,|][A-Za-z_][\w.-]{0,60}[=:]|&amp;/;
const marksOfSentences = ".,;:!?)]}>\\";
const marksOfLists = `${marksOfSentences}&|`;
const maxMarks = 64;
