import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { ended, runProgram, serve, startProgram, temporaryFolder } from "../support/program.js";

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const env = { KUBESPY_DB: join(folder.path, "kubespy.db") };
  const run = (args: readonly string[], input?: string) =>
    runProgram(args, { cwd: folder.path, env, ...(input === undefined ? {} : { input }) });
  const frames = async (session: string) => {
    const { stdout } = await run(["export", session, "--as", "watch"]);
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; offsetMs: number; object: { kind: string; data?: Record<string, string> } });
  };
  return { run, frames, env, path: folder.path, file: (name: string) => join(folder.path, name) };
}

/** What kubectl would have written of a bundled recording. */
async function watchEvents(recording: string): Promise<readonly string[]> {
  const { stdout } = await runProgram(["export", recording, "--as", "watch"]);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; object: object })
    .map(({ type, object }) => JSON.stringify({ type, object }, undefined, 4));
}

const secret = {
  kind: "Secret",
  apiVersion: "v1",
  metadata: { name: "s", uid: "s", resourceVersion: "1" },
  data: { password: "aHVudGVyMg==" },
};

describe("kubespy import of what kubectl wrote", () => {
  it("creates a session that replays and exports, and says that its times are derived", async () => {
    const { run, frames, file } = workplace();
    const events = await watchEvents("pod-bad-image-tag");
    writeFileSync(file("Web Pods.json.gz"), gzipSync(events.join("\n")));
    const imported = await run(["import", "Web Pods.json.gz"]);
    expect(imported).toMatchObject({ code: 0, stdout: "" });
    expect(imported.stderr).toContain(`imported as session "web-pods" (${events.length} frames); arrival times unknown`);
    const replayed = await run(["replay", "web-pods", "--plain"]);
    expect(replayed.stdout).toContain("Not recorded: arrival times");
    expect(replayed.stdout).toContain("ImagePullBackOff");
    await run(["export", "web-pods"]);
    expect(await frames("web-pods.kubespy.gz")).toEqual(await frames("web-pods"));
  });

  it("keeps what precedes damage, as an interrupted session, and names file and line", async () => {
    const { run, file } = workplace();
    const events = await watchEvents("pod-nginx");
    writeFileSync(file("cut.json"), events.join("\n").slice(0, -100));
    const imported = await run(["import", "cut.json"]);
    expect(imported.code).toBe(0);
    expect(imported.stderr).toMatch(
      /^kubespy: warning: cut\.json: line \d+ \(byte \d+\): the input ends in the middle of an object; everything before it is kept\n/,
    );
    expect((await run(["ls", "-o", "json"])).stdout).toMatch(/"state":"interrupted"/);
  });

  it("reads a file in the encoding that PowerShell writes", async () => {
    const { run, frames, file } = workplace();
    const events = await watchEvents("pod-nginx");
    writeFileSync(file("shell.json"), Buffer.from(`\uFEFF${events.join("\r\n")}`, "utf16le"));
    expect((await run(["import", "shell.json"])).code).toBe(0);
    expect(await frames("shell")).toHaveLength(events.length);
  });

  it.each([
    ["notes.json", "[1, 2]", "notes.json is JSON without Kubernetes objects"],
    ["empty.json", "[\n  ", "empty.json is JSON without Kubernetes objects"],
    ["other.json", '{"name":"left-pad"}', "other.json is JSON without Kubernetes objects (line 1: it has no kind and apiVersion)"],
    ["none.json", '{"kind":"List","apiVersion":"v1","items":[]}', "none.json is a List without items: nothing was found"],
  ])("without an object creates no session: %s", async (name, text, problem) => {
    const { run, file } = workplace();
    writeFileSync(file(name), text);
    const imported = await run(["import", name]);
    expect(imported).toMatchObject({ code: 1, stdout: "" });
    expect(imported.stderr).toContain(`kubespy: error: ${problem}\nkubespy: hint: `);
    expect((await run(["ls", "-o", "name"])).stdout).toBe("");
  });

  it("never stores the value of a Secret, from a file or a pipe", async () => {
    const { run, frames, file } = workplace();
    writeFileSync(file("secret.json"), JSON.stringify(secret));
    expect((await run(["import", "secret.json"])).code).toBe(0);
    expect((await run(["record", "-", "--session", "piped"], JSON.stringify(secret))).code).toBe(0);
    for (const session of ["secret", "piped"])
      expect((await frames(session))[0]?.object.data?.["password"]).toMatch(/^kubespy:hmac-sha256:/);
  });

  it("a recording is recognised and imported as one, also from a pipe", async () => {
    const { run } = workplace();
    const { stdout } = await run(["export", "pod-nginx", "-o", "-"]);
    expect((await run(["import", "-", "--session", "same"], stdout)).code).toBe(0);
    expect((await run(["export", "same", "--as", "watch"])).stdout).toBe((await run(["export", "pod-nginx", "--as", "watch"])).stdout);
  });
});

