import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock, toRfc3339 } from "../../src/io/clock.js";
import type { SessionHeader } from "../../src/model/session.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { runProgram, temporaryFolder } from "../support/program.js";

/** A folder to work in, with a database of its own that holds these bundled recordings as sessions. */
async function shelfWith(...names: readonly string[]) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const db = join(folder.path, "kubespy.db");
  const run = (...args: readonly string[]) => runProgram(args, { cwd: folder.path, env: { KUBESPY_DB: db, TZ: "Asia/Kolkata" } });
  for (const name of names) await run("import", name);
  const listed = async (...args: readonly string[]) => (await run("ls", "-o", "name", ...args)).stdout.trimEnd().split("\n");
  return { db, run, listed };
}

const header = (name: string): SessionHeader => ({
  name,
  startedAt: "2020-01-01T00:00:00.000Z",
  targets: ["pods -l app=web"],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "test",
});

/** A session that this process records until the test is over. */
async function beingRecorded(db: string, name: string) {
  const store = await openSqliteStore(db, { clock: systemClock });
  const writer = await store.create(header(name));
  await writer.flush();
  onTestFinished(async () => {
    await writer.abandon();
    await store.close();
  });
}

/** A session that was written so long ago. */
async function writtenBefore(db: string, name: string, ageMs: number) {
  const past = { ...systemClock, wallMs: () => Date.now() - ageMs };
  const store = await openSqliteStore(db, { clock: past });
  await (await store.create(header(name))).end({ endedAt: toRfc3339(past.wallMs()), offsetMs: 0, outcome: "signal" });
  await store.close();
  const { default: Sqlite } = await import("better-sqlite3");
  const database = new Sqlite(db);
  // The committer stamps what it writes with the system's clock.
  database.prepare("UPDATE sessions SET heartbeat_ms = ? WHERE name = ?").run(past.wallMs(), name);
  database.close();
}

const day = 86_400_000;

describe("kubespy ls", () => {
  it("filters by target, as kubectl users name it", async () => {
    const { db, listed } = await shelfWith("pod-nginx", "job-backoff", "deployment-rollout");
    await writtenBefore(db, "selected", 0);
    for (const word of ["pod/nginx", "po/nginx", "pods/nginx", "nginx"]) expect(await listed("--target", word)).toEqual(["pod-nginx"]);
    for (const word of ["deploy", "deployment", "svc/web"]) expect(await listed("--target", word)).toEqual(["deployment-rollout"]);
    expect(await listed("--target", "app=web")).toEqual(["selected"]);
    expect(await listed("--target", "job,pod/nginx")).toEqual(["job-backoff", "pod-nginx"]);
    expect(await listed("--target", "pod/ngin")).toEqual([""]);
  });

  it("filters by the time since a session was stored, not since it was recorded", async () => {
    const { db, listed } = await shelfWith("pod-nginx");
    await writtenBefore(db, "old", 40 * day);
    expect(await listed("--since", "7d")).toEqual(["pod-nginx"]);
    expect(await listed("--older-than", "30d")).toEqual(["old"]);
    expect(await listed("--older-than", "50d")).toEqual([""]);
  });

  it("filters by outcome in the words of the column STATE and of the JSON, and suggests the closest", async () => {
    const { db, run, listed } = await shelfWith("pod-nginx");
    await writtenBefore(db, "by-hand", 0);
    await beingRecorded(db, "live");
    for (const word of ["stopped", "signal"]) expect(await listed("--outcome", word)).toEqual(["by-hand"]);
    expect(await listed("--outcome", "recording,complete")).toEqual(["live", "pod-nginx"]);
    expect(await run("ls", "--outcome", "interupted")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean "interrupted"?'),
    });
    expect(await run("ls", "--outcome", "constructor")).toMatchObject({ code: 2 });
  });

  it("reports when no session matches", async () => {
    const { run } = await shelfWith("pod-nginx");
    expect(await run("ls", "--target", "pod/other")).toEqual({ code: 0, stdout: "", stderr: "none of 1 sessions matches\n" });
    expect(await run("ls", "--since", "soon")).toMatchObject({ code: 2, stderr: expect.stringContaining('invalid --since "soon"') });
  });
});

