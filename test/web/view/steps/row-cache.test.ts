import { describe, expect, it } from "vitest";
import { RowCache } from "../../../../src/web/view/steps/row-cache.js";
import type { StepRow } from "../../../../src/web/view/steps/step-requests.js";
import { unreadableRow } from "../../../../src/web/view/steps/step-row.js";

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** A cache whose questions are answered by hand. */
function handAnswered() {
  const asked: (readonly number[])[] = [];
  const answers: ((rows: readonly StepRow[] | Error) => void)[] = [];
  const ask = (sequences: readonly number[]) => {
    asked.push(sequences);
    return new Promise<readonly StepRow[]>((resolve, reject) => {
      answers.push((rows) => (rows instanceof Error ? reject(rows) : resolve(rows)));
    });
  };
  const cache = new RowCache({ ask, onChange: () => {} });
  const answer = async (rows: readonly StepRow[] | Error) => {
    answers.shift()?.(rows);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const rowsFor = (sequences: readonly number[] | undefined) => (sequences ?? []).map((sequence) => unreadableRow(sequence, ""));
  return { cache, asked, answer, rowsFor };
}

describe("rows of the steps in view", () => {
  it("are requested a few at a time, and what was scrolled past meanwhile never is", async () => {
    const { cache, asked, answer, rowsFor } = handAnswered();
    cache.want(range(1, 100));
    cache.want(range(50_000, 30));
    expect(asked).toEqual([range(1, 24)]);
    await answer(rowsFor(asked[0]));
    await answer(rowsFor(asked[1]));
    await answer(rowsFor(asked[2]));
    expect(asked).toEqual([range(1, 24), range(50_000, 24), range(50_024, 6)]);
    expect([cache.get(24)?.sequence, cache.get(25), cache.get(50_029)?.sequence]).toEqual([24, undefined, 50_029]);
  });

  it("are kept for a while, those used longest ago give way", async () => {
    const { cache, asked, answer, rowsFor } = handAnswered();
    for (let from = 1; from < 2400; from += 24) {
      cache.want([...range(from, 24), 1]);
      await answer(rowsFor(asked.at(-1)));
    }
    expect(cache.get(1)?.sequence).toBe(1);
    expect(cache.get(30)).toBeUndefined();
    expect(cache.get(2380)?.sequence).toBe(2380);
  });

  it("that the session does not have are not requested again", async () => {
    const { cache, asked, answer } = handAnswered();
    cache.want([7]);
    await answer([]);
    expect(asked).toEqual([[7]]);
  });

  it("say why none could be read, and are read when that is over", async () => {
    const { cache, asked, answer, rowsFor } = handAnswered();
    cache.want(range(1, 100));
    await answer(new Error("kubespy open has ended"));
    expect([cache.failure, asked.length]).toEqual(["kubespy open has ended", 1]);
    cache.want([8]);
    await answer(rowsFor([8]));
    expect([cache.failure, cache.get(8)?.sequence, asked.length]).toEqual([undefined, 8, 2]);
  });
});
