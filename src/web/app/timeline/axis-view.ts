import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { timeScale } from "../../view/timeline/time-scale.js";
import { centred, panned, selected, zoomed } from "../../view/timeline/zoom.js";
import type { TimeAxis } from "./time-axis.js";

/** An axis drawn in some width: what a timeline, or the charts, show of it and how their user moves it. All times are of the axis. */
export class AxisView {
  readonly axis: TimeAxis;
  /** CSS pixels. */
  readonly width: ReadonlySignal<number>;
  /** Where the axis begins in the element that it is drawn in. */
  readonly left: ReadonlySignal<number>;
  /** The part that is being chosen, in pixels from the start of what is shown. */
  readonly selecting = signal<{ readonly from: number; readonly to: number } | undefined>(undefined);
  /** Grows when the colours of a canvas change. */
  readonly paletteVersion = signal(0);

  constructor(axis: TimeAxis, width: ReadonlySignal<number>, left: ReadonlySignal<number>) {
    this.axis = axis;
    this.width = width;
    this.left = left;
  }

  readonly scale = computed(() =>
    timeScale({
      domain: this.axis.domain.value,
      range: this.axis.range.value,
      folds: this.axis.folds.value,
      width: this.width.value,
    }),
  );
  /** All of the axis in the same width. */
  readonly wholeScale = computed(() =>
    timeScale({ domain: this.axis.domain.value, folds: this.axis.folds.value, width: this.width.value }),
  );

  zoomBy(factor: number, x = this.width.value / 2): void {
    this.axis.range.value = zoomed(this.scale.value, this.axis.domain.value, x, factor);
  }

  panBy(dx: number): void {
    this.axis.range.value = panned(this.scale.value, this.axis.domain.value, dx);
  }

  /** Moves the range to a moment that is not in it. */
  reveal(ms: number): void {
    const x = this.scale.value.xOf(ms);
    if (x < 0 || x > this.width.value) this.centreOn(ms);
  }

  centreOn(ms: number): void {
    this.axis.range.value = centred(this.scale.value, this.axis.domain.value, ms);
  }

  /** Shows what lies between two places. */
  select(a: number, b: number): void {
    const range = selected(this.scale.value, this.axis.domain.value, a, b);
    if (range !== undefined) this.axis.range.value = range;
  }

  showAll(): void {
    this.axis.range.value = undefined;
  }
}
