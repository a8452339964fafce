/** Lines of which there may be many more than are ever shown: each is made when it is. A list of lines is one, too. */
export interface LazyLines {
  readonly length: number;
  slice(from: number, to: number): readonly string[];
}
