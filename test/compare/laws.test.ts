import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { slowerMilestones } from "../../src/compare/differences/milestone-pairs.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { refOf, type Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { anyHistory, type History } from "../support/histories.js";
import { inAnotherCluster, isPod } from "./another-cluster.js";
import { bundled, compareHistories, history } from "./runs.js";

const names = [
  "pod-nginx",
  "pod-bad-image-tag",
  "pod-crashloop",
  "pod-restart-policies",
  "pod-two-containers-one-crashes",
  "service-clusterip",
  "deployment-rollout",
  "deployment-bad-rollout",
  "job-backoff",
];

/** What is left of a comparison when nothing differs. */
function differences({ divergence, pathDivergences, findings, events, specs, finals, milestones }: Comparison): object {
  return {
    divergence,
    pathDivergences: pathDivergences.map(({ role }) => role.title),
    findings: findings.filter(({ counts }) => counts.a !== counts.b).map((pair) => pair.class),
    events: events.filter(({ a, b }) => a !== b),
    specs: specs.map(({ role }) => role.title),
    finals: finals.filter(({ same }) => !same).map(({ role }) => role.title),
    milestones: milestones.filter(
      ({ a, b, differenceMs = 0, grainMs }) => a === undefined || b === undefined || Math.abs(differenceMs) > grainMs,
    ),
  };
}

const nothing = { divergence: undefined, pathDivergences: [], findings: [], events: [], specs: [], finals: [], milestones: [] };

describe("a comparison of a session with itself finds nothing", () => {
  it.each(names)("%s", async (name) => {
    const session = await bundled(name);
    const comparison = await compareHistories(session, session);
    expect(differences(comparison)).toEqual(nothing);
    expect(slowerMilestones(comparison.milestones, 0)).toEqual([]);
  });

  it("of random sessions", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (session) => {
        expect(differences(await compareHistories(session, session))).toEqual(nothing);
      }),
      { numRuns: 60 },
    );
  });
});

describe("values without a meaning make no difference", () => {
  it.each(names)("uids, generated names, addresses, nodes and the time of day: %s", async (name) => {
    const session = await bundled(name);
    expect(differences(await compareHistories(session, inAnotherCluster(session)))).toEqual(nothing);
    expect(differences(await compareHistories(inAnotherCluster(session), session))).toEqual(nothing);
  });

  it.each(names)("chosen names of Pods: %s", async (name) => {
    const session = await bundled(name);
    const renamed = renamePods(session);
    expect(differences(await compareHistories(session, renamed))).toEqual(nothing);
    expect(differences(await compareHistories(renamed, session))).toEqual(nothing);
  });

  it.each(names)("the order of concurrent objects: %s", async (name) => {
    const session = await bundled(name);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const other = reorder(session, numbers);
        expect(differences(await compareHistories(session, other))).toEqual(nothing);
      }),
      { numRuns: 4 },
    );
  });

  it("a status revision that the kubelet folded into the next is no divergence", async () => {
    const session = await bundled("pod-nginx");
    const sandboxReady = session.frames.findIndex(
      (frame) => isPod(frame) && /"PodReadyToStartContainers"[^}]*"True"/.test(frame.revision.text),
    );
    expect(sandboxReady).toBeGreaterThan(0);
    const folded = history(session.frames.toSpliced(sandboxReady, 1), session.header);
    const comparison = await compareHistories(session, folded);
    expect(comparison.divergence).toBeUndefined();
    expect(comparison.pathDivergences).toEqual([]);
  });
});

describe("a comparison of A with B mirrors that of B with A", () => {
  it.each([
    ["pod-nginx", "pod-bad-image-tag"],
    ["deployment-rollout", "deployment-bad-rollout"],
    ["service-clusterip", "service-loadbalancer-pending"],
    ["pod-restart-policies", "pod-crashloop"],
    ["pod-nginx", "pod-missing-configmap-volume"],
  ])("%s and %s", async (first, second) => {
    const [a, b] = [await bundled(first), await bundled(second)];
    expect(mirrored(await compareHistories(b, a))).toEqual(sided(await compareHistories(a, b)));
  });
});

