import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { headlineText } from "../../src/compare/headline.js";
import type { HeadlineFact } from "../../src/compare/headline-facts.js";
import type { Role } from "../../src/compare/match/align-runs.js";
import type { PathStep } from "../../src/compare/run/path.js";
import { stepKey } from "../../src/compare/run/step-descriptions.js";
import { otherSide, type Side, sides } from "../../src/compare/sides.js";
import { rulesFor } from "../../src/lifecycle/kinds/kinds.js";
import { deletedStage, stageOf } from "../../src/lifecycle/stage.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { History } from "../support/histories.js";
import { inAnotherCluster } from "./another-cluster.js";
import { lives, randomHistory, randomPair } from "./random-lives.js";
import { bundled, compareHistories, history } from "./runs.js";

type Pair = Readonly<Record<Side, History>>;

describe("every fact of a headline is true of the recording it names", () => {
  it("for random pairs: recurring stages, beginnings of one another, disjoint and empty ones", async () => {
    await fc.assert(
      fc.asyncProperty(randomPair, async (pair) => {
        await expectTrue(pair);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["pod-nginx", "pod-bad-image-tag"],
    ["deployment-rollout", "deployment-bad-rollout"],
    ["pod-restart-policies", "pod-crashloop"],
    ["pod-crashloop", "pod-two-containers-one-crashes"],
    ["service-clusterip", "service-loadbalancer-pending"],
    ["job-backoff", "pod-nginx"],
  ])("for recorded pairs: %s and %s", async (a, b) => {
    await expectTrue({ a: await bundled(a), b: await bundled(b) });
  });
});

describe("the beginning of a recording and its whole do not diverge", () => {
  it("of random histories, wherever the recording is cut", async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.nat(), async (whole, at) => {
        // What the first list holds comes at once: no recording ends within it.
        const listed = whole.frames.filter(({ offsetMs }) => offsetMs === 0).length;
        const first = Math.max(1, listed);
        const cut = history(whole.frames.slice(0, first + (at % Math.max(1, whole.frames.length + 1 - first))), whole.header);
        expectNoDivergence(await expectTrue({ a: cut, b: whole }), "a");
        expectNoDivergence(await expectTrue({ a: whole, b: cut }), "b");
      }),
      { numRuns: 150 },
    );
  });

  it.each(["deployment-bad-rollout", "deployment-rollout", "job-backoff", "pod-crashloop", "pod-restart-policies", "service-clusterip"])(
    "of a recording, at its first frames, in the middle and near its end, in another cluster too: %s",
    async (name) => {
      const whole = await bundled(name);
      const other = inAnotherCluster(whole);
      for (let k = 1; k < whole.frames.length; k += Math.ceil(whole.frames.length / 12)) {
        const cut = history(whole.frames.slice(0, k), whole.header);
        expectNoDivergence(await expectTrue({ a: cut, b: whole }), "a");
        expect((await compareHistories(other, cut)).divergence).toBeUndefined();
      }
    },
  );

  it("at the frame in which a failure seemed to be over, which then came back", async () => {
    const moves = [0, 1, 0].map((state, i) => ({ object: 7, state: state + 1, waitMs: i === 1 ? 6000 : 2 }));
    for (const between of [0, 1, 2, 3]) {
      const whole = lives(
        { moves: moves.flatMap((each) => [{ object: 6, state: between, waitMs: 1 }, each]), initial: 0, only: [6, 7] },
        "1",
      );
      for (let k = 1; k < whole.frames.length; k++) {
        const cut = history(whole.frames.slice(0, k), whole.header);
        expectNoDivergence(await expectTrue({ a: cut, b: whole }), "a");
        expectNoDivergence(await expectTrue({ a: whole, b: cut }), "b");
      }
    }
  });

  it("says how far the shorter one goes, and what the other did after that", async () => {
    const whole = await bundled("deployment-bad-rollout");
    const cut = history(whole.frames.slice(0, 64), whole.header);
    expect((await compareHistories(cut, whole)).headline).toBe("The same as far as A was recorded (until +24.783s).");
    expect((await compareHistories(history(whole.frames.slice(0, 49), whole.header), whole)).headline).toMatch(
      /^The same as far as A was recorded \(until \+2\.\d+s\)\. After that, B could not pull nginx:nonsense \(Pod 1 of ReplicaSet 2 of Deployment\/web\) at \+3\.\d+s\.$/,
    );
  });
});

