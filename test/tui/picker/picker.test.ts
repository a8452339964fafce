import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/io/clock.js";
import { graphemesOf, widthOf } from "../../../src/report/terminal/width.js";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.js";
import { frame } from "../../serve/session-in-memory.js";
import { object, types } from "../../support/objects.js";
import { programPath, projectRoot, runProgram, temporaryFolder } from "../../support/program.js";
import { startRecorder } from "../../support/recorder-process.js";
import { kubespyInTerminal, type TerminalOptions, TerminalProgram } from "../../support/terminal.js";

const keys = { down: "\x1b[B", escape: "\x1b", enter: "\r", ctrlC: "\x03", ctrlZ: "\x1a" };

/** A picker in which everything has been read that is on the screen. */
async function picker(options: TerminalOptions = {}, args: readonly string[] = ["replay"]): Promise<TerminalProgram> {
  const terminal = kubespyInTerminal(args, options);
  await terminal.shows("filter:");
  await terminal.shows(/^(?![\s\S]*reading …)[\s\S]*findings?/);
  return terminal;
}

async function press(terminal: TerminalProgram, typed: string, shows: string | RegExp): Promise<string> {
  terminal.type(typed);
  return terminal.shows(shows);
}

/** The name of the selected session. */
const selected = (text: string) => /^▸ (\S+)/m.exec(text)?.[1];

/** A screen without what depends on the day: ages. */
function timeless(text: string): string {
  return text.replace(
    /(?<=^[▸ ] \S.* )(bundled|stopped|complete|recording|interrupted) +\S+/gm,
    (cells, state: string) => `${state}${"AGE".padStart(cells.length - state.length)}`,
  );
}

/** The screen once nothing on it has changed for a while: bundled recordings are read one after the other. */
async function settled(terminal: TerminalProgram): Promise<string> {
  for (let text = terminal.text; ; text = terminal.text) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (terminal.text === text) return text;
  }
}

/** A database of its own, with sessions of one frame that have these titles; the last one is the newest. */
async function database(
  titles: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; readonly env: Record<string, string> }> {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "kubespy.db");
  const store = await openSqliteStore(path, { clock: systemClock });
  for (const [name, title] of Object.entries(titles)) {
    const startedAt = "2026-11-22T10:57:17.945Z";
    const writer = await store.create({
      name,
      title,
      startedAt,
      targets: ["pod/web"],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "test",
    });
    const { sequence: _, ...rest } = frame(1, "ADDED", object(types.pods, { name: "web", version: "1" }));
    writer.append(rest);
    await writer.end({ endedAt: startedAt, offsetMs: 30, outcome: "signal" });
  }
  await store.close();
  return { path, env: { KUBESPY_DB: path } };
}

