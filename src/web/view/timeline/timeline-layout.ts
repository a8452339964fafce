/** Where things are in the timeline, in CSS pixels. */
export interface TimelineLayout {
  readonly isNarrow: boolean;
  readonly rowHeight: number;
  /** Room for names before the axis, and for the last stage after it. */
  readonly nameWidth: number;
  readonly stageWidth: number;
  readonly plotWidth: number;
  /** Within a row. Milestones are above the bar, Kubernetes Events and evidence below it. */
  readonly barTop: number;
  readonly barHeight: number;
}

const narrowWidth = 640;
const gutter = 10;

/** A narrow timeline has the name of an object above its bar, which takes the whole width. */
export function timelineLayout(width: number): TimelineLayout {
  if (width < narrowWidth)
    return {
      isNarrow: true,
      rowHeight: 50,
      nameWidth: gutter,
      stageWidth: gutter,
      plotWidth: Math.max(1, width - 2 * gutter),
      barTop: 26,
      barHeight: 13,
    };
  const nameWidth = Math.round(Math.max(190, Math.min(330, width * 0.24)));
  const stageWidth = Math.round(Math.max(120, Math.min(190, width * 0.13)));
  return { isNarrow: false, rowHeight: 30, nameWidth, stageWidth, plotWidth: width - nameWidth - stageWidth, barTop: 9, barHeight: 13 };
}