/** What both directions must agree on, seen from A. */
function sided({ divergence, pathDivergences, milestones, findings, events, specs, finals, charts, divergenceChanges }: Comparison) {
  return {
    divergence: divergence?.frames,
    changes: divergenceChanges.map(({ path }) => path).sort(),
    pathDivergences: pathDivergences.map(({ kind, next: { a, b } }) => [kind, a?.key, b?.key]).sort(),
    milestones: sorted(
      milestones.map(({ name, container, a, b, differenceMs }) => [name, container, a?.atMs, b?.atMs, differenceMs ?? null]),
    ),
    findings: sorted(findings.map((pair) => [pair.class, pair.counts.a, pair.counts.b])),
    events,
    specs: specs.map(({ when, changes }) => [when, changes.map(({ path }) => path).sort()]),
    finals: sorted(finals.map(({ a, b, same }) => [a?.name, b?.name, same])),
    charts: charts.map(({ title }) => title.replace(/ \(B: [^)]*\)/, "")),
  };
}

function mirrored(comparison: Comparison) {
  const swap = <T extends { readonly a?: unknown; readonly b?: unknown }>(both: T): T => ({ ...both, a: both.b, b: both.a });
  const { divergence, pathDivergences, milestones, findings, events, specs, finals } = comparison;
  const whens = { created: "created", changed: "changed", "changed-a": "changed-b", "changed-b": "changed-a" } as const;
  const plain = sided({
    ...comparison,
    divergence: divergence === undefined ? undefined : { ...divergence, frames: swap(divergence.frames) },
    pathDivergences: pathDivergences.map((each) => ({ ...each, next: swap(each.next) })),
    milestones: milestones.map((pair) => ({
      ...swap(pair),
      ...(pair.differenceMs === undefined ? {} : { differenceMs: 0 - pair.differenceMs }),
    })),
    findings: findings.map((pair) => ({ ...pair, counts: swap(pair.counts) })),
    events: events.map(swap),
    specs: specs.map((difference) => ({ ...difference, when: whens[difference.when] })),
    finals: finals.map(swap),
  });
  return plain;
}

function sorted(rows: readonly unknown[]): readonly unknown[] {
  return [...rows].sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
}

/** Renames every Pod whose name a person chose, and nothing else: not its containers, not its labels. */
function renamePods(session: History): History {
  const names = new Set(
    session.frames.flatMap((frame) => (isPod(frame) && frame.revision.object.metadata.generateName === undefined ? [frame.ref.name] : [])),
  );
  const rename = (frame: ObjectFrame): ObjectFrame => {
    const object = structuredClone(frame.revision.object) as Record<string, Record<string, unknown>>;
    for (const field of ["metadata", "involvedObject"]) {
      const holder = object[field];
      const isOfPod = field === "metadata" ? object["kind"] === ("Pod" as unknown) : holder?.["kind"] === "Pod";
      if (holder !== undefined && isOfPod && names.has(String(holder["name"])))
        holder["name"] = `renamed-${String(holder["name"]).length}-${[...names].indexOf(String(holder["name"]))}`;
    }
    const revision = Revision.ofObject(object as never);
    return { ...frame, revision, ref: refOf(revision.object) };
  };
  const targets = session.header.targets.map((target) => {
    const [kind, name] = target.split("/");
    return kind === "pod" && name !== undefined && names.has(name) ? `pod/renamed-${name.length}-${[...names].indexOf(name)}` : target;
  });
  return history(
    session.frames.map((frame) => (frame.kind === "gap" ? frame : rename(frame))),
    { ...session.header, targets },
  );
}

/** Swaps frames of different objects that arrived within a few milliseconds: their order is chance. */
function reorder(session: History, numbers: Iterable<number>): History {
  const random = numbers[Symbol.iterator]();
  const frames = [...session.frames];
  for (let i = 1; i < frames.length; i++) {
    const [before, after] = [frames[i - 1], frames[i]];
    if (before?.kind !== "object" || after?.kind !== "object" || before.ref.uid === after.ref.uid) continue;
    if (after.offsetMs - before.offsetMs > 5 || refers(after, before.ref.uid) || random.next().value % 2 === 0) continue;
    frames[i - 1] = { ...after, offsetMs: before.offsetMs, observedAt: before.observedAt };
    frames[i] = { ...before, offsetMs: after.offsetMs, observedAt: after.observedAt };
  }
  return history(frames, session.header);
}

function refers(frame: ObjectFrame, uid: Uid): boolean {
  return frame.revision.text.includes(uid);
}
