import { Session } from "node:inspector";

/**
 * How often the blocks of some files run: the same on every machine, however busy. From V8's block coverage, which counts functions that are first
 * called after it began: import this before anything is called.
 */
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** Runs `work` and says how often blocks of the files under this path of src/ ran meanwhile: loops and calls, not what they cost. */
export function countWork(path: string, work: () => void): number {
  takeCounts(path);
  work();
  return takeCounts(path);
}

/** Since the last time. */
function takeCounts(path: string): number {
  let count = 0;
  session.post("Profiler.takePreciseCoverage", (error, taken) => {
    if (error !== null) throw error;
    for (const { url, functions } of taken.result)
      if (url.includes(`/src/${path}`)) for (const { ranges } of functions) for (const range of ranges) count += range.count;
  });
  return count;
}
