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

const compare = (args: readonly string[], look?: Look) => kubespy(["compare", ...args], look);

/** Runs the program in this process: a pipe unless columns are given. */
async function kubespy(args: readonly string[], look: Look = {}): Promise<{ code: number; text: string }> {
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
  const code = await runProgram(args, {
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

describe("kubespy compare", () => {
  it("prints text, as wide as the terminal, or Markdown", async () => {
    const { text } = await compare(["pod-nginx", "pod-bad-image-tag"], { columns: 80 });
    expect(text).toMatch(/^The same until Creating at /);
    for (const line of text.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(80);
    expect((await compare(["pod-nginx", "pod-bad-image-tag", "-o", "markdown"])).text).toMatch(/^\*\*The same until Creating at /);
  });

  it("shows the first of everything on a terminal, and all with --all or in a pipe", async () => {
    const pair = ["deployment-rollout", "deployment-bad-rollout"];
    const short = (await compare(pair, { columns: 100 })).text;
    const all = (await compare([...pair, "--all"], { columns: 100 })).text;
    expect(short).toMatch(/^ {2}… \d+ more milestones: --all$/m);
    expect(short.split("\n").length).toBeLessThan(all.split("\n").length / 2);
    expect(all).not.toContain("--all");
    expect((await compare(pair)).text).not.toContain("--all");
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

  it("exits with 3 when the runs diverge or a milestone is much later, only with --exit-code or --fail-on", async () => {
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

  it.each([
    [[], "no session given"],
    [["pod-nginx", "pod-crashloop", "job-backoff"], "report takes one session or two, not 3"],
    [["--candidate", "pod-nginx"], "--baseline and --candidate each need sessions"],
    [["--baseline", "pod-nginx", "--candidate", "pod-nginx"], '"pod-nginx" is named twice'],
    [["-", "-"], "stdin holds one recording"],
  ])("of report, %j is an error with a hint", async (args, message) => {
    const { code, text } = await kubespy(["report", ...args, "-o", "-"]);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });

  it("compares several runs with several, as text, Markdown and JSON", async () => {
    using folder = temporaryFolder();
    const copies = (name: string, as: string) =>
      [1, 2, 3, 4].map((i) => {
        cpSync(join(projectRoot, "recordings", `${name}.kubespy.gz`), join(folder.path, `${as}-${i}.kubespy.gz`));
        return `${as}-${i}.kubespy.gz`;
      });
    const groups = ["--baseline", ...copies("pod-nginx", "main"), "--candidate", ...copies("pod-nginx-1.28", "pr")];
    const { code, text } = await compare([...groups, "--fail-on", "slower=20%"], { cwd: folder.path });
    expect(code).toBe(3);
    expect(text).toMatch(/^Pod\/nginx: the step to .* became slower by /);
    expect((await compare([...groups, "-o", "markdown"], { cwd: folder.path })).text).toMatch(/^- \*\*Pod\/nginx: the step to /);
    const json = JSON.parse((await compare([...groups, "-o", "json"], { cwd: folder.path })).text) as object;
    expect(json).toMatchObject({ schemaVersion: 1, parted: [] });
  });
});
