/** Lines that are made when they are shown: there may be many more than ever are. An array of lines is one, too. */
export interface LazyLines {
  readonly length: number;
  slice(from: number, to: number): readonly string[];
}