function expectNoDivergence(comparison: Comparison, shorter: Side): void {
  const { verdict, facts, divergence, headline } = comparison;
  expect(divergence, headline).toBeUndefined();
  expect(["same", "as-recorded"], headline).toContain(verdict);
  for (const fact of facts) {
    expect(["recorded", "after", "after-finding", "same-steps"], headline).toContain(fact.kind);
    if (fact.kind === "recorded") expect(fact.side, headline).toBe(shorter);
  }
}

async function expectTrue(pair: Pair): Promise<Comparison> {
  const comparison = await compareHistories(pair.a, pair.b);
  const { verdict, facts, headline, roles, reasons } = comparison;
  expect(headline).toBe(headlineText({ verdict, facts }, roles.length));
  for (const fact of facts) expectFact(fact, comparison, pair);
  for (const reason of reasons)
    if (reason.kind === "finding") {
      expect(comparison[reason.side].findings, headline).toContain(reason.finding);
      expectNoFinding(reason.finding.class, reason.role, otherSide(reason.side), comparison);
    } else if (reason.kind === "spec") expect(reason.changes.length).toBeGreaterThan(0);
  return comparison;
}

function expectFact(fact: HeadlineFact, comparison: Comparison, pair: Pair): void {
  const { headline, spans } = comparison;
  switch (fact.kind) {
    case "common":
      for (const side of sides) {
        expectStep(fact.steps[side], fact.role, side, pair, headline);
        expectSameBefore(fact, side, headline);
      }
      return;
    case "step": {
      expectStep(fact.step, fact.role, fact.side, pair, headline);
      const common = comparison.facts.find((other) => other.kind === "common");
      if (common?.kind === "common" && common.steps[fact.side].key === fact.step.key)
        expect(fact.step.nth, headline).toBeGreaterThan(common.steps[fact.side].nth);
      const before = framesOf(fact.role, fact.side, pair).filter(({ sequence }) => sequence <= fact.step.interval.sequence);
      if (fact.without !== undefined) expect(before.map(stageName), headline).not.toContain(fact.without);
      return;
    }
    case "stayed": {
      const frames = framesOf(fact.role, fact.side, pair);
      const object = fact.role[fact.side]?.object;
      expect(stageName(frames.at(-1)), headline).toBe(fact.stage.name);
      expect(frames.at(-1)?.type === "DELETED", headline).toBe(fact.gone);
      expect(fact.untilMs, headline).toBeCloseTo((object?.endMs ?? 0) - (object?.timeOriginMs ?? 0), 2);
      const common = comparison.facts.find((other) => other.kind === "common");
      const since = common?.kind === "common" ? common.steps[fact.side].interval.sequence : 0;
      if (!fact.throughout) return;
      for (const frame of frames.filter(({ sequence }) => sequence >= since)) expect(stageName(frame), headline).toBe(fact.stage.name);
      return;
    }
    case "only":
      expect(fact.role[otherSide(fact.side)], headline).toBeUndefined();
      expect(stageName(framesOf(fact.role, fact.side, pair).at(-1)), headline).toBe(fact.stage.name);
      return;
    case "finding":
      expect(comparison[fact.side].findings, headline).toContain(fact.finding);
      expectNoFinding(fact.finding.class, fact.role, otherSide(fact.side), comparison);
      return;
    case "recorded": {
      const lastMs = pair[fact.side].frames.at(-1)?.offsetMs ?? 0;
      expect(fact.untilMs, headline).toBeCloseTo(lastMs - spans[fact.side].zeroMs, 2);
      return;
    }
    case "not-yet": {
      expectStep(fact.step, fact.role, otherSide(fact.side), pair, headline);
      const path = fact.role[fact.side]?.path ?? [];
      expect(path.filter(({ key }) => key === fact.step.key).length, headline).toBeLessThan(fact.step.nth);
      expect(fact.atMs, headline).toBeLessThanOrEqual(fact.untilMs);
      return;
    }
    case "after":
    case "after-finding":
      if (fact.kind === "after") expectStep(fact.step, fact.role, fact.side, pair, headline);
      else expect(comparison[fact.side].findings, headline).toContain(fact.finding);
      expect(fact.atMs, headline).toBeGreaterThanOrEqual(spans[otherSide(fact.side)].lengthMs);
      return;
    case "objects":
      expect(fact.more + (fact.role === undefined ? 0 : 1), headline).toBe(comparison.roles.filter((role) => role[fact.side]).length);
      return;
    case "slower": {
      const own = fact.pair[fact.side]?.atMs ?? 0;
      expect(own - (fact.pair[otherSide(fact.side)]?.atMs ?? 0), headline).toBeCloseTo(fact.byMs, 2);
      return;
    }
    case "same-steps":
      expect(fact.objects, headline).toBe(comparison.roles.filter(({ a, b }) => a !== undefined && b !== undefined).length);
      return;
    case "start":
    case "spec-differs":
    case "reasons-differ":
      return;
    default:
      throw new Error(`no check for ${JSON.stringify(fact satisfies never)}`);
  }
}

