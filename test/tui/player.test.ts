import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programPath, runProgram, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal, type TerminalOptions, TerminalProgram } from "../support/terminal.js";

const keys = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  escape: "\x1b",
};

/** The player on a bundled recording, when it is ready: the timeline and the findings have been read. */
async function player(args: readonly string[], options: TerminalOptions = {}): Promise<TerminalProgram> {
  const terminal = kubespyInTerminal(["replay", ...args], options);
  await terminal.shows("▼");
  await terminal.shows(/^(?!.*··).*▼.*\n\w+\/\S+ |^.*▼(?!.*··).*\n\w+\/\S+ /m);
  await terminal.shows(/^(?![\s\S]*reading …)/);
  return terminal;
}

/** The sequence of the step that is shown. */
function placeOf(text: string): string {
  return /#(\d+)\//.exec(text)?.[1] ?? "";
}

/** Types and waits for what is to come of it. */
async function press(terminal: TerminalProgram, typed: string, shows: string | RegExp): Promise<string> {
  terminal.type(typed);
  return terminal.shows(shows);
}

/** The screen once nothing on it has changed for a while: rows around those that are shown are read later, and the list then has more to place. */
async function settled(terminal: { readonly text: string }): Promise<string> {
  for (let text = terminal.text; ; text = terminal.text) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (terminal.text === text) return text;
  }
}

describe("the screen", () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 50],
  ])("holds at %ix%i", async (columns, rows) => {
    await using terminal = await player(["pod-bad-image-tag"], { columns, rows });
    await press(terminal, "jjjj", "#5/34");
    await terminal.shows("Pulling image");
    await expect(await settled(terminal)).toMatchFileSnapshot(`__snapshots__/pod-bad-image-tag.${columns}x${rows}.txt`);
    await press(terminal, "3", "restarts");
    await terminal.shows(/Creating +0\/1/);
    await expect(await settled(terminal)).toMatchFileSnapshot(`__snapshots__/world.${columns}x${rows}.txt`);
  });

  it("is drawn anew when the terminal is resized", async () => {
    await using terminal = await player(["pod-nginx"]);
    terminal.resize(100, 30);
    const text = await terminal.shows(/^kubespy|^pod-nginx .*of 9\.36s$/m);
    await terminal.shows("--at '#1'");
    expect(text.split("\n")).toHaveLength(30);
    terminal.resize(30, 8);
    await terminal.shows("needs 40x12");
    terminal.resize(80, 24);
    await terminal.shows("[diff]");
  });

  it("says the same without colour", async () => {
    await using coloured = await player(["pod-crashloop", "--at", "50%"]);
    await using plain = await player(["pod-crashloop", "--at", "50%"], { env: { NO_COLOR: "1" } });
    expect(plain.text).toBe(coloured.text);
    expect(Math.max(...coloured.coloursOf(2))).toBeGreaterThan(0);
    for (let row = 0; row < 24; row++) expect(Math.max(...plain.coloursOf(row))).toBe(0);
  });

  it("is drawn also where CI is set, and never erases what was scrolled off before", async () => {
    await using terminal = await player(["pod-nginx"], { env: { CI: "true" } });
    await press(terminal, "j", "#2/16");
    expect(terminal.output).not.toContain("\x1b[3J");
  });
});

