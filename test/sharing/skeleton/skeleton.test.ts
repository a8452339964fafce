import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../../src/model/kube-object.js";
import { skeletonOf } from "../../../src/sharing/skeleton/skeleton.js";
import { randomHistory } from "../../compare/random-lives.js";
import { anyHistory } from "../../support/histories.js";
import { anyMutation, mutatedFrames } from "../../support/hostile-values.js";
import { anyLives } from "../../support/lives.js";
import { courseOf, findingsOf, framesIn, freeTextIn, names, recordings, sessionOf, skeletonFrames } from "./skeletons.js";

describe.each(recordings)("%s", (path) => {
  it("a skeleton has the same stages and milestones at the same times", async () => {
    const frames = await framesIn(path);
    expect(await courseOf(sessionOf(skeletonFrames(frames)))).toEqual(await courseOf(sessionOf(frames)));
  });

  it("a skeleton has the same findings", async () => {
    const frames = await framesIn(path);
    expect(await findingsOf(sessionOf(skeletonFrames(frames)))).toEqual(await findingsOf(sessionOf(frames)));
  });

  it("a skeleton holds no text but Kubernetes' words, times, numbers and stand-ins", async () => {
    for (const frame of skeletonFrames(await framesIn(path)))
      if (frame.kind === "object") expect(freeTextIn(frame.revision.object, names.isStandIn)).toBeUndefined();
  });
});

