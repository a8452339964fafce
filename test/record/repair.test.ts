import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ListRequest, RequestFailure } from "../../src/cluster/cluster-reader.js";
import { type Clock, systemClock } from "../../src/io/clock.js";
import { Revision } from "../../src/model/revision.js";
import { parseRepairBudget, type RepairBudget } from "../../src/record/repair/budget.js";
import { deletedRevision } from "../../src/record/repair/deleted-revision.js";
import { ReadAhead } from "../../src/record/repair/read-ahead.js";
import { type RepairResult, repairGap } from "../../src/record/repair/repair-gap.js";
import { RequestLanes } from "../../src/record/repair/request-lanes.js";
import { object, revision, types } from "../support/objects.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** Beyond the integers that a double can count. */
const base = 10n ** 20n;

interface Step {
  /** Undefined: some other resource was written. */
  readonly name: string | undefined;
  readonly does: "change" | "delete";
  readonly labelled: boolean;
}

/** An etcd with one collection, seen through a label selector or whole; one step per version. */
class History {
  readonly #states: ReadonlyMap<string, Revision>[] = [new Map()];
  readonly #labelled = new Set<Revision>();
  readonly #selective: boolean;
  compactedAt = 0n;
  requests = 0;

  constructor(steps: readonly Step[], selective: boolean) {
    this.#selective = selective;
    for (const [i, { name, does, labelled }] of steps.entries()) {
      const state = new Map(this.#states[i]);
      const before = name === undefined ? undefined : state.get(name);
      if (name !== undefined && does === "delete") state.delete(name);
      else if (name !== undefined) {
        const uid = before?.object.metadata.uid ?? `uid-${name}-${i}`;
        const written = revision(object(types.pods, { name, uid, version: String(base + BigInt(i) + 1n) }));
        if (labelled || !selective) this.#labelled.add(written);
        state.set(name, written);
      }
      this.#states.push(state);
    }
  }

  at(version: bigint): readonly Revision[] {
    const all = [...(this.#states[Number(version - base)]?.values() ?? [])];
    return this.#selective ? all.filter((one) => this.#labelled.has(one)) : all;
  }

  readonly list = async (request: ListRequest) => {
    this.requests++;
    const version = BigInt(request.resourceVersion ?? "");
    if (version < this.compactedAt) throw new RequestFailure("410: too old", { status: 410 });
    const name = /metadata\.name=([^,]+)/.exec(request.fieldSelector ?? "")?.[1];
    const items = this.at(version).filter((item) => name === undefined || item.object.metadata.name === name);
    return { resourceVersion: String(version), items };
  };

  /** Other objects, which were there before and never change. */
  crowd(size: number): void {
    const others = Array.from({ length: size }, (_, n) =>
      revision(object(types.pods, { name: `other-${n}`, uid: `other-${n}`, version: "1" })),
    );
    for (const one of others) this.#labelled.add(one);
    for (const [i, state] of this.#states.entries())
      this.#states[i] = new Map([...state, ...others.map((one) => [one.head.ref.name, one] as const)]);
  }

  /** Of each object that left, the version at which it was gone. */
  ends(after: bigint, upTo: bigint): readonly (readonly [string, bigint])[] {
    const ends: (readonly [string, bigint])[] = [];
    for (let version = after + 1n; version <= upTo; version++) {
      const now = new Set(this.at(version).map(uidOf));
      for (const one of this.at(version - 1n)) if (!now.has(uidOf(one))) ends.push([uidOf(one), version]);
    }
    return ends;
  }

  /** The events of a watch over these versions: "uid@version", or "-uid" for an object that left. */
  truth(after: bigint, upTo: bigint): readonly string[] {
    const shown: string[] = [];
    for (let version = after + 1n; version <= upTo; version++) {
      const [before, now] = [this.at(version - 1n).map(keyOf), this.at(version).map(keyOf)];
      const uids = now.map(uidIn);
      for (const gone of before.map(uidIn)) if (!uids.includes(gone)) shown.push(`-${gone}`);
      for (const one of now) if (!before.includes(one)) shown.push(one);
    }
    return shown;
  }
}

const keyOf = (one: Revision) => `${one.object.metadata.uid}@${one.object.metadata.resourceVersion}`;
const uidIn = (text: string) => text.split("@")[0] ?? "";
const words = ({ found }: RepairResult) =>
  found.map((one) => (one.kind === "end" ? `-${one.revision.object.metadata.uid}` : keyOf(one.revision)));

const uidOf = (one: Revision) => String(one.object.metadata.uid);
const endsOf = ({ found }: RepairResult) =>
  found.flatMap((one) => (one.kind === "end" ? [[uidOf(one.revision), one.exact ? one.version : undefined]] : []));

const impatient: Clock = { ...systemClock, sleep: (ms, signal) => (ms < 5000 ? Promise.resolve() : systemClock.sleep(ms, signal)) };
const plenty: RepairBudget = { requests: 10_000, ms: 60_000 };

function repair(
  history: History,
  after: bigint,
  upTo: bigint,
  options: { budget?: RepairBudget; name?: string; signal?: AbortSignal } = {},
) {
  const { budget = plenty, name, signal = new AbortController().signal } = options;
  const mine = (one: Revision) => name === undefined || one.object.metadata.name === name;
  const request = { type: types.pods, namespace: "default", ...(name === undefined ? {} : { fieldSelector: `metadata.name=${name}` }) };
  const [before, now] = [history.at(after).filter(mine), history.at(upTo).filter(mine)];
  const gap = { request, after: String(after), upTo: String(upTo), before, now, belongs: () => true };
  return repairGap(gap, { list: history.list, budget, clock: impatient, signal });
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.option(fc.constantFrom("a", "b"), { nil: undefined, freq: 4 }),
  does: fc.constantFrom("change", "change", "change", "delete"),
  labelled: fc.boolean(),
});
const gap = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 120 }),
  selective: fc.boolean(),
  begins: fc.nat(1000),
  ends: fc.nat(1000),
  cut: fc.nat(60),
});

