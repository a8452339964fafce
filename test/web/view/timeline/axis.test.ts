import { describe, expect, test } from "vitest";
import { axisTicks } from "../../../../src/web/view/timeline/axis-ticks.js";
import { idleFolds } from "../../../../src/web/view/timeline/idle-folds.js";
import { timeScale } from "../../../../src/web/view/timeline/time-scale.js";

const startMs = Date.parse("2026-11-29T08:15:30.250Z");

function labels(toMs: number, format: "offset" | "utc" = "offset", fromMs = 0): readonly string[] {
  const scale = timeScale({ domain: { fromMs: 0, toMs }, range: { fromMs, toMs }, width: 400 });
  return axisTicks(scale, { format, startMs }).map(({ label }) => label);
}

describe("the labels of the axis", () => {
  test("are round offsets, as fine as there is room for", () => {
    expect(labels(40_000)).toEqual(["0s", "10s", "20s", "30s", "40s"]);
    expect(labels(3 * 3_600_000)).toEqual(["0s", "30m", "1h00m", "1h30m", "2h00m", "2h30m", "3h00m"]);
    expect(labels(400, "offset")).toEqual(["0.0s", "0.1s", "0.2s", "0.3s", "0.4s"]);
    expect(labels(70_000, "offset", 69_990)).toEqual(["1m09.990s", "1m09.992s", "1m09.994s", "1m09.996s", "1m09.998s", "1m10.000s"]);
    expect(labels(20 * 86_400_000)).toEqual(["0s", "5d", "10d", "15d", "20d"]);
  });

  test("are round times of day by the wall clock", () => {
    expect(labels(40_000, "utc")).toEqual(["08:15:40", "08:15:50", "08:16:00", "08:16:10"]);
    expect(labels(3 * 3_600_000, "utc")).toEqual(["09:00", "10:00", "11:00"]);
  });

  test("are the times of the session on the wall clock where the axis counts from where sessions are aligned", () => {
    const scale = timeScale({ domain: { fromMs: 0, toMs: 40_000 }, width: 400 });
    const [first] = axisTicks(scale, { format: "utc", startMs, originMs: 5000 });
    expect(first).toMatchObject({ label: "08:15:40", ms: 4750 });
    expect(axisTicks(scale, { format: "offset", startMs, originMs: 5000 })[0]?.label).toBe("0s");
  });

  test("never lie within a fold", () => {
    const folds = [{ fromMs: 12_000, toMs: 88_000 }];
    const ticks = axisTicks(timeScale({ domain: { fromMs: 0, toMs: 100_000 }, folds, width: 800 }), { format: "offset", startMs });
    expect(ticks.length).toBeGreaterThan(4);
    expect(ticks.filter(({ ms }) => ms > 12_000 && ms < 88_000)).toEqual([]);
  });

  test("do not depend on how long the session is outside of what is shown", () => {
    expect(labels(30 * 86_400_000, "offset", 30 * 86_400_000 - 4000)).toHaveLength(5);
  });
});

describe("idle time", () => {
  const domain = { fromMs: 0, toMs: 1_000_000 };

  test("folds where nothing happens for long, with a margin on both sides", () => {
    const [fold, ...others] = idleFolds([1000, 2000, 3000, 903_000, 999_000], domain);
    expect(others).toEqual([]);
    expect(fold?.fromMs).toBeCloseTo(57_000);
    expect(fold?.toMs).toBeCloseTo(849_000);
  });

  test("does not fold what is short, in itself or beside the whole", () => {
    expect(idleFolds([0, 15_000], { fromMs: 0, toMs: 16_000 })).toEqual([]);
    expect(
      idleFolds(
        Array.from({ length: 11 }, (_, i) => i * 100_000),
        domain,
      ),
    ).toEqual([]);
  });

  test("before the first change and after the last one folds too", () => {
    expect(idleFolds([500_000, 501_000], domain)).toHaveLength(2);
  });

  test("finds every stretch whatever the order of the times", () => {
    const times = [999_999, 700_000, 5, 400_000, 401_000, 390_000];
    expect(idleFolds(times, domain)).toEqual(
      idleFolds(
        [...times].sort((a, b) => a - b),
        domain,
      ),
    );
    expect(idleFolds(times, domain)).toHaveLength(3);
  });
});
