import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import type { Milestone } from "../../src/lifecycle/milestones/milestone.js";
import { Milestones, milestonesOf } from "../../src/lifecycle/milestones/milestones.js";
import type { Frame } from "../../src/model/frame.js";
import { anyHistory, collect } from "../support/histories.js";
import { projectRoot, runProgram } from "../support/program.js";

const recordings = [
  "deployment-bad-rollout",
  "deployment-rollout",
  "job-backoff",
  "pod-bad-image-tag",
  "pod-crashloop",
  "pod-liveness-restart",
  "pod-missing-configmap-volume",
  "pod-missing-pvc",
  "pod-nginx",
  "pod-nginx-1.28",
  "pod-probes",
  "pod-restart-policies",
  "pod-restarts",
  "pod-scheduling",
  "pod-slow-readiness",
  "pod-two-containers-one-crashes",
  "service-clusterip",
  "service-loadbalancer-pending",
];

/** `Scheduled #2`; `~` if the server's time is used, `≤` if the frame only implies it or the object had reached it before. */
function line({ name, container, sequence, how, timeSource, serverTime }: Milestone): string {
  const signs = `${timeSource === "server" ? "~" : ""}${how === "reached" ? "" : "≤"}`;
  const by = serverTime === undefined ? "" : ` ${serverTime.slice(11)}`;
  return `  ${name}${container === undefined ? "" : ` (${container})`}  #${sequence}${signs === "" ? "" : ` ${signs}`}${by}`;
}

function page(milestones: readonly Milestone[]): string {
  const lines = milestones.flatMap((milestone, i) => {
    const { uid, kind, name } = milestone.ref;
    const isNext = milestones[i - 1]?.ref.uid !== uid;
    return isNext ? [...(i === 0 ? [] : [""]), `${kind}/${name}`, line(milestone)] : [line(milestone)];
  });
  return `${lines.join("\n")}\n`;
}

const open = (name: string) => openRecordingFile(join(projectRoot, "recordings", `${name}.kubespy.gz`));

describe("the milestones of a bundled recording, with the frame that shows each and the server time", () => {
  it.each(recordings)("%s", async (name) => {
    const session = await open(name);
    await expect(page(await milestonesOf(session))).toMatchFileSnapshot(`milestones/${name}.txt`);
    await session.close();
  });
});

describe("docs/stages.md", () => {
  const page = readFileSync(join(projectRoot, "docs", "stages.md"), "utf8");

  it("lists every milestone that the recordings have", async () => {
    const table = page.slice(page.indexOf("## By kind"));
    const listed = new Set(table.split(/[,;|\n:]|\*c\*|\*|\(.*?\)|is | and at the end | and |\./).map((name) => name.trim().toLowerCase()));
    for (const name of recordings) {
      const session = await open(name);
      const names = (await milestonesOf(session)).map((milestone) => milestone.name.replace(/^Rollout \d+: /, ""));
      const missing = names.filter((word) => !listed.has(word.replace(/.*BackOff$/, "ErrImagePull").toLowerCase()));
      expect([...new Set(missing)], name).toEqual([]);
      await session.close();
    }
  });

  it("shows what the program prints", async () => {
    const [, command = "", output = ""] = /```console\n\$ kubespy (.+)\n([\s\S]*?)```/.exec(page) ?? [];
    const { stdout } = await runProgram(command.split(" "));
    for (const piece of output.split(/^…\n/m).filter((text) => text !== "")) expect(stdout).toContain(piece);
  });
});

describe("the milestones at a moment do not depend on later frames", () => {
  it.each(["pod-restart-policies", "deployment-bad-rollout", "service-clusterip"])("in %s", async (name) => {
    const session = await open(name);
    expectPrefixes(await collect(session.frames()));
    await session.close();
  });

  it("in any session", () => {
    fc.assert(
      fc.property(anyHistory, ({ frames }) => expectPrefixes(frames)),
      { numRuns: 30 },
    );
  });
});

function expectPrefixes(frames: readonly Frame[]): void {
  const milestones = new Milestones();
  const moments = frames.map((frame) => {
    if (frame.kind === "object") milestones.observe(frame);
    return { sequence: frame.sequence, known: milestones.all() };
  });
  const all = milestones.all();
  for (const { sequence, known } of moments) expect(known).toEqual(all.filter((milestone) => milestone.sequence <= sequence));
}
