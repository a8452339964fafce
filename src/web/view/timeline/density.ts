import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import type { TimeScale } from "./time-scale.js";

/** What happens in each pixel of the whole session. */
interface Density {
  /** Stages that begin, Kubernetes Events and restarts. */
  readonly changes: Float32Array;
  /** Objects that are failing, at the most. */
  readonly failing: Float32Array;
  readonly maxChanges: number;
  readonly maxFailing: number;
}

export function densityOf(objects: readonly ObjectAnalysis[], scale: TimeScale, endMs: number): Density {
  const width = Math.max(1, Math.round(scale.width));
  const changes = new Float32Array(width);
  const steps = new Float32Array(width + 1);
  const columnOf = (ms: number) => Math.max(0, Math.min(width - 1, Math.floor(scale.xOf(ms))));
  for (const { stageIntervals, occurrences } of objects) {
    for (const [index, { fromMs, stage }] of stageIntervals.entries()) {
      const from = columnOf(fromMs);
      changes[from] = (changes[from] as number) + 1;
      if (stage.tone !== "bad") continue;
      const to = Math.max(from + 1, columnOf(stageIntervals[index + 1]?.fromMs ?? endMs));
      steps[from] = (steps[from] as number) + 1;
      steps[to] = (steps[to] as number) - 1;
    }
    for (const times of Object.values(occurrences ?? {}))
      for (const time of times) {
        const column = columnOf(time);
        changes[column] = (changes[column] as number) + 1;
      }
  }
  const failing = new Float32Array(width);
  let now = 0;
  for (let column = 0; column < width; column++) {
    now += steps[column] as number;
    failing[column] = now;
  }
  return { changes, failing, maxChanges: highest(changes), maxFailing: highest(failing) };
}

function highest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