describe("random histories", () => {
  it.each([
    ["lives of Pods and a Deployment", anyLives],
    ["lives of workloads and a custom resource", randomHistory],
    ["whatever a server sends", anyHistory],
  ] as const)("%s: a skeleton has the same stages and milestones", async (_, histories) => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ frames }) => {
        expect(await courseOf(sessionOf(skeletonFrames(frames)))).toEqual(await courseOf(sessionOf(frames)));
      }),
      { numRuns: 60 },
    );
  });

  it("hostile values in real objects leave no text", async () => {
    const histories = await Promise.all(recordings.filter((_, i) => i % 6 === 0).map(framesIn));
    fc.assert(
      fc.property(fc.constantFrom(...histories), fc.array(anyMutation, { minLength: 1, maxLength: 30 }), (frames, mutations) => {
        for (const frame of skeletonFrames(mutatedFrames(frames.slice(0, 30), mutations)))
          if (frame.kind === "object") expect(freeTextIn(frame.revision.object, names.isStandIn)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it("free text in every place of a real object leaves no text", async () => {
    for (const path of recordings) {
      const objects = new Map(
        (await framesIn(path)).flatMap((frame) => (frame.kind === "object" ? [[frame.ref.uid, frame.revision.object]] : [])),
      );
      for (const object of objects.values()) {
        const spoken = spokenIn(object) as KubeObject;
        expect(JSON.stringify(skeletonOf(spoken, names))).not.toMatch(/acme/i);
      }
    }
  });
});

/** With a text of a company in place of each text but the type, and in front of each key of a label. */
function spokenIn(value: unknown, key = ""): unknown {
  if (typeof value === "string") return key === "apiVersion" || key === "kind" ? value : `Acme's ledger "acme-ledger-7" at ${value}`;
  if (Array.isArray(value)) return value.map((item) => spokenIn(item, key));
  if (typeof value !== "object" || value === null) return value;
  const prefix = ["labels", "matchLabels", "selector", "annotations", "data"].includes(key) ? "acme.example/" : "";
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [`${prefix}${name}`, spokenIn(member, name)]));
}

describe("what stays of an object", () => {
  const pod = (spec: object, status: object = {}): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "ledger", annotations: { owner: "jane" }, labels: { team: "acme", app: "ledger" } },
    spec,
    status,
  });

  it("env, command, args and contents of volumes are left out, probes keep their numbers", () => {
    const container = {
      name: "ledger",
      image: "registry.acme.example/ledger:2.1",
      env: [{ name: "A", value: "1" }],
      command: ["ledger"],
      args: ["7"],
      readinessProbe: { httpGet: { path: "/acme", port: 80 }, periodSeconds: 3 },
    };
    const skeleton = skeletonOf(pod({ containers: [container], volumes: [{ name: "v", hostPath: { path: "/acme" } }] }), names);
    expect(skeleton["spec"]).toEqual({
      containers: [{ name: names.standInFor("ledger"), image: names.standInFor(container.image), readinessProbe: { periodSeconds: 3 } }],
      volumes: [{ name: names.standInFor("v") }],
    });
  });

  it("labels stay as stand-ins, so that a selector selects the same", () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "ledger" },
      spec: { selector: { team: "acme", app: "ledger" } },
    };
    expect((skeletonOf(service, names)["spec"] as { selector: object }).selector).toEqual(skeletonOf(pod({}), names).metadata.labels);
  });

  it.each([
    ["CrashLoopBackOff", "CrashLoopBackOff"],
    ["AcmeLedgerNotReady", "OtherNotReady"],
    ["AcmeLedger", "Other"],
    ["the ledger of Acme is not ready", "Other"],
  ])("the reason %s becomes %s", (reason, expected) => {
    expect(skeletonOf(pod({}, { reason }), names)["status"]).toEqual({ reason: expected });
  });

  it("of a custom resource the spec and unknown fields of the status are left out", () => {
    const custom = {
      apiVersion: "acme.example/v1",
      kind: "Ledger",
      metadata: { name: "main", generation: 2 },
      spec: { replicas: 3, ledgerHost: "acme", paused: true },
      status: {
        phase: "Ready",
        ledgers: 3,
        observedGeneration: 2,
        conditions: [{ type: "LedgerReady", status: "True", reason: "AcmeUp", message: "Acme is up" }],
      },
    };
    expect(skeletonOf(custom, names)).toEqual({
      apiVersion: `${names.standInFor("acme.example")}/v1`,
      kind: "Ledger",
      metadata: { name: names.standInFor("main"), generation: 2 },
      spec: { replicas: 3, paused: true },
      status: { phase: "Ready", observedGeneration: 2, conditions: [{ type: "OtherReady", status: "True", reason: "OtherUp" }] },
    });
  });

  it.each([
    [
      "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had untolerated taint {acme: ledger}. preemption: none",
      "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had untolerated taint.",
    ],
    ["0/1 nodes are available: 1 node(s) had acme.", "0/1 nodes are available: 1 other."],
    [
      'MountVolume.SetUp failed for volume "v" : configmap "ledger" not found',
      `MountVolume.SetUp failed for volume "${names.standInFor("v")}" : configmap "${names.standInFor("ledger")}" not found`,
    ],
    [
      "couldn't find key url in Secret acme/ledger",
      `couldn't find key ${names.standInFor("url")} in Secret ${names.standInFor("acme")}/${names.standInFor("ledger")}`,
    ],
    ['pods "ledger-1" is forbidden: exceeded quota: acme', "Error creating: exceeded quota"],
    ["Readiness probe failed: acme is down", "Readiness probe failed"],
    ["Acme is down", undefined],
  ])("of the message %s stays %s", (message, expected) => {
    expect(skeletonOf(pod({}, { message }), names)["status"]).toEqual(expected === undefined ? {} : { message: expected });
  });

  it("texts of a megabyte are judged at once", () => {
    for (const unit of ["a", "A", "1", "-", "0-", '"', " ", "Container failed liveness probe "]) {
      const text = unit.repeat(1_000_000 / unit.length);
      const fields = { reason: text, message: text, phase: text, startTime: text, conditions: [{ type: "Progressing", message: text }] };
      expect(freeTextIn(skeletonOf(pod({ nodeName: text }, fields), names), names.isStandIn)).toBeUndefined();
    }
  });
});
