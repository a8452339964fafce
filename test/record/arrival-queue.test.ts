import { expect, it } from "vitest";
import { ArrivalQueue } from "../../src/record/arrival-queue.js";
import { VirtualClock } from "../support/virtual-clock.js";

interface Arrival {
  readonly key: string;
  readonly owner?: string;
  readonly n: number;
}

/** A queue of objects that belong if their owner does; "root" does. */
function queue() {
  const clock = new VirtualClock();
  const members = new Set<string>();
  const emitted: string[] = [];
  let decisions = 0;
  const held = new ArrivalQueue<Arrival>({
    clock,
    decide: ({ key, owner }) => {
      decisions++;
      if (owner !== undefined && !members.has(owner)) return "undecided";
      members.add(key);
      return "in";
    },
    emit: ({ key, n }) => emitted.push(`${key}${n}`),
    keyOf: ({ key }) => key,
    awaitedBy: ({ owner }) => (owner === undefined ? [] : [owner]),
    isSelectable: () => false,
  });
  return { clock, held, emitted, decisions: () => decisions };
}

it("thousands of late arrivals cost those that pass nothing, and each is decided once more when its owner arrives", async () => {
  const { clock, held, emitted, decisions } = queue();
  for (let n = 0; n < 4000; n++) held.push({ key: `event-${n}-`, owner: n % 2 === 0 ? "late" : "never", n });
  await clock.advance(1000);
  const before = decisions();
  expect(before).toBeLessThan(5 * 4000);
  for (let n = 0; n < 4000; n++) held.push({ key: "pod-", n });
  expect(decisions() - before).toBe(4000);
  held.push({ key: "late", n: 0 });
  expect(emitted.length).toBe(4000 + 1 + 2000);
  expect(decisions() - before).toBeLessThan(4000 + 2 * 4000);
});

it("late arrivals are written in order: the owner, what it owns, and what is about that; of one object in the order of its changes", async () => {
  const { clock, held, emitted } = queue();
  held.push({ key: "event-", owner: "pod-", n: 1 });
  held.push({ key: "pod-", owner: "set-", n: 1 });
  held.push({ key: "pod-", owner: "set-", n: 2 });
  await clock.advance(1000);
  held.push({ key: "set-", n: 1 });
  held.push({ key: "pod-", owner: "set-", n: 3 });
  expect(emitted).toEqual(["set-1", "pod-1", "pod-2", "event-1", "pod-3"]);
});
