import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { projectRoot, runProgram, temporaryFolder } from "../support/program.js";

/** A folder to work in, with a database of its own. */
function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const db = join(folder.path, "kubespy.db");
  const run = (args: readonly string[], input?: Uint8Array) =>
    runProgram(args, { cwd: folder.path, env: { KUBESPY_DB: db }, ...(input === undefined ? {} : { input }) });
  return { path: folder.path, db, run, file: (name: string) => join(folder.path, name) };
}

const bundled = (name: string) => readFileSync(join(projectRoot, "recordings", `${name}.kubespy.gz`));

describe("kubespy export and import", () => {
  it("carry a session through a file and back without loss", async () => {
    const { run, file } = workplace();
    expect(await run(["import", "deployment-rollout", "--session", "mine"])).toMatchObject({ code: 0, stdout: "" });
    const exported = await run(["export", "mine"]);
    expect(exported).toMatchObject({ code: 0, stdout: "" });
    expect(exported.stderr).toMatch(/^wrote mine\.kubespy\.gz \(140 frames, [\d.]+ kB\)\n/);
    const original = await run(["export", "deployment-rollout", "--as", "watch"]);
    const carried = await run(["export", "mine.kubespy.gz", "--as", "watch"]);
    expect(original.stdout.split("\n")).toHaveLength(141);
    expect(carried.stdout === original.stdout).toBe(true);
    expect(readFileSync(file("mine.kubespy.gz")).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  it("write plain lines where the name does not end in .gz, and to a pipe", async () => {
    const { run, file } = workplace();
    await run(["export", "pod-nginx", "-o", "plain.kubespy"]);
    const { stdout } = await run(["export", "pod-nginx", "-o", "-"]);
    expect(readFileSync(file("plain.kubespy"), "utf8")).toBe(stdout);
    expect(stdout).toBe(gunzipSync(bundled("pod-nginx")).toString());
  });

  it("say what is in clear, before a file is shared; ls and show say so too", async () => {
    const { run, file } = workplace();
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "db", uid: "u" }, stringData: { password: "hunter2" } };
    const input = Buffer.from(JSON.stringify({ type: "ADDED", object: secret }));
    await run(["record", "-", "--session", "clear", "--include-secret-values"], input);
    await run(["record", "-", "--session", "digests"], input);
    const warning = "kubespy: warning: session clear holds values of Secrets in clear (recorded with --include-secret-values)\n";
    const listed = await run(["ls", "-o", "json"]);
    expect(listed.stderr).toBe(warning);
    const jsons = listed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(jsons).toMatchObject([{ secretValues: "digests" }, { secretValues: "clear" }]);
    const shown = await run(["show", "clear"]);
    expect(shown.stderr).toBe(warning);
    expect(shown.stdout.replace(/\s+/g, " ")).toContain(
      "Confidential: values of Secrets, environment variables of containers and ConfigMaps are in clear.",
    );
    expect(await run(["show", "digests", "-o", "json"])).toMatchObject({
      stderr: "",
      stdout: expect.stringContaining('"secretValues":"digests"'),
    });
    for (const flags of [
      ["-o", "x.gz"],
      ["-o", "-"],
      ["--as", "watch"],
    ]) {
      const clear = await run(["export", "clear", ...flags, "--force"]);
      expect(clear.stderr).toContain(warning);
      expect(clear.stdout).not.toContain("warning");
      const digests = await run(["export", "digests", ...flags, "--force"]);
      expect(digests.stderr).toContain(
        "before you share it: values of Secrets are digests; environment variables of containers and ConfigMaps are in clear\n",
      );
      expect(digests.stdout).not.toContain("hunter2");
    }
    writeFileSync(file("clear.kubespy"), (await run(["export", "clear", "-o", "-"])).stdout);
    expect((await run(["import", "clear.kubespy"])).stderr).toContain(
      "warning: the recording holds values of Secrets in clear; so will the session",
    );
  });

  it("replace no file without --force, and leave no partial file", async () => {
    const { run, path, file } = workplace();
    writeFileSync(file("pod-nginx.kubespy.gz"), "precious");
    const refused = await run(["export", "pod-nginx", "-o", "pod-nginx.kubespy.gz"]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('"pod-nginx.kubespy.gz" already exists') });
    expect(readFileSync(file("pod-nginx.kubespy.gz"), "utf8")).toBe("precious");
    expect((await run(["export", "pod-nginx", "--force", "-o", "pod-nginx.kubespy.gz"])).code).toBe(0);
    expect((await run(["export", "pod-nginx", "-o", "no/such/folder.gz"])).stderr).toContain("its directory does not exist");
    expect(readdirSync(path)).toEqual(["pod-nginx.kubespy.gz"]);
  });

  it("keep the readable part of a truncated file, and warn about it", async () => {
    const { run, file } = workplace();
    writeFileSync(file("cut.kubespy.gz"), bundled("pod-nginx").subarray(0, 2500));
    const imported = await run(["import", "cut.kubespy.gz"]);
    expect(imported.code).toBe(0);
    expect(imported.stderr).toMatch(
      /^kubespy: warning: cut\.kubespy\.gz: it is cut short; \d+ frames are readable\nimported as session "pod-nginx"/,
    );
    const { stdout } = await run(["ls", "-o", "json"]);
    const session = JSON.parse(stdout) as { state: string; frames: number };
    expect(session.state).toBe("interrupted");
    expect(session.frames).toBeGreaterThan(3);
  });

  it("append a number to a taken name, unless the name was given", async () => {
    const { run } = workplace();
    for (let n = 0; n < 3; n++) await run(["import", "pod-nginx"]);
    expect((await run(["ls", "-o", "name"])).stdout).toBe("pod-nginx-3\npod-nginx-2\npod-nginx\n");
    const refused = await run(["import", "pod-nginx", "--session", "pod-nginx"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('a session "pod-nginx" already exists in') });
  });

  it("report why a file is no recording", async () => {
    const { run, file, db } = workplace();
    writeFileSync(file("pod.json"), '{"kind":"Pod","apiVersion":"v1"}');
    expect((await run(["replay", "./pod.json"])).stderr).toBe(
      'kubespy: error: ./pod.json is not a kubespy recording: it looks like Kubernetes objects in JSON\nkubespy: hint: run "kubespy import ./pod.json" to import it as a session\n',
    );
    expect((await run(["import", "gone.kubespy.gz"])).stderr).toContain('no file "gone.kubespy.gz"');
    expect(existsSync(db)).toBe(false);
  });
});