/** A history with a gap somewhere in it. */
function gapOf({ steps, selective, begins, ends }: { steps: readonly Step[]; selective: boolean; begins: number; ends: number }) {
  const bounds = [begins % (steps.length + 1), ends % (steps.length + 1)].sort((a, b) => a - b);
  const [after = 0n, upTo = 0n] = bounds.map((bound) => base + BigInt(bound));
  return { history: new History(steps, selective), after, upTo };
}

describe("a gap whose history is intact", () => {
  it("is repaired completely: every state and every end, in order, whatever happened, and marked as complete", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf(drawn);
        const repaired = await repair(history, after, upTo);
        expect(words(repaired)).toEqual(history.truth(after, upTo));
        expect(repaired.missing).toBeUndefined();
        expect(endsOf(repaired)).toEqual(history.ends(after, upTo));
      }),
      { numRuns: 300 },
    );
  });

  it("of a collection too large to be scanned without walking back first is repaired completely too, with the version of every end", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf(drawn);
        history.crowd(400);
        const repaired = await repair(history, after, upTo);
        expect(words(repaired)).toEqual(history.truth(after, upTo));
        expect(repaired.missing).toBeUndefined();
        expect(endsOf(repaired)).toEqual(history.ends(after, upTo));
      }),
      { numRuns: 40 },
    );
  });

  it("with more versions than can be scanned has the version of every end that is found", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf(drawn);
        history.crowd(400);
        const repaired = await repair(history, after, upTo, { budget: { requests: 90, ms: 60_000 } });
        const ends = history.ends(after, upTo);
        for (const one of repaired.found)
          if (one.kind === "end" && one.exact) expect(ends).toContainEqual([uidOf(one.revision), one.version]);
      }),
      { numRuns: 50 },
    );
  });

  it("of one name is repaired completely too, without requests if nothing happened", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf(drawn);
        const repaired = await repair(history, after, upTo, { name: "a" });
        expect(words(repaired)).toEqual(history.truth(after, upTo).filter((line) => line.includes("uid-a-")));
        expect(repaired.missing).toBeUndefined();
      }),
      { numRuns: 300 },
    );
    const quiet = new History(
      Array.from({ length: 1000 }, (_, i): Step => ({ name: i === 0 ? "a" : "b", does: "change", labelled: true })),
      false,
    );
    await repair(quiet, base + 1n, base + 1000n, { name: "a" });
    expect(quiet.requests).toBe(0);
  });
});

