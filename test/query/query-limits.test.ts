import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { querySessions } from "../../src/app/query/query-sessions.js";
import { encryptTo } from "../../src/encryption/encrypt.js";
import { type Clock, systemClock } from "../../src/io/clock.js";
import { bytesOf, identity, piecesOf, recipient } from "../encryption/support.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { programJson, runInProcess } from "../support/in-process.js";
import { ended, projectRoot, startProgram, temporaryFolder } from "../support/program.js";
import { answer, sessionsOf } from "./query-support.js";

const runaway = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
const none = sessionsOf({});

const folder = temporaryFolder();
const db = join(folder.path, "kubespy.db");
const env = { KUBESPY_DB: db };
const cwd = join(projectRoot, "recordings");

beforeAll(async () => {
  for (const name of ["pod-nginx", "deployment-rollout"])
    expect((await runInProcess(["import", `${name}.kubespy.gz`], { env, cwd })).code).toBe(0);
});
afterAll(() => folder[Symbol.dispose]());

describe("a query ends", () => {
  it("when its time is over, whatever it does", async () => {
    const clock: Clock = { ...systemClock, sleep: async () => {} };
    await expect(answer(runaway, none, { clock })).rejects.toMatchObject({
      message: "the query did not end within 30.0s",
      hint: expect.stringContaining("--timeout"),
      exitCode: 1,
    });
  });

  it("when it is interrupted while SQLite computes", async () => {
    const interrupt = new AbortController();
    const reader = new InMemorySessionReader([]);
    reader.markers = async () => {
      setImmediate(() => interrupt.abort("SIGINT"));
      return [];
    };
    const sql = runaway.replace("SELECT 1 UNION", "SELECT count(*) FROM markers UNION");
    await expect(answer(sql, sessionsOf({ a: reader }), { interrupt: interrupt.signal })).rejects.toMatchObject({ exitCode: 130 });
  });

  it("when it is interrupted while a session is read", async () => {
    const interrupt = new AbortController();
    const reader = new InMemorySessionReader([]);
    reader.markers = () => {
      interrupt.abort("SIGINT");
      return new Promise(() => {});
    };
    const read = answer("SELECT * FROM markers", sessionsOf({ a: reader }), { interrupt: interrupt.signal });
    await expect(read).rejects.toMatchObject({ exitCode: 130 });
  });

  it("with status 130 at Ctrl-C", async () => {
    const interrupt = new AbortController();
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    const onOutput = () => interrupt.abort("SIGINT");
    const { code } = await runInProcess(["query", sql, "pod-nginx"], { interrupt: interrupt.signal, onOutput });
    expect(code).toBe(130);
  });

  it("time in which nobody takes its rows does not count", async () => {
    let nowMs = 0;
    const remaining: number[] = [];
    const sleep: Clock["sleep"] = async (ms, signal) => {
      remaining.push(ms);
      await systemClock.sleep(60_000, signal);
    };
    const context = {
      clock: { ...systemClock, monotonicMs: () => nowMs, sleep },
      interrupt: new AbortController().signal,
      programName: "kubespy",
    };
    for await (const _ of querySessions("SELECT 1", none, context, { timeoutMs: 1000, onLoss: () => {} })) nowMs += 900;
    expect(remaining).toEqual([1000, 1000, 1000]);
  });

  it.each([
    ["select zeroblob(200000000)", "the query failed: a row of its answer has more than 64 MB"],
    ["select printf('%.*c', 70000000, 'x')", "the query failed: a row of its answer has more than 64 MB"],
    ["select length(zeroblob(1000000000) || 'x')", "the query failed: string or blob too big"],
    [
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT json_group_array(printf('%.*c', 1000000, 'x')) FROM n",
      "the query needs too much memory",
    ],
  ])("when it takes too much memory: %s", { timeout: 60_000 }, async (sql, message) => {
    await expect(answer(sql, none)).rejects.toMatchObject({ message, hint: expect.stringContaining("aggregate fewer rows"), exitCode: 1 });
  });

  it("when its reader closes the pipe", { timeout: 60_000 }, async () => {
    const sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    const child = startProgram(["query", sql, "pod-nginx", "-o", "csv"]);
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it.skipIf(!existsSync("/proc/self/task"))("with the program, also when that is killed", { timeout: 60_000 }, async () => {
    const child = startProgram(["query", runaway, "pod-nginx", "--timeout", "1h"]);
    const pid = child.pid ?? 0;
    let query = 0;
    while (query === 0) {
      query = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    while (existsSync(`/proc/${query}`) && !readFileSync(`/proc/${query}/stat`, "utf8").includes(") Z "))
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

/** None may do anything; `FILE` is one that does not exist. */
const attempts: readonly string[] = [
  "ATTACH 'FILE' AS other",
  "attach database 'file:FILE?mode=rwc' as other",
  "/* SELECT */ ATTACH 'FILE' AS other",
  "\n-- SELECT\nATTACH 'FILE' AS other",
  "SELECT 1; ATTACH 'FILE' AS other",
  "VACUUM INTO 'FILE'",
  "VACUUM",
  "PRAGMA journal_mode = WAL",
  "PRAGMA temp_store_directory = 'FILE'",
  "PRAGMA query_only = OFF",
  "CREATE TABLE t (a)",
  "CREATE TEMP TABLE t AS SELECT 1",
  "CREATE VIRTUAL TABLE t USING fts5(a)",
  "CREATE VIRTUAL TABLE t USING csv(filename='/etc/passwd')",
  "INSERT INTO frames VALUES (1)",
  "INSERT INTO source_frames VALUES (1)",
  "WITH a AS (SELECT 1) INSERT INTO source_sessions SELECT 1",
  "WITH a AS (SELECT 1) DELETE FROM sessions RETURNING *",
  "UPDATE sessions SET title = 'x' RETURNING *",
  "REPLACE INTO sessions VALUES (1)",
  "DELETE FROM sqlite_schema",
  "DROP VIEW frames",
  "ALTER TABLE sessions RENAME TO s",
  "SELECT load_extension('FILE')",
  "SELECT writefile('FILE', 'x')",
  "SELECT readfile('/etc/passwd')",
  "SELECT edit('x', 'touch FILE')",
  "SELECT fts3_tokenizer('x', x'00')",
  "BEGIN",
  "ANALYZE",
  "DETACH main",
  "SAVEPOINT a",
  "REINDEX",
];

describe("a query only reads", () => {
  it.each(attempts)("%s is refused", async (attempt) => {
    const before = readFileSync(db);
    const file = join(folder.path, "made-by-a-query");
    const { code, stdout, stderr } = await runInProcess(["query", attempt.replaceAll("FILE", file)], { env });
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("kubespy: error: invalid query: ");
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(db).equals(before)).toBe(true);
  });

  it("what was refused is not done either where a statement explains it", async () => {
    const file = join(folder.path, "made-by-a-query");
    await runInProcess(["query", `EXPLAIN ATTACH '${file}' AS other`], { env });
    await runInProcess(["query", `EXPLAIN QUERY PLAN VACUUM INTO '${file}'`], { env });
    expect(existsSync(file)).toBe(false);
  });

  it("its database is no file", async () => {
    const rows = await answer("SELECT name, file FROM pragma_database_list", none);
    expect(rows).toEqual([{ name: "main", file: "" }]);
  });

  it("leaves nothing beside the database", async () => {
    await runInProcess(["query", "SELECT count(object) FROM frames"], { env });
    expect(readdirSync(folder.path).filter((name) => !/^kubespy\.db(-wal|-shm)?$/.test(name))).toEqual([]);
  });
});

describe("what cannot be read of a session", () => {
  it("is a warning, the rest answers, and the exit code says that something is missing", async () => {
    using other = temporaryFolder();
    const damaged = { KUBESPY_DB: join(other.path, "kubespy.db") };
    for (const name of ["pod-nginx", "deployment-rollout"]) await runInProcess(["import", `${name}.kubespy.gz`], { env: damaged, cwd });
    const [{ frames }] = (await programJson("query", "SELECT frames FROM sessions", "deployment-rollout")) as [{ frames: number }];
    const database = new Database(damaged.KUBESPY_DB);
    database.exec("UPDATE blocks SET payload = zeroblob(length(payload)) WHERE id = (SELECT max(id) FROM blocks)");
    database.close();
    const { code, stdout, stderr } = await runInProcess(
      ["query", "SELECT session, count(object) AS n FROM frames GROUP BY session", "-o", "csv"],
      { env: damaged },
    );
    expect(code).toBe(1);
    const [, read] = /^session,n\r\ndeployment-rollout,(\d+)\r\npod-nginx,16\r\n$/.exec(stdout) ?? [];
    expect(Number(read)).toBeLessThan(frames);
    expect(stderr).toMatch(/^kubespy: warning: .*deployment-rollout/);
  });
});

describe("the sessions that a query reads", () => {
  it("are all of the database, or those that are named", async () => {
    const sql = "SELECT session, frames FROM sessions ORDER BY session";
    expect((await runInProcess(["query", sql, "-o", "csv"], { env })).stdout).toMatch(
      /^session,frames\r\ndeployment-rollout,\d+\r\npod-nginx,16\r\n$/,
    );
    expect((await runInProcess(["query", sql, "pod-n", "pod-crashloop", "-o", "csv"], { env })).stdout).toMatch(
      /^session,frames\r\npod-crashloop,\d+\r\npod-nginx,16\r\n$/,
    );
  });

  it("are called as they were typed where two have one name", async () => {
    const args = ["query", "SELECT session FROM sessions", "pod-nginx", "recordings/pod-nginx.kubespy.gz", "-o", "csv"];
    expect((await runInProcess(args, { env, cwd: projectRoot })).stdout).toBe(
      "session\r\npod-nginx\r\nrecordings/pod-nginx.kubespy.gz\r\n",
    );
  });

  it("are read as they are now while they are being recorded", async () => {
    using other = temporaryFolder();
    const live = { KUBESPY_DB: join(other.path, "kubespy.db"), KUBESPY_HINTS: "off" };
    const interrupt = new AbortController();
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "default", uid: "1", resourceVersion: "1" } };
    async function* endless() {
      yield `${JSON.stringify({ type: "ADDED", object })}\n`;
      await new Promise((resolve) => interrupt.signal.addEventListener("abort", resolve));
    }
    const args = ["record", "-", "--session", "live", "-q"];
    const recording = runInProcess(args, { env: live, stdin: Readable.from(endless()), interrupt: interrupt.signal });
    const sql = "SELECT s.state, f.sequence, f.name, f.object ->> '$.kind' AS kind FROM sessions s JOIN frames f USING (session)";
    let rows = "";
    while (rows === "") {
      const { code, stdout, stderr } = await runInProcess(["query", sql, "-o", "json"], { env: live });
      expect(code, stderr).toBe(0);
      rows = stdout;
    }
    expect(JSON.parse(rows)).toEqual({ state: "recording", sequence: 1, name: "web", kind: "ConfigMap" });
    interrupt.abort("SIGINT");
    await recording;
  });

  it("may be encrypted files", async () => {
    using other = temporaryFolder();
    const bytes = readFileSync(join(cwd, "pod-nginx.kubespy.gz"));
    writeFileSync(join(other.path, "x.kubespy.gz.age"), await bytesOf(encryptTo([recipient], piecesOf(bytes))));
    writeFileSync(join(other.path, "id.txt"), `${identity}\n`);
    const args = ["query", "SELECT count(object) AS n FROM frames", "x.kubespy.gz.age", "-o", "json"];
    expect(await runInProcess([...args, "--identity", "id.txt"], { cwd: other.path })).toMatchObject({ code: 0, stdout: '{"n":16}\n' });
    expect(await runInProcess(args, { cwd: other.path })).toMatchObject({ code: 1, stdout: "" });
  });

  it("may be a recording on stdin", async () => {
    const stdin = Readable.from([readFileSync(join(cwd, "pod-nginx.kubespy.gz"))]);
    const { code, stdout } = await runInProcess(["query", "SELECT count(object) AS n FROM frames", "-", "-o", "json"], { stdin });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"n":16}\n' });
  });

  it("are none where there is no database, which is no failure", async () => {
    const { code, stdout, stderr } = await runInProcess(["query", "SELECT count(*) AS n FROM frames", "-o", "json"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"n":0}\n' });
    expect(stderr).toMatch(/^no session in /);
  });
});
