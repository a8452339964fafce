import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { traceJson } from "../../src/report/trace/trace-json.js";
import { type TraceTextOptions, traceLines } from "../../src/report/trace/trace-lines.js";
import { Tracer } from "../../src/report/trace/tracer.js";
import { object, types } from "../support/objects.js";
import { projectRoot } from "../support/program.js";

function frame(of: KubeObject, sequence: number, type: ObjectFrame["type"] = "ADDED"): ObjectFrame {
  return {
    kind: "object",
    sequence,
    offsetMs: sequence * 1000,
    observedAt: new Date(Date.UTC(2026, 10, 22, 10, 0, sequence)).toISOString(),
    type,
    ref: refOf(of),
    resourceVersion: String(sequence),
    revision: Revision.ofObject(of),
  };
}

/** The tree after these objects have come one by one, a second apart. */
function treeOf(objects: readonly KubeObject[], look: Partial<TraceTextOptions> = {}, roots?: string): readonly string[] {
  const targets = roots === undefined ? [] : [{ words: roots, named: true, matches: (ref: { name: string }) => ref.name === roots }];
  const tracer = new Tracer({ targets, startMs: undefined, clockOffsetMs: undefined });
  for (const [i, of] of objects.entries()) tracer.observe(frame(of, i + 1));
  return traceLines(tracer.picture(objects.length * 1000), { colour: false, ...look });
}

const running = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
const podFields = {
  spec: { nodeName: "n", containers: [{ name: "c" }] },
  status: { ...running, containerStatuses: [{ name: "c", ready: true, state: { running: {} } }] },
};
const crashing = {
  ...podFields,
  status: { phase: "Running", containerStatuses: [{ name: "c", ready: false, state: { waiting: { reason: "CrashLoopBackOff" } } }] },
};

describe("the tree", () => {
  it("Pods stand below the ReplicaSet that owns them, else below the Service that selects them", () => {
    const service = object(types.services, { name: "web", fields: { spec: { selector: { app: "web" } } } });
    const set = object(types.replicaSets, { name: "web-1" });
    const owned = object(types.pods, { name: "web-1-a", owner: set, labels: { app: "web" }, fields: podFields });
    const selected = object(types.pods, { name: "loner", labels: { app: "web" }, fields: podFields });
    const lines = treeOf([service, set, owned, selected]);
    expect(lines.slice(-4).map((line) => line.split("  ")[0])).toEqual(["ReplicaSet/web-1", "└ Pod/web-1-a", "Service/web", "└ Pod/loner"]);
  });

  it("an Ingress stands above its Services, a StatefulSet above the claims of its template", () => {
    const ingress = object(types.ingresses, { name: "front", fields: { spec: { defaultBackend: { service: { name: "web" } } } } });
    const service = object(types.services, { name: "web", fields: { spec: {} } });
    const set = object(types.statefulSets, { name: "db", fields: { spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } } });
    const claim = object(types.claims, { name: "data-db-0" });
    const lines = treeOf([ingress, service, set, claim]);
    expect(lines.slice(-4).map((line) => line.split("  ")[0])).toEqual([
      "Ingress/front",
      "└ Service/web",
      "StatefulSet/db",
      "└ PersistentVolumeClaim/data-db-0",
    ]);
  });

  it("only the requested object is drawn, with everything below it", () => {
    const set = object(types.replicaSets, { name: "web-1" });
    const pod = object(types.pods, { name: "web-1-a", owner: set, fields: podFields });
    const other = object(types.pods, { name: "other", fields: podFields });
    expect(treeOf([set, pod, other], {}, "web-1").join("\n")).not.toContain("other");
  });

  it("what does not exist yet is said to be waited for", () => {
    expect(treeOf([], {}, "deploy/web")).toEqual(["waiting for deploy/web to be created"]);
  });
});

describe("thousands of Pods", () => {
  const set = object(types.replicaSets, {
    name: "web-1",
    fields: { spec: { replicas: 3000 }, status: { observedGeneration: 1, replicas: 3000 } },
  });
  const pods = Array.from({ length: 3000 }, (_, i) =>
    object(types.pods, { name: `web-1-${i}`, owner: set, fields: i === 1234 ? crashing : podFields }),
  );

  it("fit a terminal: those in trouble are shown, the rest is counted", () => {
    const lines = treeOf([set, ...pods], { columns: 80, rows: 22 });
    expect(lines.length).toBeLessThanOrEqual(22);
    expect(lines.join("\n")).toContain("Pod/web-1-1234");
    expect(lines.at(-1)).toMatch(/└ … +29\d\d more Pods Ready$/);
  });

  it("are folded in a pipe too", () => {
    const lines = treeOf([set, ...pods]);
    expect(lines.length).toBeLessThan(70);
    expect(lines.at(-1)).toContain("2950 more Pods Ready");
  });
});

it("names and messages of a recording never steer the terminal", () => {
  const evil = object(types.pods, {
    name: "a\u001b[2Jb",
    fields: { spec: { nodeName: "\u001b]0;x\u0007" }, status: { phase: "Unknown", reason: "\u009b2J" } },
  });
  expect(treeOf([evil]).join("\n")).not.toMatch(/(?!\n)\p{Cc}/u);
});

describe("bundled recordings", () => {
  const looks = { pipe: {}, "80 columns": { columns: 80, rows: 22 }, "200 columns": { columns: 200, rows: 50 } } satisfies Record<
    string,
    Partial<TraceTextOptions>
  >;
  const moments = [
    ["deployment-bad-rollout", 25_000, "deploy/web"],
    ["deployment-rollout", 5_600, "deploy/web"],
    ["service-clusterip", 16_000, "svc/web"],
    ["job-backoff", 20_000, "jobs"],
    ["pod-two-containers-one-crashes", 30_600, "pod/pair"],
  ] as const;

  describe.each(moments)("%s at %d ms", (name, nowMs) => {
    it.each(Object.entries(looks))("as seen: %s", async (_look, look) => {
      const tracer = await tracerAt(name, nowMs);
      expect(traceLines(tracer.picture(nowMs), { colour: false, ...look }).join("\n")).toMatchSnapshot();
    });
  });

  it("as JSON it is the same tree", async () => {
    const tracer = await tracerAt("service-clusterip", 16_000);
    expect(JSON.parse(JSON.stringify(traceJson(tracer.picture(16_000))))).toMatchSnapshot();
  });
});

async function tracerAt(name: string, nowMs: number): Promise<Tracer> {
  const reader = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
  const { header } = reader.summary;
  const targets = header.targets.map((words) => ({
    words,
    named: true,
    matches: (ref: { kind: string; name: string }) => `${shortKinds[ref.kind]}/${ref.name}` === words,
  }));
  const tracer = new Tracer({ targets, startMs: Date.parse(header.startedAt), clockOffsetMs: header.server?.clockOffsetMs });
  for await (const next of reader.frames({ toOffsetMs: nowMs })) tracer.observe(next satisfies Frame);
  return tracer;
}

const shortKinds: Readonly<Record<string, string>> = { Deployment: "deploy", Service: "svc", Job: "job", Pod: "pod" };
