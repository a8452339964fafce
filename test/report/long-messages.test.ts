import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullCoverage } from "../../src/diagnosis/engine/coverage.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import { narrateFrame } from "../../src/interpret/interpreted-frame.js";
import { printable } from "../../src/io/printable.js";
import { asOneLine, bothEnds, inShort } from "../../src/lifecycle/narration/words.js";
import { ContainerEnds } from "../../src/lifecycle/session/container-ends.js";
import type { Uid } from "../../src/model/kube-object.js";
import { findingNewsLine } from "../../src/report/findings/finding-news-line.js";
import { findingsJson } from "../../src/report/findings/findings-json.js";
import { findingsText } from "../../src/report/findings/findings-text.js";
import { containerEndLines } from "../../src/report/overview/container-end-lines.js";
import { frameJson } from "../../src/report/replay/replay-json.js";
import { sentenceText } from "../../src/report/replay/sentence-text.js";
import { cutMiddle, widthOf } from "../../src/report/terminal/width.js";
import { frameOf, pod, running, waiting } from "../lifecycle/pods.js";

const steps = Array.from({ length: 400 }, (_, i) => `step ${i} failed`).join(": ");
const long = `cannot start: ${steps}: no such file`;

const finding: Finding = {
  class: "CreateContainerError",
  severity: "critical",
  object: { apiVersion: "v1", kind: "Pod", name: "web", namespace: "shop", uid: "u1" as Uid },
  container: "app",
  message: `${long}.`,
  firstSequence: 1,
  lastSequence: 1,
  sinceMs: 0,
  durationMs: null,
  resolved: false,
  evidence: [1],
  events: [],
  causes: [],
  advice: [],
};

describe("a long text", () => {
  it("keeps its beginning and its end", () => {
    const short = bothEnds(long, 200);
    expect(short.length).toBeLessThanOrEqual(200);
    expect(short).toMatch(/^cannot start: step 0 failed.* … .*: no such file$/);
  });

  it("is never longer than asked for, and never ends in half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 10, max: 200 }), (text, most) => {
        const short = bothEnds(text, most);
        return short.length <= Math.max(most, 10) && !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(short);
      }),
    );
  });

  it("is whole on one line where nothing limits it", () => {
    expect(asOneLine(` ${long}\n.`.replace("\n.", "."))).toBe(long);
    expect(inShort(long)).toBe(long);
    expect(inShort(long, 100).length).toBeLessThanOrEqual(100);
  });

  it("keeps both ends on one line of a terminal", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 80 }), (text, columns) => widthOf(cutMiddle(printable(text), columns)) <= columns),
    );
    expect(cutMiddle(long, 60)).toMatch(/^cannot start: step 0.*….*: no such file$/);
  });
});

describe("a finding with a long message", () => {
  it("has both ends in the report and in a live line", () => {
    for (const columns of [80, 120]) {
      const text = findingsText([finding], { colour: false, columns, programName: "kubespy" });
      expect(text).toContain("cannot start: step 0");
      expect(text.replace(/\s+/g, " ")).toContain("no such file.");
      expect(text.split("\n").length).toBeLessThan(20);
      const line = findingNewsLine({ kind: "opened", finding }, 0, { colour: false, columns });
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(line).toMatch(/no such file\.$/);
    }
  });

  it("is whole in JSON", () => {
    expect(findingsJson({ findings: [finding], coverage: fullCoverage, omissions: [] })).toMatchObject({
      findings: [{ message: finding.message }],
    });
  });
});

describe("a step with a long message", () => {
  const before = pod({ node: "n1", statuses: [waiting("ContainerCreating")] });
  const state = { waiting: { reason: "CreateContainerError", message: long } };
  const after = pod({
    node: "n1",
    statuses: [{ ...waiting("CreateContainerError"), state }],
    conditions: { PodReadyToStartContainers: "True" },
  });
  const step = narrateFrame(frameOf(after), { before, times: undefined, clockOffsetMs: 0, changes: undefined });

  it("has both ends of the message on a screen, and the parts after it", () => {
    const text = sentenceText(step.narration, "terminal");
    expect(text.length).toBeLessThan(600);
    expect(text).toMatch(/^Container nginx is waiting \(CreateContainerError\): cannot start: step 0.* … .*no such file; the sandbox/);
  });

  it("is whole in JSON", () => {
    expect(frameJson(step)).toMatchObject({ sentence: expect.stringContaining(long) });
  });
});

describe("how containers last ended", () => {
  const times = { startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:06Z" };
  const ended = (terminated: object) => ({ name: "nginx", restartCount: 0, state: { terminated: { ...times, ...terminated } } });
  const endsOf = (...statuses: readonly object[]) => {
    const ends = new ContainerEnds();
    for (const [i, status] of statuses.entries()) ends.observe(frameOf(pod({ node: "n1", statuses: [status] }), { sequence: i + 1 }));
    return ends.all();
  };
  const linesOf = (...statuses: readonly object[]) =>
    containerEndLines(endsOf(...statuses), { columns: 400, namespaces: false, all: true });

  it("is said with the reason of the kubelet and the termination message", () => {
    expect(linesOf(running(), ended({ exitCode: 137, reason: "OOMKilled" }))).toEqual([
      "Pod/web, container nginx: OOMKilled, exit code 137 (killed by the kernel: out of memory) #2",
    ]);
    const lastState = { terminated: { exitCode: 1, reason: "Error", message: "see ya!\n", ...times } };
    const crashed = waiting("CrashLoopBackOff", "nginx", { restartCount: 1, lastState });
    expect(linesOf(crashed, crashed)).toEqual(["Pod/web, container nginx: exit code 1 #1: see ya!"]);
  });

  it("names a success only where it left a message, and nothing of a container that never ran", () => {
    expect(linesOf(ended({ exitCode: 0, reason: "Completed" }))).toEqual([]);
    expect(linesOf(ended({ exitCode: 0, reason: "Completed", message: "42 rows" }))).toEqual([
      "Pod/web, container nginx: exit code 0 (success) #1: 42 rows",
    ]);
    expect(linesOf({ name: "nginx", state: { terminated: { exitCode: 0, startedAt: null, finishedAt: null } } })).toEqual([]);
  });

  it("leaves out what the kubelet no longer found when the Pod was deleted", () => {
    const ends = new ContainerEnds();
    const terminated = { exitCode: 137, reason: "ContainerStatusUnknown", message: "not located", startedAt: null, finishedAt: null };
    const metadata = { deletionTimestamp: "2026-01-01T00:01:00Z" };
    ends.observe(frameOf(pod({ node: "n1", statuses: [{ name: "nginx", state: { terminated } }], metadata })));
    expect(ends.all()).toEqual([]);
  });

  it("fits the page", () => {
    const ends = endsOf(ended({ exitCode: 1, reason: "Error", message: long }));
    for (const line of containerEndLines(ends, { columns: 78, namespaces: false, all: false }))
      expect(widthOf(line)).toBeLessThanOrEqual(78);
  });
});
