import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { startCluster } from "../support/cluster.js";
import { type FaultServer, statusBody, type TestObject } from "../support/fault-server.js";
import { ended, type ProgramResult, runProgram, startProgram, temporaryFolder } from "../support/program.js";

const pods = "/api/v1/pods";
const pod = (name: string): TestObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop" } });

interface Stage {
  readonly server: FaultServer;
  readonly db: string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves when the program has written this. */
  readonly says: (text: string) => Promise<void>;
}

/** The built program records a cluster of the test's own; `after` looks at what it left in its database. */
async function record<T>(
  args: readonly string[],
  during: (stage: Stage) => Promise<void> | void,
  after: (db: string) => Promise<T>,
): Promise<ProgramResult & { readonly tookMs: number; readonly found: T }> {
  using folder = temporaryFolder();
  await using server = await startCluster(folder.path);
  const db = join(folder.path, "k.db");
  server.apply(pods, pod("a"));
  server.fault({ on: "watch", path: "/pods", afterEvents: 1, act: { do: "silence" } });
  const child = startProgram(["record", ...args, "--session", "s", "--kubeconfig", server.kubeconfig, "--db", db]);
  const result = ended(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const says = async (text: string) => {
    while (!said.includes(text) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  let signalledMs = performance.now();
  const signal = (name: NodeJS.Signals) => {
    signalledMs = performance.now();
    child.kill(name);
  };
  await Promise.race([server.until(({ openStreams }) => openStreams > 0), result]);
  await during({ server, db, signal, says });
  const end = await result;
  return { ...end, tookMs: performance.now() - signalledMs, found: await after(db) };
}

const nothing = async () => undefined;
const ls = async (db: string) => (await runProgram(["ls", "-o", "wide", "--db", db])).stdout;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the end of kubespy record", () => {
  it("brings the changes that a half-open connection kept back, and says that all is complete: in its last line, ls, show, and the file", async () => {
    const { stderr, found, code } = await record(
      ["pods", "--only"],
      async ({ server, signal, says }) => {
        server.apply(pods, pod("b"));
        await says("Pod/b");
        for (const name of ["c", "d"]) server.apply(pods, pod(name));
        server.remove(pods, "c", "shop");
        signal("SIGINT");
      },
      async (db) => {
        const shown = await runProgram(["show", "s", "--db", db]);
        const json = await runProgram(["show", "s", "-o", "json", "--db", db]);
        const file = await runProgram(["export", "s", "-o", "-", "--db", db]);
        return {
          wide: await ls(db),
          shown: shown.stdout,
          json: JSON.parse(json.stdout),
          end: JSON.parse(file.stdout.trimEnd().split("\n").at(-1) ?? ""),
        };
      },
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("kubespy: verifying the end; Ctrl-C again to skip\n")]);
    expect(stderr).toMatch(/session s holds 5 frames, 4 objects, 0 gaps in [0-9.]+s; complete, verified at the end\n/);
    expect(found.wide).toMatch(/ COMPLETE +TARGETS +TITLE\n.* complete, verified at the end {2}pods\n/);
    expect(found.shown).toContain("\nCompleteness: complete, verified at the end.\n");
    expect(found.json).toMatchObject({ completeness: { verified: true, possibleLosses: 0 }, frames: 5 });
    expect(found.end).toMatchObject({ type: "END", verification: { verified: true, possibleLosses: 0 } });
  });

  it("a second signal skips the verification and saves", async () => {
    const { stderr, code, found } = await record(
      ["pods", "--only"],
      async ({ server, signal, says }) => {
        server.apply(pods, pod("b"));
        await says("Pod/b");
        server.fault({ on: "list", times: 9, act: { do: "silence" } });
        signal("SIGINT");
        await says("verifying the end");
        signal("SIGTERM");
      },
      ls,
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/stopped by Ctrl-C; session s holds 2 frames.*; end not verified: skipped\n/),
    ]);
    expect(found).toContain("end not verified: skipped");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("a third signal (%s) exits at once with %d; what was committed stays", async (last, exitCode) => {
    const { code, found } = await record(
      ["pods", "--only"],
      async ({ server, signal, db, says }) => {
        server.apply(pods, pod("b"));
        await says("Pod/b");
        const blocker = new Database(db);
        const isStored = () => (blocker.prepare("SELECT frames FROM sessions").get() as { frames: number }).frames === 2;
        while (!isStored()) await wait(20);
        // Nothing more can be written, so that the end waits.
        blocker.exec("BEGIN IMMEDIATE");
        signal("SIGINT");
        await says("verifying the end");
        signal("SIGINT");
        await wait(100);
        signal(last);
        await wait(300);
        blocker.close();
      },
      async (db) => (await runProgram(["ls", "-o", "json", "--db", db])).stdout,
    );
    expect(code).toBe(exitCode);
    expect(JSON.parse(found)).toMatchObject({
      state: "interrupted",
      frames: 2,
      completeness: { verified: false, reason: "it has no recorded end" },
    });
  });

  it("a signal after another end skips its verification", async () => {
    const { stderr, code } = await record(
      ["pods", "--only", "--for", "300ms"],
      async ({ server, signal }) => {
        server.fault({ on: "list", times: 9, act: { do: "silence" } });
        await server.until(({ requests }) => requests.filter(({ kind }) => kind === "list").length > 1);
        signal("SIGTERM");
      },
      nothing,
    );
    expect([code, stderr]).toEqual([0, expect.stringMatching(/recorded for 0.30s; session s .*; end not verified: skipped\n/)]);
  });

  it("takes a second where nothing answers, and says so", async () => {
    const { stderr, tookMs } = await record(
      ["pods", "--only"],
      ({ server, signal }) => {
        server.fault({ on: "list", times: 9, act: { do: "silence" } });
        signal("SIGTERM");
      },
      nothing,
    );
    expect(stderr).toContain("; end not verified: the cluster did not answer within 1s\n");
    // With what a busy machine takes to end a process; the silent requests would last for much longer.
    expect(tookMs).toBeLessThan(5000);
  });

  it("is complete but for the gaps that stay", async () => {
    const { stderr, found } = await record(
      ["pods", "--only", "--for", "700ms"],
      ({ server }) => {
        server.apply(pods, pod("b"));
        server.apply(pods, pod("c"));
        server.apply(pods, pod("c"));
        server.compact();
      },
      ls,
    );
    expect(stderr).toMatch(/; complete but for 1 gap\n/);
    expect(found).toContain("but for 1 gap");
  });
});

