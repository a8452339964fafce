import type { CredentialSpan } from "./credential-span.js";

/** A span in one of several texts. */
export interface IndexedSpan extends CredentialSpan {
  readonly index: number;
}

/**
 * Many texts as one, which detectors search several times faster than each alone: a regular expression costs a microsecond to start. No pattern of a
 * detector goes across a NUL character, but for those that end at a line end or at white space anyway.
 */
export class JoinedTexts {
  readonly content: string;
  readonly #texts: readonly string[];
  readonly #starts: readonly number[];

  constructor(texts: readonly string[]) {
    const starts: number[] = [];
    let at = textSeparator.length;
    for (const text of texts) {
      starts.push(at);
      at += text.length + textSeparator.length;
    }
    this.#texts = texts;
    this.#starts = starts;
    this.content = `${textSeparator}${texts.join(textSeparator)}${textSeparator}`;
  }

  /** The part of a span that is within the text in which it begins; undefined where that is nothing. */
  locate({ start, end, kind }: CredentialSpan): IndexedSpan | undefined {
    const index = lastAtMost(this.#starts, start);
    const offset = this.#starts[index] ?? 0;
    const length = this.#texts[index]?.length ?? 0;
    const within = { index, start: start - offset, end: Math.min(end - offset, length), kind };
    return within.start < 0 || within.start >= within.end ? undefined : within;
  }
}

const textSeparator = "\n\0\n";

/** Index of the last of ascending numbers that is at most `value`. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
