import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startCluster } from "../support/cluster.js";
import { ended, runProgram, startProgram, temporaryFolder } from "../support/program.js";

function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const run = (...args: string[]) => runProgram(args, { cwd: folder.path, env: { KUBESPY_DB: join(folder.path, "k.db") } });
  return { path: folder.path, run, file: (name: string) => join(folder.path, name) };
}

describe("a session that was cut", () => {
  it("says everywhere that it is a part and of what, also after an import and an export", async () => {
    const { run } = workplace();
    const cut = await run("export", "deployment-rollout", "--from", "5s", "--to", "50%", "--object", "deploy/web", "--kind", "po,rs");
    expect(cut.stderr).toMatch(/^wrote deployment-rollout-part\.kubespy\.gz \(\d+ frames, /);
    const words =
      "Part of deployment-rollout (140 frames of 58 objects in 14.4s), +5.000s to +7.176s, only deploy/web and what belongs to it, only kinds po and rs";
    await run("import", "deployment-rollout-part.kubespy.gz", "--session", "mine");
    await run("export", "mine", "-o", "again.kubespy.gz");
    for (const reference of ["deployment-rollout-part.kubespy.gz", "again.kubespy.gz", "mine"])
      for (const command of ["show", "replay", "diagnose"]) expect((await run(command, reference)).stdout).toContain(words);
    expect((await run("show", "mine")).stdout).toMatch(
      /Outcome: Cut from "deployment-rollout" at \+7\.176s\.\nCompleteness: a part; end not/,
    );
    expect((await run("ls")).stdout).toMatch(/mine .* cut +part of deployment-rollout: deploy\/web, po and rs /);
    const part = { fromMs: 5000, objects: ["deploy/web"], kinds: ["po", "rs"], of: { name: "deployment-rollout", frames: 140 } };
    for (const args of [["show", "mine"], ["ls"], ["diagnose", "mine"]])
      expect(JSON.parse((await run(...args, "-o", "json")).stdout).part).toMatchObject(part);
    const comparison = JSON.parse((await run("compare", "deployment-rollout", "mine", "-o", "json")).stdout);
    expect(comparison.a.part).toBeUndefined();
    expect(comparison.b.part).toMatchObject(part);
    expect((await run("compare", "deployment-rollout", "mine")).stdout).toContain("what seems missing in B may only have been cut away");
  });

  it("is cut in every form", async () => {
    const { run } = workplace();
    const watched = await run("export", "pod-nginx", "--from", "12", "--as", "watch");
    const frames = watched.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, i) => i + 1));
    expect(frames[0]).toMatchObject({ type: "ADDED", initial: true, offsetMs: 0 });
    expect((await run("export", "pod-nginx", "--from", "12", "--as", "markdown")).stdout).toContain("Part of pod-nginx");
    expect((await run("export", "pod-nginx", "--from", "12", "--as", "asciicast")).stdout).toContain("Part of pod-nginx");
    expect((await run("export", "pod-nginx", "--kind", "cm")).stderr).toContain('no objects of kind "cm" in this session');
  });
});

describe("--report", () => {
  it("writes the page after what diagnose and compare print, and replaces no file", async () => {
    const { run, file } = workplace();
    const diagnosed = await run("diagnose", "pod-bad-image-tag", "--report", "d.html", "--fail-on", "critical");
    expect([diagnosed.code, diagnosed.stdout]).toEqual([3, (await run("diagnose", "pod-bad-image-tag")).stdout]);
    expect(diagnosed.stderr).toContain("wrote d.html (");
    expect((await run("show", "d.html")).stdout).toContain("pod-bad-image-tag");
    expect((await run("compare", "pod-nginx", "pod-nginx-1.28", "--report", "c.html")).stderr).toContain("wrote c.html (");
    expect((await run("compare", "c.html")).code).toBe(0);
    expect((await run("compare", "pod-nginx", "pod-nginx-1.28", "pod-crashloop", "--report", "x.html")).code).toBe(2);
    for (const report of ["none/x.html", "-", "x.kubespy.gz"])
      expect((await run("diagnose", "pod-nginx", "--report", report)).code, report).toBe(2);
    writeFileSync(file("mine.html"), "mine");
    const refused = await run("diagnose", "pod-nginx", "--report", "mine.html");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect([readFileSync(file("mine.html"), "utf8"), existsSync(file("x.html"))]).toEqual(["mine", false]);
  });

  it("of record is written also where Ctrl-C ends it, and a failure to write loses nothing", async () => {
    const { path, run, file } = workplace();
    await using server = await startCluster(path);
    const recorded = async (session: string, report: string) => {
      const args = ["record", "pods", "-A", "--until", "deleted", "--session", session, "--report", report, "--quiet"];
      const child = startProgram([...args, "--kubeconfig", server.kubeconfig, "--db", file("k.db")], { cwd: path });
      const running = ended(child);
      await Promise.race([server.until((state) => state.openStreams > 0), running]);
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "shop" }, spec: { containers: [] }, status: {} };
      server.apply("/api/v1/pods", pod);
      await run("show", session);
      rmSync(file("gone"), { recursive: true, force: true });
      child.kill("SIGINT");
      return await running;
    };
    const interrupted = await recorded("s", "s.html");
    expect([interrupted.code, interrupted.stderr]).toEqual([130, expect.stringContaining("wrote s.html (")]);
    mkdirSync(file("gone"));
    const failed = await recorded("t", "gone/t.html");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("gone/t.html was not written");
    expect((await run("ls", "-o", "name")).stdout).toBe("t\ns\n");
  });
});