describe("kubespy ls of a database with a damaged session", () => {
  it("lists all others, names the damaged one on stderr, and fails", async () => {
    const { db, run } = await shelfWith("pod-nginx", "job-backoff");
    const { default: Sqlite } = await import("better-sqlite3");
    const damage = (name: string) => {
      const database = new Sqlite(db);
      database.prepare("UPDATE sessions SET header = '[]' WHERE name = ?").run(name);
      database.close();
    };
    const warning = (name: string) => `kubespy: warning: ${db} is damaged: the header of session "${name}" cannot be read\n`;
    damage("pod-nginx");
    expect(await run("ls", "-o", "name")).toMatchObject({ code: 1, stdout: "job-backoff\n", stderr: warning("pod-nginx") });
    damage("job-backoff");
    expect(await run("ls")).toMatchObject({ code: 1, stdout: "", stderr: `${warning("job-backoff")}${warning("pod-nginx")}` });
  });
});

describe("kubespy rename, title and mark", () => {
  it("change a session that is named in full, by a unique prefix or as @latest, and nothing else of it", async () => {
    const { run } = await shelfWith("pod-nginx");
    const before = await run("export", "pod-nginx", "--as", "watch");
    expect(await run("rename", "@latest", "good-run")).toMatchObject({ code: 0, stderr: "renamed pod-nginx to good-run\n" });
    expect(await run("title", "good", "The", "good one")).toMatchObject({ code: 0, stderr: "good-run · The good one\n" });
    expect(await run("mark", "good-run", "--at", "2s", "it runs")).toMatchObject({
      code: 0,
      stderr: "marked good-run at +2.000s: it runs\n",
    });
    expect(await run("mark", "good-run", "--at", "#16", "gone")).toMatchObject({ code: 0 });
    const shown = JSON.parse((await run("show", "good-run", "-o", "json")).stdout) as { title: string; markers: { text: string }[] };
    expect(shown.title).toBe("The good one");
    expect(shown.markers).toMatchObject([{ offsetMs: 2000, text: "it runs" }, { text: "gone" }]);
    expect((await run("export", "good-run", "--as", "watch")).stdout === before.stdout).toBe(true);
    await run("title", "good-run", "");
    expect(JSON.parse((await run("ls", "-o", "json")).stdout)).not.toHaveProperty("title");
  });

  it("list markers, edit and remove one by its number, offset or text, and print what it was", async () => {
    const { run, db } = await shelfWith("pod-nginx");
    expect(await run("mark", "pod-nginx")).toEqual({ code: 0, stdout: "", stderr: "pod-nginx has no markers\n" });
    for (const [at, text] of [
      ["2s", "it runs"],
      ["2s", "also here"],
      ["#16", "it is gone"],
    ] as const)
      await run("mark", "pod-nginx", "--at", at, text);
    const list = "1  +2.000s  it runs\n2  +2.000s  also here\n3  +8.356s  it is gone\n";
    expect(await run("mark", "pod-n")).toEqual({ code: 0, stdout: list, stderr: "" });
    expect(await run("unmark", "pod-nginx", "2s")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"2s" matches 2 markers[\s\S]*use its number: 1 \(\+2\.000s it runs\) or 2 \(\+2\.000s also here\)/),
    });
    expect(await run("mark", "pod-nginx", "--edit", "2", "here", "too")).toMatchObject({
      code: 0,
      stderr: "marker of pod-nginx at +2.000s: also here → here too\n",
    });
    expect(await run("unmark", "pod-nginx", "+8.356s")).toMatchObject({
      code: 0,
      stderr: "removed the marker of pod-nginx at +8.356s: it is gone\n",
    });
    for (const part of ["runs", "RUNS", "t", "3", "#1", ""]) expect((await run("unmark", "pod-nginx", part)).code).toBe(2);
    expect(await run("mark", "pod-nginx", "--edit", "runs", "x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("use the number, offset or whole text of one: 1 (+2.000s it runs) or 2 (+2.000s here too)"),
    });
    expect(await run("unmark", "pod-nginx", "IT RUNS")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(": it runs\n"),
    });
    expect((await run("mark", "pod-nginx")).stdout).toBe("1  +2.000s  here too\n");
    expect((await run("unmark", "pod-nginx", "0")).code).toBe(2);
    expect((await run("unmark", "pod-nginx", "other")).stderr).toContain('session "pod-nginx" has no marker "other"');
    await beingRecorded(db, "live");
    await run("mark", "live", "--at", "0s", "begun");
    expect(await run("unmark", "live", "1")).toMatchObject({ code: 0 });
  });

  it("find a marker whose text is a number that no marker has, and escape texts in errors", async () => {
    const { run } = await shelfWith("pod-nginx");
    await run("mark", "pod-nginx", "--at", "2s", "502");
    await run("mark", "pod-nginx", "--at", "3s", "\u001b[31mred");
    expect(await run("mark", "pod-nginx", "--edit", "503", "x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("1 (+2.000s 502) or 2 (+3.000s \\e[31mred)"),
    });
    expect(await run("unmark", "pod-nginx", "502")).toMatchObject({ code: 0, stderr: expect.stringContaining(": 502\n") });
  });

  it("name a marker by its time as it is listed, and by a coarser one that only one has", async () => {
    const { run } = await shelfWith("pod-nginx");
    for (const [at, text] of [
      ["2s", "one"],
      ["2.5s", "two"],
      ["8s", "three"],
    ] as const)
      await run("mark", "pod-nginx", "--at", at, text);
    const list = (await run("mark", "pod-nginx", "--time", "local")).stdout;
    expect(list).toBe("1  16:27:19.945+05:30  one\n2  16:27:20.445+05:30  two\n3  16:27:25.945+05:30  three\n");
    expect(await run("unmark", "pod-nginx", "--time", "local", "16:27:21")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("use the number, time or whole text of one: 1 (16:27:19.945+05:30 one), 2 ("),
    });
    expect(await run("unmark", "pod-nginx", "16:27:20.445+05:30")).toMatchObject({ code: 0 });
    expect(await run("unmark", "pod-nginx", "--time", "local", "16:27:25.945")).toMatchObject({ code: 0 });
    expect(await run("mark", "pod-nginx", "--time", "utc", "--edit", "10:57:19Z", "first")).toMatchObject({
      code: 0,
      stderr: "marker of pod-nginx at 10:57:19.945Z: one → first\n",
    });
  });

  it("reject flags of mark that do not go together, and list the markers of a recording but change none", async () => {
    const { run } = await shelfWith("pod-nginx");
    for (const [args, message] of [
      [["here"], 'session "pod-nginx" has ended'],
      [["--at", "1s"], "no text given for the marker"],
      [["--edit", "1"], "no text given for the marker"],
      [[""], "no text given for the marker\nkubespy: hint: such as: kubespy mark pod-nginx 'first restart'"],
      [["--at", "1s", "--edit", "1", "x"], "--at and --edit cannot be combined"],
    ] as const)
      expect(await run("mark", "pod-nginx", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(await run("mark", "nope", "here")).toMatchObject({ stderr: expect.stringContaining('"nope"') });
    expect((await run("mark", "nope", "here")).stderr).not.toContain("--at");
    expect(await run("mark", "job-backoff")).toMatchObject({ code: 0, stderr: "job-backoff has no markers\n" });
    expect(await run("unmark", "job-backoff", "1")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("import it first"),
    });
  });

  it("reject a taken or invalid name, and a moment outside of the session", async () => {
    const { run } = await shelfWith("pod-nginx", "job-backoff");
    expect(await run("rename", "pod-nginx", "job-backoff")).toMatchObject({ code: 1, stderr: expect.stringContaining("already") });
    expect(await run("rename", "pod-nginx", "../x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("invalid session name"),
    });
    for (const at of ["1h", "17", "#0"])
      expect(await run("mark", "pod-nginx", "--at", at, "x")).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/: the session (has 16 frames|ends at \+9\.363s)/),
      });
  });

  it("change no file and no bundled recording, and say to import it", async () => {
    const { run, db } = await shelfWith();
    expect(await run("title", "pod-nginx", "mine")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'kubespy: error: "pod-nginx" is a recording; only sessions of the database can be changed\nkubespy: hint: import it first: "kubespy import pod-nginx"\n',
    });
    expect(existsSync(db)).toBe(false);
  });

  it("change no session that is being recorded, except for markers", async () => {
    const { db, run } = await shelfWith();
    await beingRecorded(db, "live");
    for (const command of [
      ["rename", "live", "dead"],
      ["title", "live", "x"],
      ["rm", "live", "--yes"],
    ])
      expect(await run(...command)).toMatchObject({ code: 1, stderr: expect.stringContaining('session "live" is being recorded') });
    expect((await run("mark", "live", "--at", "0s", "begun")).code).toBe(0);
    expect(await run("mark", "live", "--at", "999999h", "later")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/: the session is \d+h\S+ long so far\nkubespy: hint: use an offset up to \d+h/),
    });
  });
});

