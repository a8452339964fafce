/** asciichart brings no types: the part of it that is used here. */
declare module "asciichart" {
  export interface PlotOptions {
    readonly height?: number;
    readonly min?: number;
    readonly max?: number;
    readonly colors?: readonly (string | undefined)[];
    readonly format?: (value: number) => string;
  }
  const asciichart: {
    plot(series: readonly (readonly number[])[], options?: PlotOptions): string;
    readonly cyan: string;
  };
  export default asciichart;
}