describe("findings", () => {
  it.each([
    [80, 24],
    [200, 50],
  ])("are shown at every step, listed, and reached with their evidence at %ix%i", async (columns, rows) => {
    await using terminal = await player(["pod-bad-image-tag"], { columns, rows });
    await press(terminal, "x", "! ErrImagePull on Pod/nginx, container nginx: The kubelet could not");
    await press(terminal, "v", "#20/34");
    const text = await press(terminal, "4", /#22 [\s\S]*\[findings !2\]/);
    await expect(text).toMatchFileSnapshot(`__snapshots__/findings.${columns}x${rows}.txt`);
    await press(terminal, "G", "2 findings, all resolved");
  });
});

describe("going to and fro", () => {
  it("steps forward and back by arrows and by the keys of vi, and stays on the last step", async () => {
    await using terminal = await player(["pod-nginx"]);
    for (const [key, place] of [
      [keys.down, 2],
      [keys.right, 3],
      ["j", 4],
      ["l", 5],
      ["k", 4],
      [keys.left, 3],
      ["G", 16],
      ["j", 16],
      ["g", 1],
      ["k", 1],
      [keys.end, 16],
      [keys.home, 1],
    ] as const)
      await press(terminal, key, `#${place}/16`);
    expect(terminal.ended).toBe(false);
  });

  it("goes by screens of steps, by PgDn and PgUp as by ^F and ^B", async () => {
    await using terminal = await player(["deployment-rollout"]);
    const places: string[] = [];
    for (const key of [keys.pageDown, "\x06", keys.pageUp, "\x02"]) {
      const before = placeOf(terminal.text);
      await press(terminal, key, new RegExp(`#(?!${before}/)\\d+/140`));
      places.push(placeOf(terminal.text));
    }
    const [first, second, third, fourth] = places.map(Number);
    expect(first).toBeGreaterThan(2);
    expect(second).toBe(2 * Number(first) - 1);
    expect([third, fourth]).toEqual([first, 1]);
  });

  it("jumps to a sequence, an offset and a share, and says what is none", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, ":12\r", "#12/16");
    await press(terminal, ":2s\r", "#5/16");
    await press(terminal, ":50%\r", "#12/16");
    await press(terminal, ":soon\r", 'invalid moment "soon"');
    await press(terminal, ":99\r", 'invalid moment "99": the session has 16 frames; use #1 to #16');
  });

  it("shows times in UTC and in local time, and goes to one as it is printed", async () => {
    await using terminal = await player(["pod-nginx"], { env: { TZ: "Europe/Berlin" } });
    const text = await press(terminal, "t", /#1\/16 +\d\d:\d\d:\d\d\.\d{3}Z/);
    const [, time = ""] = /#5 +(\d\d:\d\d:\d\d\.\d{3}Z)/.exec(text) ?? [];
    await press(terminal, `:${time}\r`, `#5/16  ${time}`);
    await press(terminal, "t", /#5\/16 +\d\d:\d\d:\d\d\.\d{3}\+01:00/);
    await terminal.shows("… --at '#5'");
    await press(terminal, "t", /#5\/16 +\+\d\.\d{3}s of/);
  });

  it("copies the command that shows the step", async () => {
    await using terminal = await player(["pod-nginx", "--at", "#5"]);
    await press(terminal, "y", "copied: kubespy replay pod-nginx --at '#5'");
    expect(terminal.output).toContain(`\x1b]52;c;${Buffer.from("kubespy replay pod-nginx --at '#5'").toString("base64")}\x07`);
  });

  it("finds the next and previous warning, and says when there is none", async () => {
    await using terminal = await player(["pod-bad-image-tag"]);
    await press(terminal, "e", "#6/34");
    await press(terminal, "e", "#8/34");
    await press(terminal, "E", "#6/34");
    await press(terminal, "E", "no earlier warning");
  });

  it("skips noise on the way to the next and previous meaningful change", async () => {
    await using terminal = await player(["pod-crashloop", "--at", "26"]);
    for (const [key, place] of [
      ["n", 30],
      ["N", 26],
      ["}", 30],
      ["{", 26],
    ] as const)
      await press(terminal, key, `#${place}/40`);
  });

  it("searches in what changed, on and back, until Esc", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "/exit code 137\r", "#13/16");
    await press(terminal, "n", /wrapped to the first match, match 1 of 1[\s\S]*/);
    await press(terminal, "/podIP\r", /#9\/16[\s\S]*"podIP": wrapped to the first match, match 1 of 1/);
    const row = terminal.text.split("\n").findIndex((line) => line.includes("status.podIPs"));
    const marked = (terminal.text.split("\n")[row] ?? "").indexOf("podIP");
    expect(terminal.backgroundsOf(row)[marked]).toBeGreaterThan(0);
    expect(terminal.backgroundsOf(row)[0]).toBe(0);
    await press(terminal, keys.escape, /^(?![\s\S]*search "podIP")/);
    await press(terminal, "g", "#1/16");
    await press(terminal, "n", "#2/16");
  });

  it("takes keys that come in one piece one by one, Esc among them", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "jjj", "#4/16");
    await press(terminal, `mnever${keys.escape}j`, "#5/16");
    await press(terminal, `:9${keys.escape}:12\r`, "#12/16");
    await press(terminal, `/podIP${keys.escape}${keys.up}${keys.up}`, "#10/16");
    expect(terminal.text).not.toContain('podIP"');
  });

  it("shows only the objects of a filter, and all again", async () => {
    await using terminal = await player(["deployment-rollout"], { columns: 120 });
    const text = await press(terminal, "fdeploy/web\r", /changes of deploy\/web[\s\S]*▸ \+ .*Deployment\/web/);
    expect(text).not.toMatch(/^[▸ ].*Pod\/web/m);
    await press(terminal, "j", /▸ ~ .*Deployment\/web/);
    await press(terminal, "f\x15nothing/here\r", 'no object "nothing/here"');
    await press(terminal, "f\x15\r", /── changes ─/);
    await press(terminal, "G", "#140/140");
    await press(terminal, "o", "changes of Deployment/web");
    await press(terminal, "o", /── changes ─/);
    await press(terminal, "fpod\r", /changes of pod ─/);
    await press(terminal, "o", /changes of Pod\/web/);
    await press(terminal, "o", /changes of pod ─/);
  });

  it("compares two steps of an object, until Esc", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "d", "marked #1 of Pod/nginx");
    await press(terminal, ":9\r", "#9/16");
    await press(terminal, "d", /\[diff from #1 to #9\][\s\S]*Pod\/nginx {2}#1 → #9 {2}Created → Ready/);
    await press(terminal, keys.escape, "the diff from #1 has ended");
    expect(terminal.text).not.toContain("#1 → #9");
  });

  it("folds managedFields in the whole object until noise is shown, and searches it line by line", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "2", "[object]");
    await press(terminal, "/managedFields\r", /managedFields: \(1 entry by kubectl\S*; z shows it\)[\s\S]*line 1 of 1 here, step 1 of 16/);
    await press(terminal, "z", /showing noise/);
    await press(terminal, "n", /managedFields:$[\s\S]*- manager: kubectl/m);
  });

  it("begins where it is told to", async () => {
    await using terminal = await player(["pod-nginx", "--at", "2s"]);
    await terminal.shows("#5/16");
  });
});

