import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/report/terminal/width.js";
import { runInProcess } from "../support/in-process.js";

const commands = [
  ["show", "pod-missing-configmap-volume"],
  ["show", "job-backoff"],
  ["status", "pod-bad-image-tag"],
  ["trace", "deployment-bad-rollout", "--at", "25s"],
  ["trace", "pod-nginx", "--end"],
] as const;

describe.each(commands.map((args) => ({ name: args.join(" "), args })))("kubespy $name", ({ name, args }) => {
  const file = (where: string) => `__snapshots__/screen-${name.replaceAll(" ", "-").replaceAll("--", "")}.${where}.txt`;

  it.each([80, 200])("fits a terminal of %i columns", async (columns) => {
    const { code, stdout, stderr } = await runInProcess([...args], { isTerminal: true, columns });
    expect(code, stderr).toBe(0);
    for (const line of stdout.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    await expect(stdout).toMatchFileSnapshot(file(`${columns}`));
  });

  it("is whole in a pipe", async () => {
    const { code, stdout, stderr } = await runInProcess([...args]);
    expect(code, stderr).toBe(0);
    await expect(stdout).toMatchFileSnapshot(file("pipe"));
  });
});

describe("the milestones of show", () => {
  it.each([60, 80])("are whole where they have no room beside the titles: %i columns", async (columns) => {
    const { stdout } = await runInProcess(["show", "deployment-bad-rollout"], { isTerminal: true, columns });
    const milestones = stdout.slice(stdout.indexOf("Milestones:"), stdout.indexOf("containers ready"));
    expect(milestones).toContain("Rollout 3: old Pods scaled down +38.582s #76");
    expect(milestones).not.toContain("…");
  });

  it("explain the signs that occur, and no other", async () => {
    const { stdout: served } = await runInProcess(["show", "deployment-rollout"]);
    expect(served).toContain("  ~ server clock, one-second resolution; ≤ at the latest; # frame\n");
    expect(served).toContain("  ─ in progress  ━ healthy  ╌ other\n");
    const { stdout: narrow } = await runInProcess(["show", "pod-crashloop"], { isTerminal: true, columns: 30 });
    const milestones = narrow.slice(narrow.indexOf("Milestones:"), narrow.indexOf("Containers:"));
    expect(milestones).not.toContain("#");
    expect(milestones).toContain("  ≤ at the latest\n");
  });
});

describe("kubespy trace SESSION in a pipe", () => {
  it.each(["pod-nginx", "pod-slow-readiness"])("shows the moment before the deletion of a workload that was deleted: %s", async (name) => {
    const { stdout } = await runInProcess(["trace", name]);
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/screen-trace-${name}.pipe.txt`);
  });

  it("names the moment, and the flag that shows the end", async () => {
    const { stdout } = await runInProcess(["trace", "pod-nginx"]);
    expect(stdout).toContain("before its deletion; --end shows the end");
    expect((await runInProcess(["trace", "pod-bad-image-tag"])).stdout).toMatch(
      /--end shows the end; 2 earlier findings, resolved: kubespy diagnose pod-bad-image-tag\n/,
    );
    expect((await runInProcess(["trace", "pod-nginx", "--end"])).stdout).not.toContain("--end shows the end");
  });
});

describe("the commands at the end of a replay", () => {
  it.each([40, 80, 200])("are whole in %i columns", async (columns) => {
    const hints = { KUBESPY_HINTS: "1" };
    const { stdout } = await runInProcess(["replay", "pod-bad-image-tag", "--plain"], { isTerminal: true, columns, env: hints });
    const lines = stdout.slice(stdout.indexOf("\nnext:")).split("\n");
    const commands = lines.map((line) => line.trim()).filter((line) => line.startsWith("kubespy "));
    expect(commands.map((line) => line.split("   ")[0])).toEqual([
      "kubespy diagnose pod-bad-image-tag",
      "kubespy replay pod-bad-image-tag --at 50% --full",
      "kubespy replay pod-bad-image-tag --object Pod/nginx",
      "kubespy replay pod-bad-image-tag -o json",
    ]);
    if (columns > 40) for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });
});
