import { leastP } from "./rank-test.js";

/** A difference counts as told from chance when it would come about by chance this seldom. */
export const alpha = 0.05;

/** More than this nobody makes. */
const maxRuns = 200;

/**
 * How many runs of each kind it takes to tell, four times in five, a difference as clear as the one seen (Noether 1987): `larger` is the chance
 * that a candidate is slower than a baseline. Undefined when so little was seen that no number of runs that anybody makes would do.
 */
export function runsNeeded(larger: number): number | undefined {
  const distance = Math.abs(larger - 0.5);
  const runs = distance === 0 ? Number.POSITIVE_INFINITY : (zSum * zSum) / (6 * distance * distance);
  return runs > maxRuns ? undefined : Math.max(fewest, Math.ceil(runs));
}

/** 1.96 for 5 % two-sided, 0.84 for 80 %. */
const zSum = 1.96 + 0.8416;

/** With fewer of each no difference, however clear, can be told from chance. */
export const fewest = fewestRuns();

function fewestRuns(): number {
  let runs = 1;
  while (leastP(runs, runs) > alpha) runs++;
  return runs;
}