describe("playing", () => {
  it("goes through the recording, cuts long silences and stays on the last step", async () => {
    await using terminal = await player(["pod-nginx", "--speed", "4", "--idle-limit", "1s"]);
    await terminal.shows(/without a change, shortened to 1\.00s/);
    await terminal.shows("end of the session");
    expect(terminal.text).toContain("#16/16");
    await press(terminal, " ", /playing 4x +#[1-9]\/16/);
    await press(terminal, " ", "paused");
    expect(terminal.ended).toBe(false);
  });

  it("shows its speed, from 0.25x to 64x", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "----", "paused 0.25x");
    await press(terminal, "+++++++++++", "paused 64x");
  });
});

describe("the detail", () => {
  it("is the diff, the whole object or the world, with noise or without", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "jz", "metadata.resourceVersion");
    await press(terminal, "z", "hiding noise");
    await press(terminal, "\t", /\[object\][\s\S]*kind: Pod/);
    await press(terminal, "\t", /\[world\][\s\S]*Pod\/nginx +Scheduled/);
    await press(terminal, "\t", /\[findings\][\s\S]*No findings in this session/);
    await press(terminal, "\t", "[diff]");
  });

  it("scrolls as far as it goes", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "2J", "lines 2-");
    await press(terminal, "K", "lines 1-");
    await press(terminal, "\x04".repeat(60), /lines (\d+)-(\d+) of \2/);
  });

  it("explains its keys on ?", async () => {
    await using terminal = await player(["pod-nginx"]);
    const text = await press(terminal, "?", "next, previous warning");
    for (const words of [
      "one step forward, back",
      "next, previous marker",
      "add, edit or remove a marker here",
      "mark a step; on another of its object, the diff of both",
      "write the detail to a file",
    ])
      expect(text).toContain(words);
    await press(terminal, "G", "this help; quit");
    await press(terminal, "?", "[diff]");
  });
});

