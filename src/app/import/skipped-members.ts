import { KubespyError } from "../../errors.js";

/** A member that was not read, and why. */
export interface SkippedMember {
  readonly name: string;
  readonly reason: string;
}

/** Skipped files that are told one by one: a dump has thousands of logs. */
const maxTold = 20;

/** What an import left out. */
export class SkippedMembers {
  readonly #onWarning: ((text: string) => void) | undefined;
  readonly #first: SkippedMember[] = [];
  /** Of what the user named. */
  readonly #named: SkippedMember[] = [];
  #count = 0;

  constructor(onWarning: ((text: string) => void) | undefined) {
    this.#onWarning = onWarning;
  }

  add(skipped: SkippedMember): void {
    if (this.#count++ < maxTold) this.#first.push(skipped);
  }

  /** Of several that the user named, one that cannot be read. */
  addNamed(skipped: SkippedMember): void {
    this.#named.push(skipped);
  }

  /** Warns of each, and of many of their count. */
  report(): void {
    for (const { name, reason } of this.#first) this.#onWarning?.(`${name} was skipped: ${reason}`);
    const more = this.#count - this.#first.length;
    if (more > 0) this.#onWarning?.(`${more.toLocaleString("en")} more ${more === 1 ? "file was" : "files were"} skipped`);
  }

  /** Throws where something that was named could not be read, although the rest was. */
  requireNamed(): void {
    const [first] = this.#named;
    if (first === undefined) return;
    for (const { reason } of this.#named.slice(1)) this.#onWarning?.(reason);
    throw new KubespyError(`${first.reason}; the other inputs are imported`);
  }

  /** The error where nothing was imported. */
  nothingImported(references: readonly string[]): KubespyError {
    for (const { reason } of this.#named.slice(1)) this.#onWarning?.(reason);
    const [named] = this.#named;
    if (named !== undefined) return new KubespyError(named.reason);
    const what = references.length === 1 ? references[0] : `${references.length} inputs`;
    const files =
      this.#count === 0
        ? "there is no file in it"
        : `none of ${this.#count === 1 ? "its 1 file" : `${this.#count.toLocaleString("en")} files`} holds a recording or objects`;
    return new KubespyError(`${what} holds nothing that can be imported: ${files}`, {
      hint: 'objects come from "kubectl get -o json", "kubectl cluster-info dump --output-directory DIR" or "oc adm must-gather"',
    });
  }
}
