import type { Clock } from "../../io/clock.js";
import { RequestFailure } from "../cluster-reader.js";

/**
 * Limits for the pages of one list: far more than the largest cluster has, so that only a server whose list never ends exceeds them. The objects
 * are held in memory. A large list over a slow line may take many minutes.
 */
const usualLimits = {
  pages: 20_000,
  emptyPages: 100,
  objects: 1_000_000,
  bytes: 2 * 1024 ** 3,
  tokenCharacters: 4096,
  ms: 3_600_000,
} as const;

interface CountedPage {
  readonly continueToken?: string;
  readonly items: readonly { readonly bytes?: Uint8Array }[];
}

/** Counts the pages of one list. A list that does not end fails: with the same page again, empty pages, or too much of anything. */
export class ListPages {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #limits: Readonly<Record<keyof typeof usualLimits, number>>;
  readonly #startMs: number;
  readonly #tokens = new Set<string>();
  #pages = 0;
  #emptyPages = 0;
  #objects = 0;
  #bytes = 0;

  constructor(clock: Pick<Clock, "monotonicMs">, limits: Partial<Record<keyof typeof usualLimits, number>> = {}) {
    this.#clock = clock;
    this.#limits = { ...usualLimits, ...limits };
    this.#startMs = clock.monotonicMs();
  }

  /** Throws `RequestFailure` if the list has to be given up with this page. */
  add({ continueToken, items }: CountedPage): void {
    const limits = this.#limits;
    this.#pages++;
    this.#objects += items.length;
    this.#emptyPages = items.length === 0 ? this.#emptyPages + 1 : 0;
    for (const { bytes } of items) this.#bytes += bytes?.length ?? 0;
    if (this.#objects > limits.objects) throw this.#givenUp(`more than ${limits.objects} objects`);
    if (this.#bytes > limits.bytes) throw this.#givenUp(`more than ${limits.bytes} bytes`);
    if (continueToken === undefined) return;
    if (continueToken.length > limits.tokenCharacters) throw this.#givenUp(`a continue token of ${continueToken.length} characters`);
    if (this.#tokens.has(continueToken)) throw this.#givenUp("the server returned the same page of its list twice");
    if (this.#emptyPages >= limits.emptyPages) throw this.#givenUp(`${this.#emptyPages} empty pages in a row`);
    if (this.#pages >= limits.pages) throw this.#givenUp(`more than ${limits.pages} pages`);
    if (this.#clock.monotonicMs() - this.#startMs > limits.ms) throw this.#givenUp(`not at its end after ${limits.ms / 1000} s`);
    this.#tokens.add(continueToken);
  }

  /** With a status: the server answered, and asking it again would hardly help. */
  #givenUp(problem: string): RequestFailure {
    return new RequestFailure(`the list does not end: ${problem} (${this.#pages} pages, ${this.#objects} objects)`, { status: 200 });
  }
}
