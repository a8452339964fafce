import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { ImportProgress } from "../../src/commands/import/import-progress.js";
import { auditOfFrames } from "../importing/audit/audit-of-recording.js";
import { auditEvent, podState, second } from "../importing/audit/support.js";
import { bundled, objectFrames } from "../serve/bundled.js";
import { runInProcess } from "../support/in-process.js";
import { temporaryFolder } from "../support/program.js";

function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const options = { cwd: folder.path, env: { KUBESPY_DB: join(folder.path, "kubespy.db"), KUBESPY_HINTS: "off" } };
  return {
    run: (...args: readonly string[]) => runInProcess(args, options),
    options,
    write: (name: string, content: string | Uint8Array) => writeFileSync(join(folder.path, name), content),
    folder: (name: string) => mkdirSync(join(folder.path, name)),
  };
}

const rollout = async () => auditOfFrames(await objectFrames(await bundled("deployment-rollout"))).map(({ text }) => `${text}\n`);

describe("kubespy import of audit logs", () => {
  it("makes one session of several files, compressed or not, and of directories of them", async () => {
    const { run, write, folder } = workplace();
    const lines = await rollout();
    folder("logs");
    write("audit.log", lines.slice(60).join(""));
    write("logs/audit-1.log.gz", gzipSync(lines.slice(0, 30).join("")));
    write("logs/audit-2.log", lines.slice(20, 60).join(""));
    write("logs/notes.txt", "rotated daily");
    const imported = await run("import", "audit.log", "logs");
    expect(imported.stderr).toContain("kubespy: warning: logs/notes.txt was skipped: it is a text without objects\n");
    expect(imported.stderr).toContain('imported as session "audit" (');
    expect(imported.code).toBe(0);
    write("whole.log", lines.join(""));
    await run("import", "whole.log");
    const [one, other] = await Promise.all(["audit", "whole"].map((session) => run("export", session, "--as", "watch")));
    expect(one?.stdout).toBe(other?.stdout);
  });

  it("says who asked, in sentences, by --by and in JSON, also from a file of the session", async () => {
    const { run, write } = workplace();
    write("audit.log", (await rollout()).join(""));
    await run("import", "audit.log");
    await run("export", "audit", "-o", "out.kubespy.gz");
    for (const session of ["audit", "out.kubespy.gz"]) {
      const changes = await run("changes", session, "--by", "alice");
      expect([session, changes.stderr]).toEqual([session, ""]);
      expect(changes.stdout).toContain("(by alice with kubectl)");
      expect(changes.stdout).toContain("by: alice, update, kubectl/v1.36.2 (linux/amd64) kubernetes/abc, from 10.0.0.1\n");
      expect(changes.stdout).not.toContain("system:");
      const json = (await run("replay", session, "-o", "json")).stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { actor: unknown });
      expect(json[0]?.actor).toEqual({
        ...{ user: "alice", verb: "create", userAgent: "kubectl/v1.36.2 (linux/amd64) kubernetes/abc" },
        sources: ["10.0.0.1"],
      });
    }
    const nobody = await run("changes", "audit", "--by", "bob");
    expect(nobody.stderr).toContain('no change by "bob"; the changes here are by ');
  });

  it("reads a part only, and says that another input has no such parts", async () => {
    const { run, write } = workplace();
    write("audit.log", (await rollout()).join(""));
    await run("import", "audit.log", "--kind", "deploy", "-n", "default", "--session", "deployments");
    const shown = await run("export", "deployments", "--as", "watch");
    expect(
      new Set(
        shown.stdout
          .trimEnd()
          .split("\n")
          .map((line) => (JSON.parse(line) as { object: { kind: string } }).object.kind),
      ),
    ).toEqual(new Set(["Deployment"]));
    expect((await run("import", "audit.log", "--until", "2020-01-01")).stderr).toMatch(
      /audit.log holds no change that was chosen: \d+ audit events, \d+ of them other changes\nkubespy: hint: choose others with -n/,
    );
    expect(await run("import", "pod-nginx", "--kind", "po")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('-n, --object, --kind, --since and --until choose from audit logs, and "pod-nginx" is none'),
    });
  });

  it.each([
    ["--since", "yesterday", 'invalid --since "yesterday"'],
    ["--until", "12", 'invalid --until "12"'],
  ])("refuses %s %s", async (flag, value, message) => {
    const { run, write } = workplace();
    write("audit.log", auditEvent({ verb: "create", stageTimestamp: second(0), responseObject: podState("1") }));
    expect(await run("import", "audit.log", flag, value)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("refuses --since after --until", async () => {
    const { run } = workplace();
    const { code, stderr } = await run("import", "audit.log", "--since", "1h", "--until", "2h");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--since 1h is after --until 2h")]);
  });

  it("of a log without answers, says what there is instead and which policy helps", async () => {
    const { run, write } = workplace();
    const event = { level: "Metadata", stageTimestamp: second(0) };
    write("audit.log", [auditEvent({ ...event, verb: "patch" }), auditEvent({ ...event, verb: "get" })].join("\n"));
    const { code, stderr } = await run("import", "audit.log");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "audit.log holds no change of an object with its state: 2 audit events; 1 reads; states: 1 change of 1 object known by name only",
    );
    expect(stderr).toContain("hint: the policy must log changes at level RequestResponse: docs/audit-logs.md has one");
  });

  it("keeps what was read before Ctrl-C, as an interrupted session", async () => {
    const { options, run } = workplace();
    const lines = await rollout();
    const interrupt = new AbortController();
    const stdin = new Readable({ read() {} });
    stdin.push(lines.slice(0, 40).join(""));
    setTimeout(() => interrupt.abort("SIGINT"), 300);
    const { code, stderr } = await runInProcess(["import", "-", "--session", "cut"], { ...options, stdin, interrupt: interrupt.signal });
    expect([code, stderr]).toEqual([130, expect.stringContaining('imported as session "cut" (')]);
    expect((await run("ls", "-o", "json")).stdout).toContain('"state":"interrupted"');
  });
});

it("progress is one line of a terminal, which other text replaces; elsewhere there is none", () => {
  for (const isTty of [true, false]) {
    const written: string[] = [];
    const progress = new ImportProgress({ ...quiet, isTty, write: (text) => written.push(String(text)) > 0 });
    progress.clear();
    progress.show({ readBytes: 3 * 1024 * 1024, events: 12_345, changes: 678 });
    progress.show({ readBytes: 4 * 1024 * 1024, events: 20_000, changes: 900, frames: 80 });
    progress.clear();
    const lines = [
      "\r\u001b[Kread 12,345 audit events (3 MiB), 678 changes",
      "\r\u001b[Kread 20,000 audit events (4 MiB), 900 changes; 80 frames stored",
      "\r\u001b[K",
    ];
    expect(written).toEqual(isTty ? lines : []);
  }
});

const quiet = { drained: () => Promise.resolve(), columns: () => 80, rows: () => 24, colour: false };