describe("the list of sessions", () => {
  it.each([
    [60, 15],
    [80, 24],
    [200, 50],
  ])("holds at %ix%i, with the stages and findings of the selected one", async (columns, rows) => {
    await using terminal = await picker({ columns, rows });
    await press(terminal, "image", /1 of 18 match[\s\S]*ErrImagePull/);
    await press(terminal, keys.escape, /filter: █/);
    await expect(timeless(await settled(terminal))).toMatchFileSnapshot(`../__snapshots__/picker.${columns}x${rows}.txt`);
  });

  it("opens for kubespy alone on a terminal, and says how to record where there is no session", async () => {
    await using terminal = await picker({}, []);
    expect(terminal.text).toMatch(
      /^kubespy {2}0 sessions, 18 bundled recordings .*1\/18\nno sessions yet; record one: kubespy record pod NAME\n/,
    );
    expect(terminal.isAlternate).toBe(true);
    await using plain = await picker({}, ["--no-color"]);
    expect(selected(plain.text)).toBe(selected(terminal.text));
    for (let row = 0; row < 24; row++) expect(Math.max(...plain.coloursOf(row))).toBe(0);
  });

  it("opens for kubespy --db FILE alone, on the sessions of that database", async () => {
    const { path } = await database({ "other-1": "Another database" });
    for (const args of [
      ["--db", path],
      ["--no-color", `--db=${path}`],
    ]) {
      await using terminal = await picker({}, args);
      expect(selected(terminal.text)).toBe("other-1");
    }
  });

  it("is drawn anew when the terminal is resized, and says when it is too small", async () => {
    await using terminal = await picker();
    await press(terminal, keys.down, /▸ deployment-rollout/);
    terminal.resize(160, 40);
    await terminal.shows(/── sessions ─.*┬─.* deployment-rollout ─/);
    terminal.resize(30, 10);
    await terminal.shows(/^needs 40x12; Esc quits\s*$/);
    terminal.resize(80, 24);
    expect(selected(await terminal.shows("── deployment-rollout ─"))).toBe("deployment-rollout");
  });

  it("lists stored sessions before the bundled recordings, the newest first; columns line up whatever the titles are", async () => {
    const titles = { a: "plain", b: "日本語のロールアウト", c: "שלום עולם", d: "👩‍👩‍👧‍👦 family", e: "e\u0301\u0302" };
    const { path } = await database(titles);
    await using terminal = await picker({ columns: 160, rows: 30 }, ["replay", "--db", path]);
    const lines = (await settled(terminal)).split("\n");
    const first = lines.findIndex((line) => line.startsWith("▸"));
    const rows = lines.slice(first, first + 6);
    expect(rows.map((line) => line.slice(2).split(" ")[0])).toEqual(["e", "d", "c", "b", "a", "deployment-bad-rollout"]);
    const columnOf = (line: string, part: string) => {
      let columns = 0;
      let text = "";
      for (const character of graphemesOf(line)) {
        if (line.slice(text.length).startsWith(part)) return columns;
        text += character;
        columns += widthOf(character);
      }
      return -1;
    };
    expect(new Set(rows.map((line) => columnOf(line, " │ ")))).toEqual(new Set([88]));
  });

  it("shows a session that is being recorded, how it grows, and that it has ended", async () => {
    const { path, env } = await database({});
    const recorder = await startRecorder(path, { frames: 1_000_000, perSecond: 50 });
    await using terminal = await picker({ env });
    expect(terminal.text).toMatch(/▸ live +recording/);
    const [, before] = /▸ live +recording +\S+ +(\d+)/.exec(terminal.text) ?? [];
    await terminal.shows(new RegExp(`▸ live +recording +\\S+ +(?!${before} )\\d+ `));
    recorder.kill("SIGTERM");
    const [, frames] = /▸ live +complete +\S+ +(\d+) /.exec(await terminal.shows(/▸ live +complete/)) ?? [];
    await press(terminal, keys.enter, new RegExp(`^live .*/${frames} `));
  });

  it("shows a session that another program has stored meanwhile, and stays where it was", async () => {
    const { env } = await database({ mine: "first" });
    await using terminal = await picker({ env });
    expect((await runProgram(["import", "pod-nginx", "--session", "another"], { env })).code).toBe(0);
    const text = await terminal.shows(/another[\s\S]*▸ mine/);
    expect(text).toMatch(/^kubespy {2}2 sessions, .*2\/20$/m);
  });
});

describe("the filter", () => {
  it("takes what is typed, in one piece too, marks what it matches, and is cleared by Esc", async () => {
    await using terminal = await picker();
    await press(terminal, "q", "filter: q█");
    await press(terminal, "\x7fNGINX 1.28", /1 of 18 match[\s\S]*▸ pod-nginx-1\.28/);
    await press(terminal, keys.escape, /filter: █[\s\S]*▸ pod-nginx-1\.28/);
    const text = await press(terminal, "rollout", /2 of 18 match/);
    expect(selected(text)).toBe("deployment-bad-rollout");
    const row = text.split("\n").findIndex((line) => line.startsWith("  deployment-rollout"));
    const colours = terminal.coloursOf(row);
    expect(new Set(colours.slice(13, 20))).toEqual(new Set([colours[13]]));
    expect(colours[13]).not.toBe(colours[5]);
    await press(terminal, "x", "no session matches: Esc clears the filter");
    terminal.type(keys.enter);
    await press(terminal, "\x15job", /▸ job-backoff/);
  });
});