describe("kubespy rm --older-than", () => {
  it("removes old sessions after confirmation, and never one that is being recorded", async () => {
    const { db, run, listed } = await shelfWith("pod-nginx");
    await writtenBefore(db, "old", 40 * day);
    await beingRecorded(db, "live");
    expect(await run("rm", "--older-than", "30d")).toMatchObject({ code: 2, stderr: expect.stringContaining("pass --yes") });
    expect(await run("rm", "--older-than", "30d", "--yes")).toMatchObject({ code: 0, stderr: "removed old\n" });
    expect(await run("rm", "--older-than", "30d", "--yes")).toMatchObject({ code: 0, stderr: "no session is that old\n" });
    expect(await listed()).toEqual(["live", "pod-nginx"]);
  });

  it("cannot be combined with names, and one of both is required", async () => {
    const { run } = await shelfWith("pod-nginx");
    expect((await run("rm", "pod-nginx", "--older-than", "30d", "--yes")).code).toBe(2);
    expect((await run("rm", "--yes")).code).toBe(2);
  });
});

describe("kubespy vacuum", () => {
  it("returns the space of removed sessions, keeps the others, and prints how much", async () => {
    const { db, run } = await shelfWith("deployment-rollout", "pod-nginx", "deployment-bad-rollout", "service-clusterip");
    const kept = await run("export", "pod-nginx", "--as", "watch");
    await run("rm", "deployment-rollout", "deployment-bad-rollout", "service-clusterip", "--yes");
    const before = statSync(db).size;
    const { code, stderr } = await run("vacuum");
    expect(code).toBe(0);
    expect(stderr).toMatch(/kubespy\.db: [\d.]+ kB before, [\d.]+ kB now\n$/);
    expect(statSync(db).size).toBeLessThanOrEqual(before);
    expect((await run("export", "pod-nginx", "--as", "watch")).stdout === kept.stdout).toBe(true);
  });

  it("fails while a session is being recorded, and names it", async () => {
    const { db, run } = await shelfWith();
    await beingRecorded(db, "live");
    expect(await run("vacuum")).toMatchObject({ code: 1, stderr: expect.stringContaining('session "live" is being recorded into') });
  });

  it("creates no database where there is none", async () => {
    const { db, run } = await shelfWith();
    expect(await run("vacuum")).toMatchObject({ code: 0, stderr: `no database at ${db}: nothing to vacuum\n` });
    expect(existsSync(db)).toBe(false);
  });
});
