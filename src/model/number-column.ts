type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A growing list of unboxed numbers. It grows by pieces, so that nothing is copied and little is allocated before it is needed. */
export class NumberColumn<A extends NumberArray> {
  readonly #make: new (
    length: number,
  ) => A;
  #pieces: A[] = [];
  length = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
  }

  push(value: number): void {
    if (this.length === 0) this.#pieces.push(new this.#make(firstLength));
    else if (this.length === firstLength) this.#growFirst();
    else if ((this.length & pieceMask) === 0) this.#pieces.push(new this.#make(pieceLength));
    this.set(this.length++, value);
  }

  at(index: number): number {
    return this.#pieces[index >>> pieceBits]?.[index & pieceMask] ?? 0;
  }

  set(index: number, value: number): void {
    const piece = this.#pieces[index >>> pieceBits];
    if (piece !== undefined) piece[index & pieceMask] = value;
  }

  /** Most files have few frames. */
  #growFirst(): void {
    const grown = new this.#make(pieceLength);
    grown.set(this.#pieces[0] as A);
    this.#pieces[0] = grown;
  }
}

const firstLength = 256;
const pieceBits = 15;
const pieceLength = 1 << pieceBits;
const pieceMask = pieceLength - 1;