describe("writing and marking", () => {
  it("writes what the detail shows into a file that is not there yet", async () => {
    using folder = temporaryFolder();
    await using terminal = await player(["pod-nginx"], { cwd: folder.path });
    await press(terminal, "jwstep.txt\r", "wrote step.txt");
    expect(readFileSync(join(folder.path, "step.txt"), "utf8")).toContain("+ spec.nodeName");
    await press(terminal, "wframe.json\r", "wrote frame.json");
    expect(JSON.parse(readFileSync(join(folder.path, "frame.json"), "utf8"))).toMatchObject({ sequence: 2, revision: { kind: "Pod" } });
    writeFileSync(join(folder.path, "mine.txt"), "mine");
    await press(terminal, "wmine.txt\r", '"mine.txt" already exists');
    expect(readFileSync(join(folder.path, "mine.txt"), "utf8")).toBe("mine");
    await press(terminal, "wno/such/folder\r", "its directory does not exist");
    expect(existsSync(join(folder.path, "no"))).toBe(false);
  });

  it("marks a moment of a session, and finds it again", async () => {
    using folder = temporaryFolder();
    const env = { XDG_DATA_HOME: folder.path };
    const recording = join(programPath, "..", "..", "recordings", "pod-nginx.kubespy.gz");
    expect((await runProgram(["import", recording], { env })).code).toBe(0);
    await using terminal = await player(["pod-nginx"], { env });
    await press(terminal, ":9\r", "#9/16");
    await press(terminal, "mit is ready here\r", "marked: it is ready here");
    expect(terminal.text).toMatch(/─◆|▼/);
    await press(terminal, "g", "#1/16");
    await press(terminal, "'", "#9/16");
    await press(terminal, "'", "no further marker");
    await press(terminal, "G", "#16/16");
    await press(terminal, '"', "#9/16");
    await using later = await player(["pod-nginx"], { env });
    await press(later, "'", "#9/16");
    await press(later, "m now\r", "marker changed: it is ready here → it is ready here now");
    await press(later, "m\x15\r", "removed marker: it is ready here now");
    expect((await runProgram(["mark", "pod-nginx"], { env })).stderr).toBe("pod-nginx has no markers\n");
  });

  it.each([
    ["removed", (database: string) => rmSync(database)],
    [
      "replaced",
      (database: string) => {
        copyFileSync(database, `${database}.new`);
        renameSync(`${database}.new`, database);
      },
    ],
  ] as const)("says that a marker was not kept where the database was %s meanwhile", async (what, change) => {
    using folder = temporaryFolder();
    const database = join(folder.path, "k.db");
    const recording = join(programPath, "..", "..", "recordings", "pod-nginx.kubespy.gz");
    expect((await runProgram(["import", recording, "--db", database])).code).toBe(0);
    await using terminal = await player(["pod-nginx", "--db", database], { columns: 200 });
    change(database);
    await press(terminal, "mlost\r", `! ${database} was ${what}`);
    expect(terminal.text).not.toContain("◆");
  });

  it("says that a recording takes no markers, before a text is typed", async () => {
    await using terminal = await player(["pod-nginx"]);
    await press(terminal, "m", "! markers need a stored session: kubespy import pod-nginx");
    await press(terminal, "j", "#2/16");
  });
});