describe("kubespy record without anything to record", () => {
  it("fails and keeps no session", async () => {
    const { code, stderr, found } = await record(["pod", "none", "--only", "--for", "2s"], () => {}, ls);
    expect([code, found]).toEqual([1, ""]);
    expect(stderr).toContain("recorded for 2.00s; nothing was seen; no session was kept\n");
  });

  it("keeps a session that says what was refused", async () => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    const forbidden = statusBody(403, "Forbidden", "events is forbidden");
    server.fault({ path: "/events", times: 99, act: { do: "answer", status: 403, body: forbidden } });
    const db = ["--db", join(folder.path, "k.db")];
    const { code } = await runProgram(["record", "pod", "none", "--for", "300ms", "--kubeconfig", server.kubeconfig, ...db]);
    const listed = await runProgram(["ls", "-o", "json", ...db]);
    expect([code, JSON.parse(listed.stdout)]).toMatchObject([0, { omissions: ["events in namespace shop: events is forbidden"] }]);
  });

  it("is refused where it would wait for ever: a name that nothing can have, --timeout without a state", async () => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    const where = ["--kubeconfig", server.kubeconfig, "--db", join(folder.path, "k.db")];
    const told = async (...args: readonly string[]) => {
      const { code, stderr } = await runProgram([...args, ...where]);
      return `${code} ${stderr}`;
    };
    for (const command of ["record", "diagnose", "trace", "status", "changes"])
      expect(await told(command, "pod", "Nginx_1")).toMatch(
        /^2 kubespy: error: invalid name "Nginx_1" of a Pod\n.*did you mean "nginx-1"\?/,
      );
    expect(await told("record", "pod", "web", "-n", "Shop")).toMatch(/^2 kubespy: error: invalid namespace "Shop"/);
    expect(await told("record", "pod", "web", "--timeout", "1s")).toMatch(/^2 kubespy: error: --timeout needs --until or a command/);
    expect(await told("record", "pod", "web", "--timeout", "1s", "--for", "1s")).toMatch(/^2 kubespy: error: --for and --timeout cannot/);
    for (const command of ["trace", "status", "changes"])
      expect(await told(command, "pod", "web", "--timeout", "1s")).toMatch(/^2 kubespy: error: --timeout needs --until/);
  });
});

describe("watching without a session", () => {
  it.each(["status", "changes", "trace"])("fails where %s never saw the object that was named", async (command) => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    const run = (...target: readonly string[]) => runProgram([command, ...target, "--for", "300ms", "--kubeconfig", server.kubeconfig]);
    const [named, kind] = await Promise.all([run("pod/none"), run("pods")]);
    expect([named.code, named.stderr]).toEqual([1, expect.stringMatching(/watched for [\d.]+s; nothing was seen of pod\/none\n$/)]);
    expect([kind.code, kind.stderr]).toEqual([0, expect.stringMatching(/watched for [\d.]+s; nothing was seen\n$/)]);
  });

  it.each(["status", "changes", "trace", "record"])(
    "and recording are no interruption where %s | head has read enough",
    async (command) => {
      using folder = temporaryFolder();
      await using server = await startCluster(folder.path);
      server.apply(pods, pod("a"));
      const place = ["--kubeconfig", server.kubeconfig, "--db", join(folder.path, "k.db")];
      const child = startProgram([command, "pods", "--for", "60s", ...place]);
      child.stdout?.once("data", () => child.stdout?.destroy());
      let made = 0;
      const more = setInterval(() => server.apply(pods, pod(`more-${made++}`)), 50);
      const { code } = await ended(child).finally(() => clearInterval(more));
      expect(code).toBe(0);
    },
  );
});