describe("an object that came and went within a long gap, between two scans", () => {
  const elsewhere = Array.from({ length: 500 }, (): Step => ({ name: undefined, does: "change", labelled: true }));
  const fly = (does: Step["does"]): Step => ({ name: "fly", does, labelled: true });
  const steps = [...elsewhere, fly("change"), fly("change"), fly("delete"), ...elsewhere];

  it("is found if every version can be scanned", async () => {
    const history = new History(steps, false);
    const repaired = await repair(history, base, base + 1003n);
    expect(words(repaired)).toEqual(history.truth(base, base + 1003n));
    expect(repaired.missing).toBeUndefined();
  });

  it("may be missed if the budget is too small, and the number of versions not accounted for is reported", async () => {
    const history = new History(steps, false);
    const repaired = await repair(history, base, base + 1003n, { budget: { requests: 300, ms: 60_000 } });
    expect(repaired.missing).toMatch(/^\d+ of 1002 versions not accounted for \(objects may have been created and deleted\)$/);
    expect(history.requests).toBeLessThan(100);
  });
});

describe("a gap that cannot be repaired completely", () => {
  /** Everything found really happened, and states are in order; of an end only an upper bound may be known. */
  const isPart = (part: readonly string[], whole: readonly string[]) => {
    const places = part.filter((line) => !line.startsWith("-")).map((line) => whole.indexOf(line));
    return part.every((line) => whole.includes(line)) && places.every((place, i) => i === 0 || place > (places[i - 1] ?? -1));
  };

  it("because the budget is used up returns what was found, in order, and reports that some is missing", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf({ ...drawn, selective: false });
        const repaired = await repair(history, after, upTo, { budget: { requests: drawn.cut, ms: 60_000 } });
        const truth = history.truth(after, upTo);
        expect(history.requests).toBeLessThanOrEqual(drawn.cut);
        expect(isPart(words(repaired), truth)).toBe(true);
        if (words(repaired).length < truth.length) expect(repaired.missing).toMatch(/not accounted for/);
      }),
      { numRuns: 300 },
    );
  });

  it("because history was compacted returns later changes, in order, and reports the compacted version", async () => {
    await fc.assert(
      fc.asyncProperty(gap, async (drawn) => {
        const { history, after, upTo } = gapOf({ ...drawn, selective: false });
        history.compactedAt = base + BigInt(drawn.cut);
        const repaired = await repair(history, after, upTo);
        const truth = history.truth(after, upTo);
        expect(isPart(words(repaired), truth)).toBe(true);
        if (words(repaired).length < truth.length) expect(repaired.missing).toMatch(/history up to version \d+ has been compacted/);
      }),
      { numRuns: 300 },
    );
  });

  const life = Array.from({ length: 30 }, (_, i): Step => ({ name: `p${i}`, does: "change", labelled: true }));

  it("because the server does not support exact versions ignores its responses", async () => {
    const history = new History(life, false);
    const present = async () => ({ resourceVersion: String(base + 30n), items: history.at(base + 30n) });
    const options = { list: present, budget: plenty, clock: impatient, signal: new AbortController().signal };
    const request = { type: types.pods, namespace: "default" };
    const seen = { after: String(base), upTo: String(base + 30n), before: [], now: history.at(base + 30n) };
    const repaired = await repairGap({ request, ...seen, belongs: () => true }, options);
    expect(repaired.found.every((one) => one.kind === "state" && !one.fromHistory)).toBe(true);
    // Each version is accounted for by the relist alone.
    expect(repaired.missing).toBeUndefined();
    const older = await repairGap({ request, ...seen, now: history.at(base + 28n), belongs: () => true }, options);
    expect(older.missing).toMatch(/does not list at exact versions/);
  });

  it("because versions are not numbers, or went backwards, makes no requests", async () => {
    const history = new History(life, false);
    expect(await repair(history, base + 5n, base + 3n)).toEqual({
      found: [],
      missing: "the server's resourceVersions cannot be compared",
      requests: 0,
    });
  });

  it("because the server restarts waits for it within the time limit", async () => {
    const history = new History([...life.slice(0, 5), { name: "p1", does: "delete", labelled: true }], false);
    const answer = history.list;
    let away = 20;
    Object.assign(history, {
      list: async (request: ListRequest) => {
        if (away-- > 0) throw new RequestFailure("connect ECONNREFUSED");
        return await answer(request);
      },
    });
    const repaired = await repair(history, base + 2n, base + 6n);
    expect(words(repaired)).toEqual(history.truth(base + 2n, base + 6n));
    expect(repaired.missing).toBeUndefined();
  });

  describe("because another outage interrupts the repair", () => {
    const busy = Array.from(
      { length: 60 },
      (_, i): Step => ({ name: i % 2 ? "a" : "b", does: i % 7 === 6 ? "delete" : "change", labelled: true }),
    );

    /** The server goes away after some requests, for longer than the time limit of the repair; then `atReturn` happens. */
    async function interrupted(atReturn: (history: History) => void, budget: RepairBudget = { requests: 1000, ms: 5_000 }) {
      const history = new History(busy, false);
      const clock = new VirtualClock();
      const answer = history.list;
      let isAway = false;
      let refused = 0;
      Object.assign(history, {
        list: async (request: ListRequest) => {
          isAway ||= history.requests === 20 && refused === 0;
          // The new process denies everything until it has read its rules.
          if (!isAway && refused > 0 && clock.monotonicMs() < 61_000) throw new RequestFailure("403: forbidden", { status: 403 });
          if (!isAway) return await answer(request);
          refused++;
          throw new RequestFailure("connect ECONNREFUSED", { code: "ECONNREFUSED" });
        },
      });
      const untilBack = async (signal: AbortSignal) => {
        if (!isAway) return false;
        await clock.sleep(60_000 - clock.monotonicMs(), signal);
        if (isAway) atReturn(history);
        isAway = false;
        return true;
      };
      const { after, upTo } = { after: base, upTo: base + BigInt(busy.length) };
      const gap = { request: { type: types.pods, namespace: "default" }, after: String(after), upTo: String(upTo) };
      const seen = { before: history.at(after), now: history.at(upTo), belongs: () => true };
      const repairing = repairGap(
        { ...gap, ...seen },
        { list: history.list, budget, clock, signal: new AbortController().signal, untilBack },
      );
      await clock.advance(120_000);
      return { history, refused, repaired: await repairing, truth: history.truth(after, upTo) };
    }

    it("continues where it was, and the time that the server was away is not part of its budget", async () => {
      const { history, refused, repaired, truth } = await interrupted(() => {});
      expect(words(repaired)).toEqual(truth);
      expect(repaired.missing).toBeUndefined();
      expect(refused).toBeGreaterThan(0);
      // Nothing is read twice.
      expect(history.requests).toBeLessThan(busy.length);
    });

    it("keeps what was read before if the history is compacted meanwhile", async () => {
      const { repaired, truth } = await interrupted((history) => {
        history.compactedAt = base + 35n;
      });
      expect(isPart(words(repaired), truth)).toBe(true);
      expect(words(repaired).length).toBeGreaterThan(20);
      expect(repaired.missing).toMatch(/history up to version \d+ has been compacted: \d+ of 59 versions not accounted for/);
    });

    it("stays within its number of requests", async () => {
      const { history, refused, repaired } = await interrupted(() => {}, { requests: 60, ms: 5_000 });
      expect(history.requests + refused).toBeLessThanOrEqual(60);
      expect(repaired.requests).toBeLessThanOrEqual(60);
    });
  });

  it("because the server fails retries, and stops on a refusal", async () => {
    const history = new History(
      [...life.slice(0, 5), { name: "p1", does: "change", labelled: true }, { name: "p1", does: "delete", labelled: true }],
      false,
    );
    const answer = history.list;
    let busy = 2;
    Object.assign(history, {
      list: async (request: ListRequest) => {
        if (busy-- > 0) throw new RequestFailure("429: busy", { status: 429, retryAfterMs: 1 });
        return await answer(request);
      },
    });
    const repaired = await repair(history, base + 2n, base + 7n);
    expect(words(repaired)).toEqual(history.truth(base + 2n, base + 7n));
    Object.assign(history, { list: () => Promise.reject(new RequestFailure("403: forbidden", { status: 403 })) });
    expect((await repair(history, base + 2n, base + 7n)).missing).toMatch(/^the server refused: 403: forbidden/);
  });
});

