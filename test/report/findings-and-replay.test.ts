import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnosis/engine/diagnose.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import { FrameInterpreter, interpreterOptionsOf, interpretFrames } from "../../src/interpret/frame-interpreter.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { findingsHeadline } from "../../src/report/findings/findings-headline.js";
import { findingsText } from "../../src/report/findings/findings-text.js";
import { timeBase } from "../../src/report/overview/session-display.js";
import { replayEnding } from "../../src/report/replay/replay-ending.js";
import { frameJson } from "../../src/report/replay/replay-json.js";
import { ReplayText } from "../../src/report/replay/replay-text.js";
import { StageTrails } from "../../src/report/replay/stage-trails.js";
import { jsonLine } from "../../src/report/terminal/json-line.js";
import { projectRoot } from "../support/program.js";

const outputs = { pipe: { colour: false }, terminal: { colour: true, columns: 80 } } as const;

async function opened(name: string) {
  return openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
}

describe.each(Object.entries(outputs))("to a %s", (output, options) => {
  it.each(["pod-bad-image-tag", "job-backoff"])("the findings of %s say what, when, the evidence and what to try", async (name) => {
    await using reader = closing(await opened(name));
    const text = findingsText(await diagnose(reader.opened), { ...options, programName: "kubespy", reference: name });
    await expect(text).toMatchFileSnapshot(`__snapshots__/findings.${name}.${output}.txt`);
  });

  it("a replay says of each step what happened, why it matters, what changed, and which findings open and resolve", async () => {
    await using reader = closing(await opened("pod-bad-image-tag"));
    const { summary } = reader.opened;
    const interpreter = new FrameInterpreter(interpreterOptionsOf(summary.header));
    const text = new ReplayText({ ...options, base: timeBase(summary) });
    const trails = new StageTrails();
    const parts: string[] = [];
    for await (const step of interpretFrames(reader.opened, undefined, interpreter)) {
      if (step.kind === "object") trails.add(step);
      parts.push(text.step(step));
    }
    const ending = { programName: "kubespy", reference: "r", hints: true, filtered: false };
    parts.push(replayEnding(summary, trails, { ...options, ...ending, findings: interpreter.findings(summary.durationMs) }));
    await expect(parts.join("")).toMatchFileSnapshot(`__snapshots__/replay.pod-bad-image-tag.${output}.txt`);
  });
});

it("as JSON each frame has its narration and changes", async () => {
  await using reader = closing(await opened("pod-nginx"));
  const interpreter = new FrameInterpreter({ changes: { kubeEvents: true }, findings: false });
  const lines: string[] = [];
  for await (const step of interpretFrames(reader.opened, { toSequence: 4 }, interpreter)) lines.push(jsonLine(frameJson(step)));
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("__snapshots__/replay.pod-nginx.json.txt");
});

it("a headline counts what is open and what is resolved, without what is only worth knowing", () => {
  const finding = (resolved: boolean, severity: "info" | "warning" = "warning") =>
    ({ resolved, severity, causes: [] as readonly number[] }) as Parameters<typeof findingsHeadline>[0][number];
  const [open, resolved, info] = [finding(false), finding(true), finding(false, "info")];
  expect(
    [[], [info], [open], [open, open], [resolved], [resolved, resolved], [open, resolved, resolved, info]].map(findingsHeadline),
  ).toEqual([
    "no findings",
    "no findings",
    "1 finding, open",
    "2 findings, 2 open",
    "1 finding, resolved",
    "2 findings, all resolved",
    "3 findings, 1 open, 2 resolved",
  ]);
});

function closing<T extends { close(): Promise<void> }>(reader: T) {
  return { opened: reader, [Symbol.asyncDispose]: () => reader.close() };
}

it("what began before the recording says so", () => {
  const object = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web-0", uid: "u" } as Finding["object"];
  const finding = (severity: "warning" | "info", durationMs: number | null): Finding => ({
    class: "BackOff",
    severity,
    object,
    message: "It fails.",
    sinceMs: -19_186_000,
    durationMs,
    resolved: durationMs !== null,
    ...(durationMs === null ? {} : { resolution: "The Pod was deleted." }),
    firstSequence: 1,
    lastSequence: 1,
    evidence: [1],
    events: [],
    advice: [],
    causes: [],
  });
  const text = (each: Finding) => findingsText([each], { colour: false, programName: "kubespy" });
  expect(text(finding("warning", null))).toContain("Open since 5h19m before the recording began.");
  expect(text(finding("warning", 60_000))).toContain("From 5h19m before the recording began, for 1m00s. Resolved: the Pod was deleted.");
  expect(text(finding("info", null))).toContain("[1] BackOff, Pod/web-0, 5h19m before the recording began: It fails.");
});
