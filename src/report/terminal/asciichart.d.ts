/** asciichart brings no types: the part of it that is used here. */
declare module "asciichart" {
  export interface PlotOptions {
    readonly height?: number;
    readonly min?: number;
    readonly max?: number;
    readonly colors?: readonly (string | undefined)[];
    /** Axis, axis, and what the curve is drawn with: end, start, level, up from, down to, down from, up to, upright. */
    readonly symbols?: readonly string[];
    readonly format?: (value: number) => string;
  }
  const asciichart: {
    plot(series: readonly (readonly number[])[], options?: PlotOptions): string;
    readonly cyan: string;
  };
  export default asciichart;
}