describe("opening", () => {
  it("shows the player on the selected session, and the list again when that is left", async () => {
    await using terminal = await picker();
    await press(terminal, "pod-nginx", /▸ pod-nginx /);
    await press(terminal, keys.enter, /^pod-nginx · .*#1\/16/);
    await press(terminal, "j", "#2/16");
    const text = await press(terminal, "q", /filter: pod-nginx█/);
    expect(selected(text)).toBe("pod-nginx");
    await press(terminal, keys.down, /▸ pod-nginx-1\.28/);
    await press(terminal, `${keys.enter}jj`, /#3\/17/);
    terminal.type("q");
    await terminal.shows("filter: pod-nginx█");
    terminal.type(keys.escape);
    await terminal.shows("filter: █");
    terminal.type(keys.escape);
    expect(await terminal.exit).toMatchObject({ exitCode: 0 });
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.output.lastIndexOf("\x1b[?25h")).toBeGreaterThan(terminal.output.lastIndexOf("\x1b[?25l"));
  });

  it("starts where the flags say, as replay with a session does", async () => {
    await using terminal = await picker({}, ["replay", "--at", "50%", "--noise"]);
    await press(terminal, `pod-nginx${keys.enter}`, /^(?=[\s\S]*diff with noise)[\s\S]*#12\/16/);
    await press(terminal, "q", "filter: pod-nginx█");
    await using wrong = await picker({}, ["replay", "--at", "soon"]);
    await press(wrong, keys.enter, /! invalid --at "soon"/);
    expect(selected(await press(wrong, keys.down, /▸ deployment-rollout/))).toBe("deployment-rollout");
  });

  it("opens the bundled recording that is selected, also where a stored session has its name or one that begins alike, and shows its command", async () => {
    const { env } = await database({ "pod-nginx": "mine", "pod-nginx-old": "mine too" });
    await using terminal = await picker({ env, columns: 200, rows: 50 });
    await press(terminal, "pod-nginx bundled", /▸ pod-nginx +bundled/);
    await press(terminal, keys.enter, /^pod-nginx · A Pod from birth[\s\S]*kubespy replay \/\S+\/recordings\/pod-nginx\.kubespy\.gz/);
    await press(terminal, "q", "filter: pod-nginx bundled█");
    await press(terminal, "\x15mine too", /▸ pod-nginx-old/);
    await press(terminal, keys.enter, /^pod-nginx-old · mine too[\s\S]*kubespy replay pod-nginx-old/);
  });

  it("opens the stored session that is selected, also where there is a file of its name", async () => {
    const { env } = await database({ web: "mine" });
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    writeFileSync(join(folder.path, "web"), "no recording");
    await using terminal = await picker({ env, cwd: folder.path });
    await press(terminal, keys.enter, /^web · mine/);
  });
});

describe("what is damaged", () => {
  it("is a row that says so; the other sessions can be opened", async () => {
    const { path, env } = await database({ old: "intact", broken: "x", torn: "y" });
    const sqlite = new Sqlite(path);
    sqlite.exec("UPDATE sessions SET header = '[]' WHERE name = 'broken'");
    sqlite.exec("UPDATE blocks SET payload = zeroblob(length(payload)) WHERE id = (SELECT max(id) FROM blocks)");
    sqlite.close();
    await using terminal = kubespyInTerminal(["replay"], { env });
    // Its header is intact: that its frames are damaged shows when they are read.
    await terminal.shows(/▸ torn[\s\S]*── torn[\s\S]*frame 1 cannot\s+be read/);
    await press(terminal, keys.enter, /^! .*frame 1 cannot be read$/m);
    await press(terminal, keys.down, /▸ broken +damaged[\s\S]*── broken[\s\S]*the header of session "broken"\s+cannot be read/);
    await press(terminal, keys.enter, /^! .*session "broken" cannot be read$/m);
    await press(terminal, keys.down, /▸ old +stopped/);
    await press(terminal, keys.enter, /^old · intact/);
    await press(terminal, "q", "filter: █");
  });

  it("may be the whole database: the bundled recordings are listed all the same, below what is wrong", async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const path = join(folder.path, "kubespy.db");
    writeFileSync(path, "this is no database, and it is long enough to be looked at as one".repeat(20));
    await using terminal = await picker({ env: { KUBESPY_DB: path } });
    expect(terminal.text).toMatch(/^kubespy {2}0 sessions, 18 bundled recordings.*\n.*is not a database \(SQLITE_NOTADB\)$/m);
    await press(terminal, keys.enter, /^deployment-bad-rollout · /);
    expect(readFileSync(path, "utf8")).toMatch(/^this is no database/);
  });
});

describe("leaving", () => {
  it.each([
    ["Esc", keys.escape, 0],
    ["Ctrl-C", keys.ctrlC, 130],
  ])("by %s gives the terminal back", async (_, key, exitCode) => {
    await using terminal = await picker();
    terminal.type(key);
    expect(await terminal.exit).toMatchObject({ exitCode });
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.output.lastIndexOf("\x1b[?7h")).toBeGreaterThan(terminal.output.lastIndexOf("\x1b[?7l"));
  });

  it("by Ctrl-C in the player ends both", async () => {
    await using terminal = await picker();
    await press(terminal, keys.enter, /#1\/82/);
    terminal.type(keys.ctrlC);
    expect(await terminal.exit).toMatchObject({ exitCode: 130 });
    expect(terminal.isAlternate).toBe(false);
  });

  it("by Ctrl-C typed right behind Enter ends both, too", async () => {
    await using terminal = await picker();
    terminal.type(`${keys.enter}${keys.ctrlC}`);
    expect(await terminal.exit).toMatchObject({ exitCode: 130 });
    expect(terminal.isAlternate).toBe(false);
  });

  it.each(["SIGTERM", "SIGHUP"])("by %s gives the terminal back", async (signal) => {
    await using terminal = await picker();
    terminal.kill(signal);
    expect(await terminal.exit).toMatchObject({ exitCode: 130 });
    expect(terminal.isAlternate).toBe(false);
  });

  it("for a while by Ctrl-Z gives the terminal to the shell, and comes back with fg", async () => {
    await using terminal = new TerminalProgram("bash", ["--norc", "--noprofile", "-i"], { env: { PS1: "ready> " } });
    await terminal.shows("ready>");
    terminal.type(`${process.execPath} ${programPath}\r`);
    await terminal.shows(/▸ deployment-bad-rollout[\s\S]*findings/);
    const shell = await press(terminal, keys.ctrlZ, /Stopped[\s\S]*ready>/);
    expect(shell).not.toContain("filter:");
    await press(terminal, "fg\r", /▸ deployment-bad-rollout/);
    await press(terminal, keys.down, /▸ deployment-rollout/);
    await press(terminal, keys.enter, /#1\/140/);
    await press(terminal, keys.ctrlZ, /Stopped[\s\S]*ready>/);
    await press(terminal, "fg\r", /#1\/140/);
    await press(terminal, "q", /▸ deployment-rollout/);
    await press(terminal, keys.escape, /ready>/);
  });
});

describe("without a terminal", () => {
  it("kubespy alone prints its help", async () => {
    const { code, stdout, stderr } = await runProgram([]);
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/^Usage: kubespy \[command\]/);
  });

  it.each([{ flags: [] }, { flags: ["--plain"] }, { flags: ["-o", "json"] }, { flags: ["--at", "50%"] }])(
    "replay $flags without a session names the next step",
    async ({ flags }) => {
      const { code, stdout, stderr } = await runProgram(["replay", ...flags]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe(
        'kubespy: error: no session given\nkubespy: hint: run "kubespy ls" to see the sessions, or "kubespy ls --bundled" to see the bundled recordings\n',
      );
    },
  );

  it("is what --plain and what only text has mean on a terminal, too", async () => {
    for (const flags of [["--plain"], ["-o", "json"], ["--full"], ["--from", "1s"]]) {
      await using terminal = kubespyInTerminal(["replay", ...flags]);
      expect(await terminal.exit).toMatchObject({ exitCode: 2 });
      expect(terminal.output).toContain("no session given");
      expect(terminal.isAlternate).toBe(false);
    }
  });

  it("a terminal that is none for its input, or a dumb one, gets the help", async () => {
    for (const command of [`${process.execPath} ${programPath} </dev/null`, `TERM=dumb ${process.execPath} ${programPath}`]) {
      await using terminal = new TerminalProgram("bash", ["-c", command], { cwd: projectRoot });
      expect(await terminal.exit).toMatchObject({ exitCode: 0 });
      expect(terminal.output).toContain("Usage: kubespy");
    }
  });
});
