// The interactive player in a pseudo-terminal, as its user has it: what it takes until the first whole screen is there, and from a key
// until the screen shows the step. node bench/player.mjs DATABASE [ROUNDS [AT]] prints the same.
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";
import { spawn } from "node-pty";
import { cleanEnv, footprint, median, now, program, quantile } from "./processes.mjs";

const size = { cols: 120, rows: 40 };
/** A screen that is whole is taken for the first such one when it stays as it is for this long. */
const quietMs = 300;
const patienceMs = 60_000;
/** Steps forward and then back, from each of these shares of the frames. */
const places = [0.1, 0.5, 0.99];

/**
 * Of the session "bench" of a database. The first whole screen has the timeline and the findings, and nothing on it says that something is
 * still being read; its processor time is that of the whole process, threads included. Steps: a key after the other, each typed when the one
 * before is shown, at the beginning, in the middle and at the end of the session.
 */
export async function measurePlayer(db, { rounds = 5, at = "50%", stepsPerPlace = 50 } = {}) {
  const opened = [];
  for (let round = 0; round < rounds; round++) {
    const player = new TerminalPlayer(db, at);
    opened.push(await player.firstWholeScreen());
    await player.end();
  }
  const { steps, jumps } = await walk(db, stepsPerPlace);
  return {
    firstScreenCpuMs: median(opened.map(({ cpuMs }) => cpuMs)),
    firstScreenMs: median(opened.map(({ ms }) => ms)),
    stepP99Ms: quantile(steps, 0.99),
    stepMedianMs: median(steps),
    jumpMedianMs: median(jumps),
  };
}

async function walk(db, stepsPerPlace) {
  const player = new TerminalPlayer(db, "1");
  await player.firstWholeScreen();
  const steps = [];
  const jumps = [];
  for (const place of places) {
    jumps.push(await player.jump(place));
    const count = Math.min(stepsPerPlace, player.stepsToEnd);
    for (const key of ["j", "k"]) for (let i = 0; i < count; i++) steps.push(await player.step(key));
  }
  await player.end();
  return { steps, jumps };
}

class TerminalPlayer {
  #startedAt = now();
  #screen = new xterm.Terminal({ ...size, allowProposedApi: true });
  #pty;
  #ended = false;
  /** Called with each screen that was drawn, and with when its last piece arrived. */
  #look = () => {};

  constructor(db, at) {
    const env = { ...cleanEnv, TERM: "xterm-256color", LANG: "C.UTF-8" };
    const args = [program, "replay", "bench", "--at", at, "--db", db];
    this.#pty = spawn(process.execPath, args, { ...size, name: "xterm-256color", env });
    this.#pty.onData((data) => {
      const piece = { at: now(), cpuMs: footprint(this.#pty.pid)?.cpuMs };
      this.#screen.write(data, () => this.#look(this.#text(), piece));
    });
    this.#pty.onExit(() => {
      this.#ended = true;
    });
  }

  async firstWholeScreen() {
    let whole;
    let timer;
    await this.#until((text, { at, cpuMs }, done) => {
      if (!isWhole(text)) {
        clearTimeout(timer);
        whole = undefined;
      } else if (text !== whole?.text) {
        whole = { text, ms: at - this.#startedAt, cpuMs };
        clearTimeout(timer);
        timer = setTimeout(done, quietMs);
      }
    });
    return whole;
  }

  /** How long a key takes to the screen that shows the step it leads to. */
  step(key) {
    const sequence = this.#sequence() + (key === "j" ? 1 : -1);
    return this.#shownAfter(key, (text) => stepShown(text) === sequence);
  }

  get stepsToEnd() {
    return this.#frames() - this.#sequence();
  }

  jump(share) {
    const sequence = Math.ceil(share * this.#frames());
    return this.#shownAfter(`:${sequence}\r`, (text) => stepShown(text) === sequence);
  }

  async end() {
    this.#pty.kill("SIGKILL");
    while (!this.#ended) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#screen.dispose();
  }

  async #shownAfter(keys, isShown) {
    const typedAt = now();
    let shownAt = typedAt;
    const shown = this.#until((text, { at }, done) => {
      if (!isShown(text)) return;
      shownAt = at;
      done();
    });
    this.#pty.write(keys);
    await shown;
    return shownAt - typedAt;
  }

  async #until(look) {
    let timeout;
    await new Promise((resolve, reject) => {
      timeout = setTimeout(() => reject(new Error(`the player does not get on:\n${this.#text()}`)), patienceMs);
      this.#look = (text, piece) => look(text, piece, resolve);
    });
    clearTimeout(timeout);
    this.#look = () => {};
  }

  #sequence() {
    return stepShown(this.#text());
  }

  #frames() {
    return Number(/#\d+\/(\d+)/.exec(this.#text())?.[1]);
  }

  #text() {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: size.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "");
    return lines.join("\n");
  }
}

/** The axis is dotted from where the tracks below it have not been read. */
function isWhole(text) {
  const axis = text.split("\n").find((line) => line.includes("▼")) ?? "";
  return stepShown(text) !== undefined && axis !== "" && !axis.includes("·") && !text.includes("reading …");
}

/** The sequence of the step that is chosen in the list, where it is the one that the head of the screen says. */
function stepShown(text) {
  const sequence = /^▸ . +#(\d+) /m.exec(text)?.[1];
  return sequence !== undefined && text.includes(`#${sequence}/`) ? Number(sequence) : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [db, rounds = "5", at = "50%"] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(await measurePlayer(db, { rounds: Number(rounds), at }), undefined, 2)}\n`);
  process.exit();
}
