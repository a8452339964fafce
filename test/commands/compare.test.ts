import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/commands/program.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

interface Look {
  readonly columns?: number;
  readonly colour?: boolean;
  readonly cwd?: string;
}

/** Runs `kubespy compare ARGS` in this process: a pipe unless columns are given. */
async function compare(args: readonly string[], look: Look = {}): Promise<{ code: number; text: string }> {
  let text = "";
  const stream: OutputStream = {
    write: (piece) => {
      text += piece;
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: look.columns !== undefined,
    columns: () => look.columns ?? 80,
    rows: () => 24,
    colour: look.colour === true,
  };
  const code = await runProgram(["compare", ...args], {
    streams: { stdin: process.stdin, stdout: stream, stderr: stream },
    clock: systemClock,
    env: { KUBESPY_DB: join(projectRoot, "no-such-folder", "kubespy.db"), HOME: "/nonexistent" },
    cwd: look.cwd ?? projectRoot,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  });
  return { code, text };
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const pairs = [
  ["pod-nginx", "pod-bad-image-tag"],
  ["deployment-rollout", "deployment-bad-rollout"],
] as const;

describe("kubespy compare", () => {
  it.each(pairs)("compares %s with %s completely in a pipe", async (a, b) => {
    await expect((await compare([a, b])).text).toMatchFileSnapshot(`__snapshots__/compare-${b}.pipe.txt`);
  });

  it.each([80, 200])("fits a terminal of %i columns, and prints the same text with and without colour", async (columns) => {
    for (const [a, b] of pairs) {
      const { text: plain } = await compare([a, b], { columns });
      const { text: coloured } = await compare([a, b], { columns, colour: true });
      await expect(plain).toMatchFileSnapshot(`__snapshots__/compare-${b}.${columns}.txt`);
      expect(coloured).not.toBe(plain);
      expect(coloured.replace(escapes, "")).toBe(plain);
      for (const line of plain.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    }
  });

  it("prints Markdown", async () => {
    await expect((await compare(["pod-nginx", "pod-bad-image-tag", "-o", "markdown"])).text).toMatchFileSnapshot(
      "__snapshots__/compare.md",
    );
  });

  it("compares each further session with the first, and prints one JSON object a line", async () => {
    const { text } = await compare(["pod-nginx", "pod-nginx-1.28", "pod-bad-image-tag", "-o", "json"]);
    const [same, other, ...rest] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rest).toEqual([]);
    expect(same).toMatchObject({
      schemaVersion: 1,
      diverged: false,
      divergence: null,
      a: { name: "pod-nginx" },
      b: { name: "pod-nginx-1.28" },
    });
    expect(other).toMatchObject({
      diverged: true,
      divergence: { kind: "step", role: 0, weight: "outcome", next: { a: { step: "Running" }, b: { step: "ImagePullBackOff" } } },
    });
  });

  it("exits with 3 when sessions diverge or a milestone is later, only with --exit-code and --fail-on", async () => {
    expect((await compare(["pod-nginx", "pod-bad-image-tag"])).code).toBe(0);
    expect((await compare(["pod-nginx", "pod-bad-image-tag", "--exit-code"])).code).toBe(3);
    expect((await compare(["pod-nginx", "pod-nginx-1.28", "--exit-code"])).code).toBe(0);
    expect((await compare(["pod-nginx", "pod-nginx-1.28", "--fail-on", "slower=20%"])).code).toBe(3);
    expect((await compare(["pod-nginx", "pod-nginx-1.28", "--fail-on", "slower=500%"])).code).toBe(0);
    expect((await compare(["pod-nginx", "pod-nginx", "--exit-code", "--fail-on", "slower=0%"])).code).toBe(0);
  });

  it.each([
    [["pod-nginx"], 'compare needs two sessions\nkubespy: hint: name both: "kubespy compare pod-nginx pod-bad-image-tag"'],
    [["pod-nginx", "pod-nginx", "--fail-on", "faster"], 'invalid --fail-on "faster"'],
    [["--baseline", "pod-nginx"], "--baseline and --candidate each need sessions"],
    [["--baseline", "pod-nginx", "pod-nginx", "--candidate", "pod-nginx-1.28"], '"pod-nginx" is named twice'],
    [["-", "-"], "stdin holds one recording"],
  ])("%j is an error with a hint", async (args, message) => {
    const { code, text } = await compare(args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });

  it("reports which step became slower in a group of sessions", async () => {
    using folder = temporaryFolder();
    const copies = (name: string, as: string) =>
      [1, 2, 3, 4].map((i) => {
        cpSync(join(projectRoot, "recordings", `${name}.kubespy.gz`), join(folder.path, `${as}-${i}.kubespy.gz`));
        return `${as}-${i}.kubespy.gz`;
      });
    const groups = ["--baseline", ...copies("pod-nginx", "main"), "--candidate", ...copies("pod-nginx-1.28", "pr")];
    const { code, text } = await compare([...groups, "--fail-on", "slower=20%"], { cwd: folder.path });
    expect(code).toBe(3);
    await expect(text).toMatchFileSnapshot("__snapshots__/compare-groups.pipe.txt");
    await expect((await compare([...groups, "-o", "markdown"], { cwd: folder.path })).text).toMatchFileSnapshot(
      "__snapshots__/compare-groups.md",
    );
    const json = JSON.parse((await compare([...groups, "-o", "json"], { cwd: folder.path })).text) as object;
    expect(json).toMatchObject({ schemaVersion: 1, parted: [] });
  });
});
