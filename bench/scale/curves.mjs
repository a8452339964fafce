// Which curves are drawn, over which axes, and why one may grow faster than what it grows with.

/** What grows while the other stays. The values share one point. */
export const axes = {
  events: { title: "events, of 100 objects", values: [1_000, 10_000, 100_000, 1_000_000], point: (events) => ({ events, objects: 100 }) },
  objects: { title: "objects, of 100,000 events", values: [10, 100, 1_000, 10_000], point: (objects) => ({ events: 100_000, objects }) },
};

/** `of`: the field of a measured point; `reason`: for a growth that is more than linear, what the profile shows. */
export const curves = [
  { of: "ingestionCpuMs", title: "ingestion" },
  { of: "openCpuMs", title: "open: the player's first whole screen" },
  { of: "stepMs", title: "step in the player, on the clock" },
  {
    of: "stateAtMs",
    title: "state at a random sequence, on the clock",
    reason:
      "who has which frame is read in pages of 8192 frames and kept. 100 random places meet the 12 pages of 100,000 frames again and again, but nearly each of them one of the 122 of 1,000,000 for the first time, which takes 1 ms however many there are",
  },
  { of: "diagnoseFirstCpuMs", title: "diagnose, the first time" },
  { of: "diagnoseKeptCpuMs", title: "diagnose, with the kept analysis" },
  { of: "compareFirstCpuMs", title: "compare, the first time" },
  { of: "compareKeptCpuMs", title: "compare, with kept analyses" },
];

export function pointsOf({ values, point }) {
  return values.map(point);
}

/** Less is measured as the same: the machine wobbles by as much. */
const tolerance = 0.12;

/**
 * How cost grows over the last tenfold step, where start-up weighs least: the exponent, 1 for linear. `isLinear`: linear or better.
 * Undefined where the last two values are not known.
 */
export function growthOf(values) {
  const [before, last] = values.slice(-2);
  if (!(before > 0) || !(last > 0)) return undefined;
  const exponent = Math.log10(last / before);
  return { exponent, isLinear: exponent <= 1 + tolerance };
}
