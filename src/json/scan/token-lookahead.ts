/** Goes from token to token of a text (see `TokenCursor`). */
export interface TokenSource {
  readonly at: number;
  readonly open: number;
  readonly ended: boolean;
  /** False where the text is not JSON. */
  next(): boolean;
}

/** So many bytes must agree at two tokens before the texts are taken to agree again. */
const minEqualBytes = 12;
/** So many tokens of each text are examined to find where both agree again. */
const maxAhead = 256;
const slots = 1024;

/** The tokens of a text from one on, read one by one. Made once and used for many texts: making it costs more than the work in it. */
export class TokenLookahead {
  readonly #offsets = new Int32Array(maxAhead + 1);
  readonly #opens = new Int32Array(maxAhead + 1);
  readonly #hashes = new Int32Array(maxAhead + 1);
  /** Of each hash the first token: its index above the mark. What is below the mark belongs to an earlier text. */
  readonly #table = new Float64Array(slots);
  #mark = 1;
  #source: TokenSource = noTokens;
  #view: DataView = noBytes;
  count = 0;

  /** From the current token of the source. */
  begin(source: TokenSource, view: DataView): void {
    this.#source = source;
    this.#view = view;
    this.#mark += maxAhead + 1;
    this.count = 0;
    this.#take();
  }

  /** Reads one more token, if there is one. False where the text is not JSON. */
  extend(): boolean {
    if (this.#source.ended) return true;
    if (!this.#source.next()) return false;
    if (!this.#source.ended) this.#take();
    return true;
  }

  at(index: number): number {
    return this.#offsets[index] as number;
  }

  open(index: number): number {
    return this.#opens[index] as number;
  }

  /** Whether both texts go on from these tokens alike: with enough equal bytes, and the same brackets open. */
  agrees(index: number, other: TokenLookahead, otherIndex: number): boolean {
    if (this.#hashes[index] !== other.#hashes[otherIndex] || this.#opens[index] !== other.#opens[otherIndex]) return false;
    return this.#startsLike(this.at(index), other.#view, other.at(otherIndex));
  }

  /** The first token that agrees with this one of another text; -1 when there is none. */
  firstLike(other: TokenLookahead, otherIndex: number): number {
    const index = (this.#table[slotOf(other.#hashes[otherIndex] as number)] as number) - this.#mark;
    return index >= 0 && this.agrees(index, other, otherIndex) ? index : -1;
  }

  #take(): void {
    const { at, open } = this.#source;
    const index = this.count++;
    this.#offsets[index] = at;
    this.#opens[index] = open;
    const hash = at + minEqualBytes <= this.#view.byteLength ? this.#hashAt(at, open) : index;
    this.#hashes[index] = hash;
    const slot = slotOf(hash);
    if ((this.#table[slot] as number) < this.#mark) this.#table[slot] = this.#mark + index;
  }

  #hashAt(at: number, open: number): number {
    const mixed = Math.imul(this.#view.getInt32(at, true), 0x9e3779b1) ^ Math.imul(this.#view.getInt32(at + 4, true) + open, 0x85ebca6b);
    return Math.imul(mixed ^ this.#view.getInt32(at + 8, true), 0xc2b2ae35);
  }

  #startsLike(at: number, view: DataView, otherAt: number): boolean {
    if (at + minEqualBytes > this.#view.byteLength || otherAt + minEqualBytes > view.byteLength) return false;
    for (let n = 0; n < minEqualBytes; n += 4) if (this.#view.getInt32(at + n, true) !== view.getInt32(otherAt + n, true)) return false;
    return true;
  }
}

const noTokens: TokenSource = { at: 0, open: 0, ended: true, next: () => false };
const noBytes = new DataView(new ArrayBuffer(0));

function slotOf(hash: number): number {
  return hash >>> 22;
}

/** Where two texts agree again: at these of their tokens, or nowhere before both have ended. */
type Meeting = { readonly kind: "at"; readonly i: number; readonly j: number } | { readonly kind: "ends" };

/**
 * Looks ahead in two texts that differ at their current tokens for the next tokens that agree: replaced members first, then inserted or removed
 * ones. Undefined where one text is not JSON, or too much differs. Takes no longer than checking what it passes.
 */
export function meet(a: TokenLookahead, b: TokenLookahead): Meeting | undefined {
  for (let n = 1; n <= maxAhead; n++) {
    if (!a.extend() || !b.extend()) return undefined;
    if (a.count > n && b.count > n && a.agrees(n, b, n)) return { kind: "at", i: n, j: n };
    const i = b.count > n ? a.firstLike(b, n) : -1;
    if (i >= 0) return { kind: "at", i, j: n };
    const j = a.count > n ? b.firstLike(a, n) : -1;
    if (j >= 0) return { kind: "at", i: n, j };
    if (a.count <= n && b.count <= n) return { kind: "ends" };
  }
  return undefined;
}
