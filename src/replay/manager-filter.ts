import type { NarratedFrame } from "../interpret/interpreted-frame.js";

/**
 * Selects the frames that the field managers made whom the words of `--by` name, and remembers whom it saw. A word is the name of a manager or its
 * beginning, in any case; with `*` and `?` it is a pattern for the whole name. Frames without managers (gaps, deletions) are not selected.
 */
export class ManagerFilter {
  readonly #words: readonly string[];
  readonly #patterns: readonly RegExp[];
  /** How many frames are by each. */
  readonly #seen = new Map<string, number>();
  #isMatched = false;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#patterns = words.map(patternOf);
  }

  takes(frame: NarratedFrame): boolean {
    if (frame.kind === "gap") return false;
    const managers = new Set(frame.by.map(({ manager }) => manager));
    for (const manager of managers) this.#note(manager);
    const isTaken = [...managers].some((manager) => this.#patterns.some((pattern) => pattern.test(manager)));
    this.#isMatched ||= isTaken;
    return isTaken;
  }

  #note(manager: string): void {
    const frames = this.#seen.get(manager);
    if (frames !== undefined || this.#seen.size < maxManagers) this.#seen.set(manager, (frames ?? 0) + 1);
  }

  /** For people, once no frame was taken: what was looked for, and who made changes, the most active first. */
  get whyEmpty(): string | undefined {
    if (this.#isMatched) return undefined;
    const words = this.#words.map((word) => `"${word}"`).join(" or ");
    const names = [...this.#seen].sort(([, a], [, b]) => b - a).map(([manager, frames]) => `${manager} (${frames})`);
    return names.length === 0
      ? `no change by ${words}: no manager is recorded with the changes here`
      : `no change by ${words}; the changes here are by ${names.join(", ")}`;
  }
}

/** Each of more managers made few changes: their names are generated. */
const maxManagers = 1000;

function patternOf(word: string): RegExp {
  const escaped = word.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const isPattern = /[*?]/.test(word);
  return new RegExp(`^${escaped.replace(/\*+/g, ".*").replace(/\?/g, ".")}${isPattern ? "$" : ""}`, "i");
}