describe("kubespy record -", () => {
  it("stamps changes when they arrive, and ends with the input", async () => {
    const { frames, env, path } = workplace();
    const [first = "", second = ""] = await watchEvents("pod-nginx");
    const child = startProgram(["record", "-", "--title", "from a pipe"], { cwd: path, env, stdin: "open" });
    const result = ended(child);
    child.stdin?.write(first);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.stdin?.end(`\n${second}`);
    const { code, stdout, stderr } = await result;
    expect(code, stderr).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stderr).toContain("recording from stdin, as session stdin");
    expect(stderr).toContain("the input ended; session stdin holds 2 frames");
    const [one, two] = await frames("stdin");
    expect((two?.offsetMs ?? 0) - (one?.offsetMs ?? 0)).toBeGreaterThanOrEqual(300);
  });

  it("ends on Ctrl-C with everything saved", async () => {
    const { frames, env, path } = workplace();
    const [first = ""] = await watchEvents("pod-nginx");
    const child = startProgram(["record", "-"], { cwd: path, env, stdin: "open" });
    const result = ended(child);
    child.stdin?.write(first);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGINT");
    expect(await result).toMatchObject({ code: 0, stderr: expect.stringContaining("stopped by Ctrl-C; session stdin holds 1 frame") });
    expect(await frames("stdin")).toHaveLength(1);
  });

  it.each([
    [["record", "-", "-n", "shop"], '--namespace cannot be combined with "-"'],
    [["record", "-", "--until", "ready"], '--until cannot be combined with "-"'],
    [["record", "-", "--", "true"], 'a command cannot be combined with "-"'],
  ])("rejects flags of a cluster: %s", async (args, message) => {
    const { run } = workplace();
    expect(await run(args, "")).toMatchObject({ code: 2, stderr: expect.stringContaining(`kubespy: error: ${message}`) });
  });

  it("skips other lines, and says so at the end", async () => {
    const { run, frames } = workplace();
    const [first = "", second = ""] = await watchEvents("pod-nginx");
    const recorded = await run(["record", "-"], `${first}\nerror: connection lost {}\n---\n${second}\n`);
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(recorded.stderr).toMatch(/stdin: 2 lines are no JSON and were skipped, the first in line \d+\n/);
    expect(await frames("stdin")).toHaveLength(2);
  });

  it("keeps what precedes a cut, and fails; fails where nothing can be read", async () => {
    const { run, frames } = workplace();
    const [first = ""] = await watchEvents("pod-nginx");
    const recorded = await run(["record", "-"], `${first}\n{"type":`);
    expect(recorded.code).toBe(1);
    expect(recorded.stderr).toMatch(/stdin: line \d+ \(byte \d+\): the input ends in the middle of an object/);
    expect(await frames("stdin")).toHaveLength(1);
    expect(await run(["record", "-", "--session", "none"], "no JSON")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("kubespy: error: stdin: 1 line is no JSON and was skipped, in line 1"),
    });
  });

  it("stamps an object in YAML when it arrives, not when the next one does", async () => {
    const { frames, env, path } = workplace();
    const pod = (version: number) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  uid: u\n  resourceVersion: '${version}'\n`;
    const child = startProgram(["record", "-"], { cwd: path, env, stdin: "open" });
    const result = ended(child);
    child.stdin?.write(pod(1));
    // It is printed although no line says that it has ended.
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.stdin?.end(`---\n${pod(2)}`);
    const { code, stderr } = await result;
    expect(code, stderr).toBe(0);
    const [one, two] = await frames("stdin");
    expect((two?.offsetMs ?? 0) - (one?.offsetMs ?? 0)).toBeGreaterThanOrEqual(250);
  });

  it.skipIf(!hasKubectl)("takes the pipe of a real kubectl, object for object", { timeout: 30_000 }, async () => {
    const { run, frames } = workplace();
    await using served = await serve("pod-nginx", ["--at", "100%"]);
    await using earlier = await serve("pod-nginx", ["--at", "5s"]);
    const get = (kubeconfig: string) =>
      spawnSync("kubectl", ["--kubeconfig", kubeconfig, "get", "events", "-o", "json"], {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      }).stdout;
    const recorded = await run(["record", "-"], get(earlier.kubeconfig) + get(served.kubeconfig));
    expect(recorded.code, recorded.stderr).toBe(0);
    const events = (await watchEvents("pod-nginx"))
      .map((text) => JSON.parse(text) as { object: { kind: string; metadata: { uid: string } } })
      .filter(({ object }) => object.kind === "Event");
    expect(new Set((await frames("stdin")).map((frame) => frame.object.kind))).toEqual(new Set(["Event"]));
    expect((await frames("stdin")).length).toBeGreaterThanOrEqual(new Set(events.map(({ object }) => object.metadata.uid)).size);
  });
});