it("a collection of a hundred thousand objects is listed only a few times", async () => {
  const history = new History(
    Array.from({ length: 300 }, (): Step => ({ name: undefined, does: "change", labelled: true })),
    false,
  );
  const one = revision(object(types.pods, { name: "a", version: "1" }));
  const seen = { request: { type: types.pods, namespace: "default" }, after: String(base), upTo: String(base + 300n), before: [] };
  const gap = { ...seen, now: Array<Revision>(100_000).fill(one), belongs: () => true };
  const repaired = await repairGap(gap, { list: history.list, budget: plenty, clock: impatient, signal: new AbortController().signal });
  expect(history.requests).toBeLessThanOrEqual(2);
  expect(repaired.missing).toMatch(/not accounted for/);
});

describe("requests of all repairs together", () => {
  /** Runs many requests of 10 ms each; returns the highest number at once, and when they were done. */
  async function run(count: number, onAnswer: (lanes: RequestLanes, n: number) => void) {
    const clock = new VirtualClock();
    const lanes = new RequestLanes(clock);
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    let [running, most, doneMs] = [0, 0, 0];
    const ask = async (n: number) => {
      most = Math.max(most, ++running);
      await clock.sleep(10);
      running--;
      onAnswer(lanes, n);
      doneMs = clock.monotonicMs();
    };
    const all = Promise.all(Array.from({ length: count }, (_, n) => lanes.run(() => ask(n), signal)));
    await clock.advance(600_000);
    await all;
    return { most, doneMs };
  }

  it("are eight at once, with pauses as long as an answer takes", async () => {
    expect(await run(80, (lanes) => lanes.answered())).toEqual({ most: 8, doneMs: 190 });
  });

  it("become fewer with every 429, and all wait for as long as the server asks", async () => {
    const { doneMs } = await run(80, (lanes, n) => (n < 3 ? lanes.slowDown(5000) : lanes.answered()));
    expect(doneMs).toBeGreaterThan(5000);
    const slow = await run(16, (lanes) => lanes.slowDown(0));
    expect(slow.doneMs).toBeGreaterThan(150);
  });
});

