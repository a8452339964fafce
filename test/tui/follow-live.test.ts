import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { temporaryFolder } from "../support/program.js";
import { startRecorder } from "../support/recorder-process.js";
import { kubespyInTerminal, type TerminalProgram } from "../support/terminal.js";

/** Another process records while the player shows it, in a pseudo-terminal. */

function databaseFile(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return join(folder.path, "kubespy.db");
}

const placeOf = ({ text }: TerminalProgram) => Number(/#(\d+)\/\d+/.exec(text)?.[1]);
const framesOf = ({ text }: TerminalProgram) => Number(/#\d+\/(\d+)/.exec(text)?.[1]);

it.each([
  [60, 15],
  [80, 24],
  [200, 50],
])(
  "a recording in progress is followed to its end, left by a step back, and taken up by F at %ix%i",
  async (columns, rows) => {
    const database = databaseFile();
    const recorder = await startRecorder(database, { frames: 1_000_000, perSecond: 40 });
    await using terminal = kubespyInTerminal(["replay", "live", "--db", database], { columns, rows });
    await terminal.shows("● live, following");
    await expect.poll(() => placeOf(terminal), { timeout: 10_000 }).toBeGreaterThan(20);
    terminal.type("k");
    await terminal.shows(/● live, \+\d+ new/);
    const place = placeOf(terminal);
    const frames = framesOf(terminal);
    await expect.poll(() => framesOf(terminal), { timeout: 10_000 }).toBeGreaterThan(frames + 10);
    expect(placeOf(terminal)).toBe(place);
    expect(terminal.text).toMatch(new RegExp(`^▸ .*#${place} `, "m"));
    terminal.type("F");
    await terminal.shows("● live, following");
    await expect.poll(() => placeOf(terminal), { timeout: 10_000 }).toBeGreaterThan(frames + 10);
    terminal.resize(columns + 10, rows);
    await terminal.shows("● live, following");
    recorder.kill("SIGTERM");
    await terminal.shows(/^live \(ended\)/);
    await terminal.shows(/#(\d+)\/\1 /);
    terminal.type("q");
    expect(await terminal.exit).toMatchObject({ exitCode: 0 });
    expect(terminal.isAlternate).toBe(false);
  },
  60_000,
);

it("a recorder that is killed is said to be gone, and a marker that another program makes is shown", async () => {
  const database = databaseFile();
  const recorder = await startRecorder(database, { frames: 1_000_000, perSecond: 40 });
  await using terminal = kubespyInTerminal(["replay", "live", "--db", database]);
  await terminal.shows("● live, following");
  const store = await openSqliteStore(database, { clock: systemClock });
  await store.addMarker("live", { offsetMs: 1, text: "before the rollout" });
  await store.close();
  await terminal.shows(/^.*◆.*▼/m);
  terminal.type(" ");
  await terminal.shows("● live, ▶ playing 1x");
  terminal.type(" F");
  recorder.kill("SIGKILL");
  await terminal.shows(/^live \(interrupted\)/);
  await terminal.shows("the recording was interrupted");
  terminal.type("\x03");
  expect(await terminal.exit).toMatchObject({ exitCode: 130 });
}, 60_000);

it("begins where a flag says, and does not follow then", async () => {
  const database = databaseFile();
  const recorder = await startRecorder(database, { frames: 1_000_000, perSecond: 200 });
  onTestFinished(() => void recorder.kill("SIGKILL"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await using terminal = kubespyInTerminal(["replay", "live", "--db", database, "--at", "2"]);
  await terminal.shows(/● live, \+\d+ new {2}#2\//);
  terminal.type("q");
  expect(await terminal.exit).toMatchObject({ exitCode: 0 });
  await using playing = kubespyInTerminal(["replay", "live", "--db", database, "--speed", "1"]);
  await playing.shows("● live, ▶ playing 1x");
}, 60_000);
