import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { kubeconfigFor, startCluster } from "../support/cluster.js";
import type { FaultServer, TestObject } from "../support/fault-server.js";
import { statusBody } from "../support/fault-server.js";
import { ended, type ProgramResult, runProgram, startProgram, temporaryFolder } from "../support/program.js";

const pods = "/api/v1/pods";
const secrets = "/api/v1/secrets";

function pod(name: string, status: object = {}): TestObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels: { app: "web" } },
    spec: { containers: [{ name: "c", image: "i" }] },
    status,
  };
}

const ready = {
  phase: "Running",
  conditions: [{ type: "Ready", status: "True" }],
  containerStatuses: [{ name: "c", ready: true, restartCount: 0, state: { running: {} } }],
};

interface Watched {
  readonly sequence: number;
  readonly type: string;
  readonly initial?: true;
  readonly object: TestObject;
}

/** A recording against a cluster of the test's: give it what to do while watching. */
async function record(
  args: readonly string[],
  during: (server: FaultServer, child: ReturnType<typeof startProgram>) => Promise<void> | void = () => {},
  before: (server: FaultServer) => void = () => {},
): Promise<ProgramResult & { readonly frames: readonly Watched[]; readonly ls: string; readonly requests: FaultServer["requests"] }> {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path);
  before(server);
  const db = ["--db", join(folder.path, "k.db")];
  const child = startProgram(["record", "--session", "s", "--kubeconfig", server.kubeconfig, ...db, ...args]);
  const running = ended(child);
  await Promise.race([server.until((state) => state.openStreams > 0), running]);
  await during(server, child);
  const result = await running;
  const ls = (await runProgram(["ls", "-o", "json", ...db])).stdout;
  const exported = await runProgram(["export", "s", "--as", "watch", ...db]);
  const frames = exported.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Watched);
  return { ...result, frames, ls, requests: server.requests };
}

function opened(file: string) {
  const database = new Sqlite(file, { readonly: true });
  return { count: (sql: string) => database.prepare(sql).pluck().get(), [Symbol.dispose]: () => void database.close() };
}