it("a deletion read from history is what a watch sends: the last state, with the version of the deletion", () => {
  const last = Revision.ofText(
    '{"kind":"Event", "metadata" : {"name":"é","resourceVersion": "7"},"involvedObject":{"resourceVersion":"7"}}',
  );
  const deleted = deletedRevision(last, String(base + 1n));
  expect(deleted.text).toBe(last.text.replace('"7"', `"${base + 1n}"`));
  expect(deleted.head.resourceVersion).toBe(String(base + 1n));
  const odd = Revision.ofText('{"metadata":{}}');
  expect(deletedRevision(odd, "5")).toBe(odd);
});

it("items are buffered during work up to a limit; then the work is stopped, the source waits, and nothing is lost", async () => {
  let taken = 0;
  async function* source(): AsyncGenerator<number> {
    while (taken < 20) yield taken++;
  }
  const ahead = new ReadAhead(source(), { limit: 8, weigh: () => 1 });
  const full = new AbortController();
  const work = new Promise<string>((resolve) => full.signal.addEventListener("abort", () => resolve("stopped")));
  expect(await ahead.during(work, () => full.abort())).toBe("stopped");
  expect(taken).toBe(8);
  const all: number[] = [];
  for (let next = await ahead.next(); next.done !== true; next = await ahead.next()) all.push(next.value);
  expect(all).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

it("a budget is a number of requests, and optionally a time", () => {
  expect(parseRepairBudget("2000/2m")).toEqual({ requests: 2000, ms: 120_000 });
  expect(parseRepairBudget("50")).toEqual({ requests: 50, ms: 30_000 });
  expect(parseRepairBudget("off")).toEqual({ requests: 0, ms: 0 });
  for (const wrong of ["", "0", "2m", "10/", "10/5", "-3"]) expect(parseRepairBudget(wrong)).toBeUndefined();
});
