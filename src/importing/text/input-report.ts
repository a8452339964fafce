/** Lines, or documents, that were left out for one reason. */
export class SkippedCount {
  #count = 0;
  #firstLine = 0;

  get count(): number {
    return this.#count;
  }

  /** From 1; 0 when there is none. */
  get firstLine(): number {
    return this.#firstLine;
  }

  add(line: number): void {
    if (this.#count++ === 0 || line < this.#firstLine) this.#firstLine = line;
  }

  addAll({ count, firstLine }: SkippedCount): void {
    if (count === 0) return;
    this.#firstLine = this.#count === 0 ? firstLine : Math.min(firstLine, this.#firstLine);
    this.#count += count;
  }
}

/** A document that could not be read. */
export interface LostDocument {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly startByte: number;
  /** How many lines of the input are lost with it, its own included. */
  readonly lines: number;
  readonly reason: string;
}

/** Texts that are told one by one. */
const maxTexts = 10;

/** The first of many texts, and how many there are. */
export class FirstTexts {
  readonly #first: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get first(): string | undefined {
    return this.#first[0];
  }

  add(text: string): void {
    if (this.#count++ < maxTexts) this.#first.push(text);
  }

  /** `more`: what the others are, "5 more errors of the server". */
  texts(more: string): readonly string[] {
    const others = this.#count - this.#first.length;
    return others === 0 ? this.#first : [...this.#first, `${others} more ${more}`];
  }
}

/** What was skipped and lost while an input was read. */
export class InputReport {
  /** Lines that are no document. */
  readonly lines = new SkippedCount();
  /** Lines between documents: layout in YAML. */
  readonly separators = new SkippedCount();
  /** Documents that are no object of Kubernetes. */
  readonly others = new SkippedCount();
  /** Documents that a timestamp preceded. */
  readonly stamped = new SkippedCount();
  readonly notes = new FirstTexts();
  readonly #losses = new FirstTexts();
  #firstOther = "";
  hasYaml = false;

  addOther(line: number, reason: string): void {
    if (this.others.count === 0) this.#firstOther = reason;
    this.others.add(line);
  }

  addLoss({ line, startByte, lines, reason }: LostDocument): void {
    this.#losses.add(`line ${line} (byte ${startByte}): ${reason}; ${lines === 1 ? "this line is" : `${lines} lines are`} lost`);
  }

  /** Why nothing was read, as far as it is known. */
  get firstProblem(): string | undefined {
    if (this.#losses.first !== undefined) return this.#losses.first;
    return this.others.count === 0 ? undefined : `line ${this.others.firstLine}: ${this.#firstOther}`;
  }

  /** One line each. */
  get warnings(): readonly string[] {
    const lines = new SkippedCount();
    lines.addAll(this.lines);
    if (!this.hasYaml) lines.addAll(this.separators);
    return [
      ...skipped(lines, "line", this.hasYaml ? "neither JSON nor YAML" : "no JSON"),
      ...skipped(this.others, "document", "no Kubernetes object").map((text) => `${text} (${this.#firstOther})`),
      ...(this.stamped.count === 0
        ? []
        : [`the timestamps before its documents were skipped, the first in line ${this.stamped.firstLine}`]),
      ...this.#losses.texts("documents are damaged and lost"),
      ...this.notes.texts("errors were reported by the server"),
    ];
  }

  /** What a session of this input lacks, in the words of omissions. */
  get omissions(): readonly string[] {
    const { first, count } = this.#losses;
    return [
      ...(this.hasYaml ? ["bytes of objects: the input is YAML; its objects were serialised anew as JSON"] : []),
      ...(first === undefined ? [] : [`damaged parts of the input: ${first}${count === 1 ? "" : `, and ${count - 1} more`}`]),
    ];
  }
}

/** "3 lines are no JSON and were skipped, the first in line 2"; nothing where there is none. */
function skipped({ count, firstLine }: SkippedCount, noun: string, what: string): readonly string[] {
  if (count === 0) return [];
  if (count === 1) return [`1 ${noun} is ${what} and was skipped, in line ${firstLine}`];
  return [`${count} ${noun}s are ${what} and were skipped, the first in line ${firstLine}`];
}