describe("where a session is expected", () => {
  it("a recording file, stdin, a name, a unique prefix, @latest and a bundled recording are accepted", async () => {
    const { run } = workplace();
    await run(["import", "pod-nginx", "--session", "web-run"]);
    await run(["export", "web-run", "-o", "f.kubespy.gz"]);
    const text = (await run(["export", "pod-nginx", "--as", "watch"])).stdout;
    for (const reference of ["web-run", "web", "@latest", "f.kubespy.gz", "./f.kubespy.gz"])
      expect((await run(["export", reference, "--as", "watch"])).stdout === text).toBe(true);
    expect((await run(["export", "-", "--as", "watch"], bundled("pod-nginx"))).stdout === text).toBe(true);
  });

  it("an unknown name gets a suggestion, and no database is created", async () => {
    const { run, db } = workplace();
    const { code, stderr } = await run(["export", "pod-ngnx"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`kubespy: error: no session "pod-ngnx" in ${db}\nkubespy: hint: did you mean "pod-nginx"?`);
    expect(stderr).toContain('run "kubespy ls"');
    expect(existsSync(db)).toBe(false);
  });

  it("a name never leads out of the directory of recordings", async () => {
    const { run } = workplace();
    expect((await run(["export", "../recordings/pod-nginx"])).stderr).toContain('no file "../recordings/pod-nginx"');
    expect((await run(["export", "..%2frecordings%2fpod-nginx"])).code).toBe(1);
  });
});

describe("kubespy ls and rm", () => {
  it("list sessions, newest first, as a table, JSON or names", async () => {
    const { run } = workplace();
    const empty = await run(["ls"]);
    expect(empty).toMatchObject({ code: 0, stdout: "" });
    expect(empty.stderr).toMatch(/^no session in .*kubespy\.db yet\n/);
    await run(["import", "pod-nginx"]);
    await run(["import", "job-backoff"]);
    const { stdout } = await run(["ls"]);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/)[0])).toEqual(["NAME", "job-backoff", "pod-nginx", ""]);
    const sessions = (await run(["ls", "-o", "json"])).stdout.trimEnd().split("\n");
    expect(sessions.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { schemaVersion: 1, name: "job-backoff", frames: 79 },
      { schemaVersion: 1, name: "pod-nginx", frames: 16, objects: 6, gaps: 0, state: "ended" },
    ]);
    expect((await run(["ls", "--bundled", "-o", "name"])).stdout.split("\n")).toHaveLength(19);
  });

  it("remove sessions only by full name, all or none, and only after confirmation", async () => {
    const { run } = workplace();
    await run(["import", "pod-nginx"]);
    await run(["import", "job-backoff"]);
    expect(await run(["rm", "pod-nginx"])).toMatchObject({ code: 2, stderr: expect.stringContaining("pass --yes") });
    expect(await run(["rm", "pod-nginx", "nope", "--yes"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no session "nope"'),
    });
    expect((await run(["rm", "pod", "--yes"])).code).toBe(1);
    expect((await run(["ls", "-o", "name"])).stdout).toBe("job-backoff\npod-nginx\n");
    expect(await run(["rm", "pod-nginx", "job-backoff", "--yes"])).toMatchObject({
      code: 0,
      stderr: "removed pod-nginx\nremoved job-backoff\n",
    });
    expect((await run(["ls", "-o", "name"])).stdout).toBe("");
  });

  it("report a file that is no database, or another program's", async () => {
    const { run, db, file } = workplace();
    writeFileSync(db, "my notes, which are not a database at all".repeat(99));
    expect(await run(["ls"])).toMatchObject({ code: 1, stderr: expect.stringContaining(`${db} is not a database`) });
    mkdirSync(file("folder.db"));
    expect(await run(["ls", "--db", "folder.db"])).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot open") });
  });
});
