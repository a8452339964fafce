import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import { groupFindings } from "../../src/diagnosis/group-findings.js";
import { DerivedTimes } from "../../src/importing/derived-times.js";
import { ForeignHistory } from "../../src/importing/foreign-history.js";
import { ForeignReader } from "../../src/importing/foreign-reader.js";
import type { NewFrame } from "../../src/model/frame.js";
import { inBrief } from "./timed-objects.js";

/** Inputs that were diagnosed wrongly when they were tried: public test data of other projects, and histories written after public reports. */
async function diagnoseInput(name: string) {
  const reader = new ForeignReader();
  const history = new ForeignHistory(new DerivedTimes(Date.parse("2026-12-01T00:00:00Z")));
  const diagnosis = new Diagnosis();
  let sequence = 0;
  const observe = (frames: Iterable<NewFrame>) => {
    for (const frame of frames) diagnosis.observe({ ...frame, sequence: ++sequence });
  };
  for await (const change of reader.push(await readFile(join(import.meta.dirname, "field-cases", `${name}.ndjson`))))
    observe(history.take(change));
  for await (const change of reader.finish()) observe(history.take(change));
  observe(history.end());
  const findings = diagnosis.findings();
  return { findings, coverage: diagnosis.coverage(findings) };
}

describe("Events whose objects were not recorded", () => {
  it("are findings, marked as known from Events alone, with the counts of the Events", async () => {
    const { findings, coverage } = await diagnoseInput("events-only-watch");
    expect(inBrief(findings)).toEqual([
      "critical CrashLoopBackOff Pod/web-0[app]",
      "critical ErrImagePull Pod/web-0[side]",
      "critical BackoffLimitExceeded Job/j1",
      "warning Unhealthy Pod/web-0[app]",
      "warning Unschedulable Pod/x-1",
    ]);
    expect(findings.every((finding) => finding.fromEventsAlone)).toBe(true);
    expect(findings[0]?.events).toMatchObject([{ reason: "BackOff", count: 1464 }]);
    expect(coverage.unrecorded.map(({ ref }) => ref.name)).toEqual(["web-0", "j1", "x-1"]);
  });

  it("are resolved by an Event that proves it, not by one that could be of the normal course", async () => {
    const { findings } = await diagnoseInput("events-only-pull");
    expect(inBrief(findings)).toEqual([
      "critical BackoffLimitExceeded Job/oom-kill-job3",
      "critical ErrImagePull Pod/no-image-deployment-849c4c4958-rxqmt[demo-deployment-container]",
      "~warning Unschedulable Pod/pending-pod-resources-5fddcf7688-djjfc",
    ]);
    expect(findings[1]?.message).toContain("x509: certificate is not valid for any names");
    expect(findings[2]?.resolution).toBe("The scheduler skips the Pod, as it is being deleted.");
  });

  it("that stop coming prove nothing: the resolution says so", async () => {
    const { findings } = await diagnoseInput("events-only-many");
    const backOff = findings.find(({ class: name }) => name === "CrashLoopBackOff");
    expect(backOff).toMatchObject({ fromEventsAlone: true, events: [{ reason: "BackOff", count: 1464 }] });
    for (const { resolved, resolution } of findings)
      if (resolved) expect(resolution).toMatch(/whether it recovered was not recorded|is being deleted/);
  });

  it("of siblings are one group, with all objects", async () => {
    const groups = groupFindings((await diagnoseInput("events-only-many")).findings);
    const sizes = groups.filter(({ members }) => members.length > 1).map(({ finding, objects }) => `${finding.class} ${objects.length}`);
    expect(sizes).toEqual(["ErrImagePull 3", "ErrImagePull 2", "Unschedulable 2"]);
  });
});

it("conditions of a Node are findings by what their names mean, whoever reports them", async () => {
  const { findings } = await diagnoseInput("node-readonlyfs");
  expect(inBrief(findings)).toEqual([
    "critical KernelDeadlock Node/n1",
    "critical ReadonlyFilesystem Node/n1",
    "warning StorageNotReady Node/n1",
  ]);
  expect(findings[2]?.message).toBe("Node n1 has the condition StorageReady=False (IODelays): Process x is blocked on IO 12.5s.");
});

it("a container that was killed when its node ran out of memory has that as its cause, and no advice to look for another", async () => {
  const { findings } = await diagnoseInput("system-oom");
  expect(inBrief(findings)).toEqual(["warning SystemOOM Node/n1", "critical CrashLoopBackOff Pod/web-0[app] ← 0"]);
  expect(findings[0]?.message).toContain("victim process: java, pid: 4321");
  expect(findings[1]?.advice.join()).not.toMatch(/probe/);
});

it.each([
  ["sts-snapshot", "StatefulSet/db", "1 of 3 Pods created, 0 available, for longer than 5 minutes"],
  ["deploy-snapshot", "Deployment/api", "1 of 3 Pods available, for longer than its progressDeadlineSeconds (600s)"],
])("a workload that is short of Pods for hours is a warning without any explanation: %s", async (name, object, words) => {
  const { findings } = await diagnoseInput(name);
  expect(inBrief(findings)).toEqual([`warning ReplicasUnavailable ${object}`]);
  expect(findings[0]?.message).toContain(words);
});

it("an evicted Pod is resolved when its owner has another one that is ready", async () => {
  const { findings } = await diagnoseInput("evicted-replaced");
  expect(inBrief(findings)).toEqual(["~critical Evicted Pod/web-rs-a"]);
  expect(findings[0]?.resolution).toBe("It was replaced by Pod web-rs-b, which is ready.");
});