/** The frame shows the step, at this time, and for the n-th time. */
function expectStep(step: PathStep, role: Role, side: Side, pair: Pair, headline: string): void {
  const frames = framesOf(role, side, pair);
  const frame = frames.find(({ sequence }) => sequence === step.interval.sequence);
  const { timeOriginMs = 0 } = role[side]?.object ?? {};
  if (frame === undefined) throw new Error(`no frame ${step.interval.sequence} of ${role.title} in ${side}: ${headline}`);
  expect(step.atMs, headline).toBeCloseTo(frame.offsetMs - timeOriginMs, 2);
  const ladder = rulesFor(frame.revision.object).ladder ?? [];
  const before = frames.filter(({ sequence }) => sequence < frame.sequence);
  if (step.key.startsWith("not ")) {
    const lost = step.key.slice(4);
    expect(stageName(frame), headline).not.toBe(lost);
    expect(
      before.some((other) => ladder.indexOf(stageName(other)) >= ladder.indexOf(lost)),
      headline,
    ).toBe(true);
  } else if (step.interval.passed) {
    expect(ladder.indexOf(stageName(frame)), headline).toBeGreaterThanOrEqual(ladder.indexOf(step.key));
  } else {
    expect(keyOf(frame), headline).toBe(step.key);
    expect(step.nth, headline).toBe(timesUntil(frames, frame, step.key, ladder));
  }
}

/** How many times the object was in the step by this frame: stages of mere progress beside the ladder do not end a step. */
function timesUntil(frames: readonly ObjectFrame[], last: ObjectFrame, key: string, ladder: readonly string[]): number {
  // A stage further up the ladder implies that it was there before, although no frame shows it.
  const first = frames.find((frame) => keyOf(frame) === key || ladder.indexOf(stageName(frame)) >= ladder.indexOf(key));
  let [times, isIn] = [first !== undefined && ladder.includes(key) && keyOf(first) !== key ? 1 : 0, false];
  for (const frame of frames) {
    if (frame.sequence > last.sequence) break;
    const own = keyOf(frame);
    const ladder = rulesFor(frame.revision.object).ladder ?? [];
    if (own === key && !isIn) times++;
    const isStep = own === "Deleted" || own === "Terminating" || ladder.includes(own) || stageOf(frame.revision.object).tone !== "progress";
    isIn = own === key || (isIn && !isStep);
  }
  return times;
}

/** What lasted before the common step of this run was there before that of the other run as well. */
function expectSameBefore({ role, steps }: Extract<HeadlineFact, { kind: "common" }>, side: Side, headline: string): void {
  if (role.a?.object.preexisting || role.b?.object.preexisting) return;
  const pathBefore = (of: Side) => {
    const path = role[of]?.path ?? [];
    return path.slice(0, path.indexOf(steps[of]));
  };
  const keys = new Set(pathBefore(otherSide(side)).map(({ key }) => key));
  for (const { key, maxMs } of pathBefore(side))
    if (maxMs >= 2000 && key !== steps[side].key) expect(keys.has(key), `${key}: ${headline}`).toBe(true);
}

function expectNoFinding(name: string, role: Role | undefined, side: Side, { headline, ...runs }: Comparison): void {
  const uid = role?.[side]?.object.ref.uid;
  const own = runs[side].findings.filter((finding) => finding.class === name && finding.object.uid === uid);
  expect(uid === undefined ? [] : own, headline).toEqual([]);
}

function framesOf(role: Role, side: Side, pair: Pair): readonly ObjectFrame[] {
  const uid = role[side]?.object.ref.uid;
  return pair[side].frames.flatMap((frame) => (frame.kind === "object" && frame.ref.uid === uid ? [frame] : []));
}

function stageName(frame: ObjectFrame | undefined): string {
  if (frame === undefined) return "";
  return frame.type === "DELETED" ? deletedStage.name : stageOf(frame.revision.object).name;
}

function keyOf(frame: ObjectFrame): string {
  return frame.type === "DELETED" ? deletedStage.name : stepKey(frame.revision.object, stageOf(frame.revision.object)).key;
}