describe("leaving", () => {
  const restored = (terminal: TerminalProgram) => {
    expect(terminal.isAlternate).toBe(false);
    const [shown, hidden] = ["\x1b[?25h", "\x1b[?25l"].map((code) => terminal.output.lastIndexOf(code));
    expect(shown).toBeGreaterThan(hidden ?? 0);
    expect(terminal.output.lastIndexOf("\x1b[?7h")).toBeGreaterThan(terminal.output.lastIndexOf("\x1b[?7l"));
  };

  it.each([
    ["q", 0],
    ["\x03", 130],
  ])("by the key %j gives the terminal back", async (key, exitCode) => {
    await using terminal = await player(["pod-nginx"]);
    terminal.type(key);
    expect(await terminal.exit).toMatchObject({ exitCode });
    restored(terminal);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"])("by %s gives the terminal back", async (signal) => {
    await using terminal = await player(["pod-nginx"]);
    terminal.kill(signal);
    expect(await terminal.exit).toMatchObject({ exitCode: 130 });
    restored(terminal);
  });

  it("by an exception that nobody foresaw gives the terminal back, and tells it below", async () => {
    const bomb = 'process.on("SIGUSR2", () => { throw new Error("unforeseen") })';
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(bomb)}` };
    await using terminal = await player(["pod-nginx"], { env });
    terminal.kill("SIGUSR2");
    expect(await terminal.exit).toMatchObject({ exitCode: 1 });
    restored(terminal);
    expect(terminal.output.slice(terminal.output.lastIndexOf("\x1b[?1049l"))).toContain("unforeseen");
  });

  it("a session that turns out to be damaged ends in an error on the terminal as it was", async () => {
    using folder = temporaryFolder();
    const env = { XDG_DATA_HOME: folder.path };
    const recording = join(programPath, "..", "..", "recordings", "deployment-rollout.kubespy.gz");
    expect((await runProgram(["import", recording], { env })).code).toBe(0);
    const { default: Sqlite } = await import("better-sqlite3");
    const database = new Sqlite(join(folder.path, "kubespy", "kubespy.db"));
    database.exec("UPDATE blocks SET payload = zeroblob(length(payload)) WHERE id = (SELECT max(id) FROM blocks)");
    database.close();
    await using terminal = kubespyInTerminal(["replay", "deployment-rollout"], { env });
    expect(await terminal.exit).toMatchObject({ exitCode: 1 });
    // It is found before the first screen is drawn.
    expect(terminal.output).not.toContain("\x1b[?1049h");
    expect(terminal.output).toMatch(/frame 1\d\d cannot be read/);
  });

  it("for a while by Ctrl-Z gives the terminal to the shell, and comes back with fg", async () => {
    await using terminal = new TerminalProgram("bash", ["--norc", "--noprofile", "-i"], { env: { PS1: "ready> " } });
    await terminal.shows("ready>");
    terminal.type(`${process.execPath} ${programPath} replay pod-nginx\r`);
    await terminal.shows("[diff]");
    await press(terminal, "j", "#2/16");
    const shell = await press(terminal, "\x1a", /Stopped[\s\S]*ready>/);
    expect(shell).not.toContain("[diff]");
    await press(terminal, "echo still $((40+2))\r", "still 42");
    await press(terminal, "fg\r", "#2/16");
    await press(terminal, "j", "#3/16");
    await press(terminal, "q", "still 42");
  });

  it.each([
    [60, 15],
    [120, 40],
  ])("by Ctrl-Z fills a terminal that the shell has had resized to %ix%i meanwhile", async (columns, rows) => {
    await using terminal = new TerminalProgram("bash", ["--norc", "--noprofile", "-i"], { env: { PS1: "ready> " } });
    await terminal.shows("ready>");
    terminal.type(`${process.execPath} ${programPath} replay pod-nginx\r`);
    await terminal.shows("[diff]");
    await press(terminal, "\x1a", /Stopped[\s\S]*ready>/);
    terminal.resize(columns, rows);
    await press(terminal, "fg\r", "#1/16");
    const text = await press(terminal, "j", "#2/16");
    await using fresh = await player(["pod-nginx", "--at", "2"], { columns, rows });
    expect(text.replaceAll(/ {2,}/g, " ")).toBe(fresh.text.replaceAll(/ {2,}/g, " "));
  });
});

it("text is given instead when it is asked for", async () => {
  await using terminal = kubespyInTerminal(["replay", "pod-missing-pvc", "--plain"]);
  expect(await terminal.exit).toMatchObject({ exitCode: 0 });
  expect(terminal.output).not.toContain("\x1b[?1049h");
});
