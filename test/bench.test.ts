import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sectionOf, withSection } from "../bench/draw.mjs";
import { figuresOf } from "../bench/figures.mjs";
import { PodEvents, podTimelines } from "../bench/pod-events.mjs";
import { growthOf } from "../bench/scale/curves.mjs";
import { verdictOf } from "../bench/table.mjs";
import { projectRoot } from "./support/program.js";

describe("npm run bench", () => {
  it.each(["results", "scale"])("the section %s of bench/README.md is what --draw makes of its JSON", (name) => {
    const readme = readFileSync(join(projectRoot, "bench", "README.md"), "utf8");
    expect(withSection(readme, name, sectionOf(name))).toBe(readme);
  });

  it.each([
    [["--foo"], "Unknown option '--foo'"],
    [["extra"], "Unexpected argument 'extra'"],
    [["--only", "nothing"], 'unknown group "nothing" in --only'],
    [["--rounds", "0"], 'invalid --rounds "0"'],
    [["--scale", "--against", "HEAD"], "--scale and --against cannot be combined"],
    [["--scale", "--json"], "--json and --scale cannot be combined"],
  ])("rejects %j", (args, message) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(projectRoot, "bench", "run.mjs"), ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("says that a revision is unknown", () => {
    const args = [join(projectRoot, "bench", "run.mjs"), "--against", "no-such-revision"];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/unknown revision "no-such-revision"|needs git/);
  });
});

describe("figures", () => {
  it("a missed bar says by how much of the bar, in its own direction", () => {
    const figure = { what: "a", unit: "x", bar: 0.5 };
    expect(verdictOf({ ...figure, rule: "at most", value: 0.6, met: false })).toBe("MISSED by 20 %");
    expect(verdictOf({ ...figure, rule: "at least", value: 0.4, met: false })).toBe("MISSED by 20 %");
    expect(verdictOf({ ...figure, rule: "at most", value: 0.5, met: true })).toBe("met");
    expect(verdictOf({ ...figure, rule: "at most", value: null, met: null })).toBe("not known");
  });

  it("hold only the groups that were measured, and what is not known has no verdict", () => {
    const figures = figuresOf({ open: null, state: { objects: 500, medianMs: 4, p99Ms: 5 } });
    expect(figures.map((figure) => [figure.group, "met" in figure ? figure.met : undefined])).toEqual([
      ["state", false],
      ["state", true],
      ["open", null],
      ["open", null],
      ["open", undefined],
      ["open", undefined],
    ]);
  });

  it("growth is that of the last tenfold step", () => {
    expect(growthOf([1, 100, 1000, 10_000])).toEqual({ exponent: 1, isLinear: true });
    expect(growthOf([1, 1, 10, 200])?.isLinear).toBe(false);
    expect(growthOf([1, 1, null, 200])).toBeUndefined();
  });
});

describe("the load", () => {
  it("a variant is another run of the same Pods", async () => {
    const timelines = await podTimelines();
    const [first, second] = [0, 1].map((variant) => new PodEvents(timelines, 50, variant).lines(0, 50).toString().trim().split("\n"));
    const metadata = (lines: readonly string[] = []) => lines.map((line) => JSON.parse(line).object.metadata);
    const names = (lines?: readonly string[]) => metadata(lines).map(({ name }) => name);
    expect(names(second)).not.toEqual(names(first));
    expect(names(second).sort()).toEqual(names(first).sort());
    const uids = new Set(metadata(first).map(({ uid }) => uid));
    expect(metadata(second).filter(({ uid }) => uids.has(uid))).toEqual([]);
  });
});