describe("kubespy record", () => {
  it("records existing objects, every change, deletion and the next incarnation, in the namespace of the context", async () => {
    const { frames, requests, code } = await record(
      ["pod", "web", "--for", "2s"],
      (server) => {
        server.apply(pods, pod("web", { phase: "Running" }));
        server.remove(pods, "web", "shop");
        server.apply(pods, pod("web"));
        server.apply(pods, pod("other"));
      },
      (server) => server.apply(pods, pod("web", { phase: "Pending" })),
    );
    expect(code).toBe(0);
    expect(frames.map((frame) => `${frame.type} ${frame.initial ?? false}`)).toEqual([
      "ADDED true",
      "MODIFIED false",
      "DELETED false",
      "ADDED false",
    ]);
    expect(new Set(frames.map((frame) => frame.object.metadata.uid)).size).toBe(2);
    expect(requests.filter((request) => request.kind === "list").map((request) => request.path)).toContain("/api/v1/namespaces/shop/pods");
  });

  it("--until ready ends with 0 once the target is ready, and with 1 when it is not in time", async () => {
    const reached = await record(["pod/web", "--until", "ready"], (server) => void server.apply(pods, pod("web", ready)));
    expect([reached.code, reached.stderr]).toEqual([0, expect.stringContaining("all targets are ready")]);
    const late = await record(["pod/web", "--until", "ready", "--timeout", "2s"]);
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining("not ready within 2.00s")]);
  });

  it("says what it found in the same words with and without --quiet", async () => {
    const evicted = pod("web", { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." });
    const closing = async (...flags: readonly string[]) => {
      const { stderr } = await record(["pods", "--only", "--for", "2s", ...flags], (server) => void server.apply(pods, evicted));
      return stderr.split("\n").filter((line) => line.includes("diagnose s"));
    };
    const shown = await closing();
    expect(shown).toEqual([expect.stringMatching(/^kubespy: 1 finding, open; see "kubespy diagnose s --db \S+"$/)]);
    const withoutPath = (lines: readonly string[]) => lines.map((line) => line.replace(/--db \S+"/, '--db DB"'));
    expect(withoutPath(await closing("--quiet"))).toEqual(withoutPath(shown));
  });

  it("points to diagnose where the findings of a --quiet recording are not read, because it is to end now", async () => {
    const evicted = pod("web", { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." });
    const { stderr, code } = await record(
      ["pods", "--only", "--quiet"],
      async (server, child) => {
        server.fault({ on: "list", times: 9, act: { do: "silence" } });
        child.stderr?.on("data", (text: Buffer) => {
          if (text.includes("verifying the end")) child.kill("SIGINT");
        });
        child.kill("SIGINT");
      },
      (server) => void server.apply(pods, evicted),
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^kubespy: for its findings, see "kubespy diagnose s --db \S+"$/m);
  });

  it("runs the command once all watches are open, passes its output through and keeps its exit status", async () => {
    const { code, stdout, ls } = await record(
      ["pod", "web", "--until", "ready", "--", "sh", "-c", "echo from the command; exit 7"],
      (server) => void server.apply(pods, pod("web", ready)),
    );
    expect(code).toBe(7);
    expect(stdout).toContain("from the command\n");
    expect(JSON.parse(ls)).toMatchObject({ name: "s" });
  });

  it("a command that cannot be run ends the recording with an error, and leaves no empty session", async () => {
    const { code, stderr, ls } = await record(["pod", "web", "--", "no-such-command"]);
    expect([code, ls]).toEqual([127, ""]);
    expect(stderr).toContain('cannot run "no-such-command": not found');
  });

  it("keeps the analysis of a recording that ends by itself; who stops one with Ctrl-C does not wait for it", async () => {
    for (const signal of [undefined, "SIGINT"] as const) {
      using folder = temporaryFolder();
      await using server = await startCluster(folder.path);
      server.apply(pods, pod("web", ready));
      const db = ["--db", join(folder.path, "k.db")];
      const limit = signal === undefined ? ["--until", "ready"] : [];
      const child = startProgram(["record", "pod", "web", "--session", "s", "--kubeconfig", server.kubeconfig, ...limit, ...db]);
      const running = ended(child);
      await Promise.race([server.until((state) => state.openStreams > 0), running]);
      if (signal !== undefined) child.kill(signal);
      expect(await running).toMatchObject({ code: 0 });
      using database = opened(join(folder.path, "k.db"));
      expect(database.count("SELECT count(*) FROM derived WHERE part = 'history'")).toBe(signal === undefined ? 1 : 0);
    }
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s saves everything seen and ends the session properly", async (signal) => {
    const { code, frames, ls } = await record(["pods"], async (server, child) => {
      for (let i = 0; i < 20; i++) server.apply(pods, pod(`web-${i}`));
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      child.kill(signal);
    });
    expect([code, frames.length]).toEqual([0, 20]);
    expect(JSON.parse(ls)).toMatchObject({ state: "ended" });
  });

  it("an interrupted wait for --until exits with 130; nothing seen leaves no session", async () => {
    const { code, ls, stderr } = await record(["pod", "web", "--until", "ready"], (_, child) => void child.kill("SIGINT"));
    expect([code, ls]).toEqual([130, ""]);
    expect(stderr).toContain("nothing was seen; no session was kept");
  });

  it("kill -9 loses nothing that was committed: the session opens and is shown as interrupted", async () => {
    const { frames, ls } = await record(["pods"], async (server, child) => {
      for (let i = 0; i < 50; i++) server.apply(pods, pod(`web-${i}`));
      await new Promise((resolve) => setTimeout(resolve, 1200));
      child.kill("SIGKILL");
    });
    expect(frames.map((frame) => frame.sequence)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(JSON.parse(ls)).toMatchObject({ state: "interrupted" });
  });

  it("a stream that is cut off is resumed without loss and without a gap", async () => {
    const { frames } = await record(["pods", "--only", "--for", "3s"], async (server) => {
      server.apply(pods, pod("a"));
      server.cut();
      server.apply(pods, pod("b"));
    });
    expect(frames.map((frame) => `${frame.type} ${frame.object?.metadata.name}`)).toEqual(["ADDED a", "ADDED b"]);
  });

  it("lost history makes a gap, and deletions in it are inferred", async () => {
    const { frames } = await record(
      ["pods", "--only", "--for", "4s"],
      async (server) => {
        server.fault({ on: "watch", act: { do: "answer", status: 503, body: "busy" } });
        server.cut();
        server.remove(pods, "a", "shop");
        server.apply(pods, pod("b"));
        server.compact();
      },
      (server) => void server.apply(pods, pod("a")),
    );
    expect(frames.map((frame) => frame.type)).toEqual(["ADDED", "GAP", "DELETED", "ADDED"]);
    expect(frames[1]).toMatchObject({ possibleLoss: true, from: expect.any(String), to: expect.any(String) });
    expect(frames[2]).toMatchObject({ inferred: true });
  });

  it("what a role does not allow is reported as an omission; the rest is recorded", async () => {
    const forbidden = statusBody(403, "Forbidden", 'events is forbidden: User "viewer" cannot list resource "events"', { kind: "events" });
    const { code, frames, stderr } = await record(
      ["pod", "web", "--for", "1s"],
      (server) => void server.apply(pods, pod("web")),
      (server) => server.fault({ path: "/events", times: 99, act: { do: "answer", status: 403, body: forbidden } }),
    );
    expect([code, frames.length]).toEqual([0, 1]);
    expect(stderr).toContain("not recorded: events in namespace shop: events is forbidden");
  });

  it("values of Secrets never reach the disk without --include-secret-values", async () => {
    const secret = (password: string): TestObject => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db", namespace: "shop" },
      data: { password: Buffer.from(password).toString("base64") },
    });
    const during = (server: FaultServer) => {
      server.apply(secrets, secret("hunter2"));
      server.apply(secrets, secret("correct horse"));
    };
    const safe = await record(["secret", "db", "--for", "1s"], during);
    const values = safe.frames.map((frame) => (frame.object["data"] as { password: string }).password);
    expect(values).toHaveLength(2);
    expect(values[0]).not.toBe(values[1]);
    expect(JSON.stringify(safe.frames)).not.toContain(Buffer.from("hunter2").toString("base64"));
    const clear = await record(["secret", "db", "--for", "1s", "--include-secret-values"], during);
    expect(JSON.stringify(clear.frames)).toContain(Buffer.from("hunter2").toString("base64"));
  });
});

describe("kubespy record with invalid input", () => {
  async function refused(args: readonly string[], before: (server: FaultServer) => void = () => {}): Promise<string> {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    before(server);
    const db = ["--db", join(folder.path, "k.db")];
    const { code, stderr } = await runProgram(["record", ...args, "--kubeconfig", server.kubeconfig, ...db]);
    expect((await runProgram(["ls", "-o", "name", ...db])).stdout).toBe("");
    return `${code} ${stderr.trim()}`;
  }

  it.each([
    [["pood", "web"], /^2 kubespy: error: .*"pood"[\s\S]*hint: .*pod/],
    [["pod", "web", "-l", "app=web"], /^2 kubespy: error: /],
    [["pods", "-l", "a b"], /^2 kubespy: error: .*selector/],
    [["pods", "--for", "soon"], /^2 kubespy: error: invalid --for "soon"/],
    [["pods", "--until", "redy"], /^2 kubespy: error: [\s\S]*did you mean "--until ready"/],
    [["pods", "--for", "1s", "--until", "ready"], /^2 kubespy: error: --for and --until cannot be combined/],
    [["pods", "-n", "a", "-A"], /^2 kubespy: error: --namespace and --all-namespaces cannot be combined/],
    [[], /^2 kubespy: error: no target given/],
    [["pods", "--no-such-flag"], /^2 kubespy: error: unknown flag/],
  ])("%j", async (args, told) => {
    expect(await refused(args)).toMatch(told);
  });

  it("401 names the context and the server, and leaves no session", async () => {
    const unauthorized = statusBody(401, "Unauthorized", "Unauthorized");
    const told = await refused(["pod", "web"], (server) =>
      server.fault({ on: "any", times: 99, act: { do: "answer", status: 401, body: unauthorized } }),
    );
    expect(told).toMatch(/^1 kubespy: error: .*127\.0\.0\.1.*context "test"[\s\S]*hint: /);
  });

  it("403 on the target itself", async () => {
    const forbidden = statusBody(403, "Forbidden", 'pods "web" is forbidden');
    const told = await refused(["pod", "web"], (server) =>
      server.fault({ path: "/pods", times: 99, act: { do: "answer", status: 403, body: forbidden } }),
    );
    expect(told).toMatch(/^1 kubespy: error: [\s\S]*forbidden[\s\S]*hint: /);
  });

  it("a server that is not there, and no kubeconfig at all", async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "kubeconfig");
    writeFileSync(file, kubeconfigFor("http://127.0.0.1:1"));
    const gone = await runProgram(["record", "pod", "web", "--kubeconfig", file, "--db", join(folder.path, "k.db")]);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringMatching(/error: [\s\S]*127\.0\.0\.1:1[\s\S]*hint: /)]);
    const none = await runProgram(["record", "pod", "web", "--db", join(folder.path, "k.db")]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/error: [\s\S]*kubeconfig[\s\S]*hint: /)]);
  });
});
