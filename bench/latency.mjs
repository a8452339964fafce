// From the event on the wire to its line on a terminal, and to its commit, at a rate that a busy namespace has.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "node-pty";
import { kubeconfig } from "./ingest.mjs";
import { cleanEnv, FrameCount, median, now, program, quantile, root, startLoadServer } from "./processes.mjs";

export const load = { objects: 100, events: 3000, perSecond: 300 };

/**
 * Each in ms, by the clock that the server, the terminals and the reader of the database share. `bare`: what the least of a program that prints a
 * line for each event takes on the same terminal, so that what the machine and the terminal cost can be told from what the recorder costs.
 */
export async function measureLatency(folder, recordArgs = []) {
  const recorded = await measureRecorder(folder, recordArgs);
  return { perSecond: load.perSecond, ...recorded, bare: await measureBareReader() };
}

async function measureRecorder(folder, recordArgs) {
  const server = await startLoadServer(load);
  const db = join(folder, `latency-${server.port}.db`);
  const sent = server.next("sent");
  const terminal = recorderTerminal(db, kubeconfig(folder, server.port), recordArgs);
  const shown = shownLines(terminal);
  const committed = commits(db);
  const { times } = await sent;
  const [screen, commit] = [await shown, await committed];
  terminal.kill("SIGINT");
  server.stop();
  return { screen: quantiles(screen, times), commit: quantiles(commit, times) };
}

async function measureBareReader() {
  const server = await startLoadServer(load);
  const sent = server.next("sent");
  const shown = shownLines(onTerminal([join(root, "bench", "bare-reader.mjs"), String(server.port)]), 0);
  const { times } = await sent;
  const bare = quantiles(await shown, times);
  server.stop();
  return bare;
}

/** A recorder on a pseudo-terminal. */
export function recorderTerminal(db, kubeconfigFile, recordArgs = []) {
  return onTerminal([program, "record", "pods", "--only", "--session", "bench", "--db", db, "--kubeconfig", kubeconfigFile, ...recordArgs]);
}

function onTerminal(args) {
  return spawn(process.execPath, args, { cols: 160, rows: 50, name: "xterm", env: { ...cleanEnv, TERM: "xterm" } });
}

/** When the line of each event was on the terminal. The lines of the first list come before. */
export function shownLines(terminal, listed = load.objects) {
  const times = [];
  let text = "";
  return new Promise((resolve) => {
    terminal.onData((data) => {
      text += data;
      const end = text.lastIndexOf("\n") + 1;
      for (const line of text.slice(0, end).split("\n")) for (let n = changesOn(line); n > 0; n--) times.push(now());
      text = text.slice(end);
      if (times.length >= listed + load.events) resolve(times.slice(listed));
    });
    terminal.onExit(() => resolve(times.slice(listed)));
  });
}

/** A line stands for one change; on a machine too busy to keep up, for as many as it says. */
function changesOn(line) {
  const folded = /\.\.\. ([\d,]+) changes? of/.exec(line)?.[1];
  return folded === undefined ? Number(changeLine.test(stripVTControlCharacters(line).trimEnd())) : Number(folded.replaceAll(",", ""));
}

/** Offset and object, perhaps written over the live line. Findings stand on lines of their own and have other words there. */
const changeLine = /(?:^|\r)\s*\+\S+\s+Pod\/web-\d{7}\s[^\r]*$/;

async function commits(db) {
  const times = [];
  const count = new FrameCount(db);
  while (times.length < load.events) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    const frames = (await count.now()) - load.objects;
    while (times.length < frames) times.push(now());
  }
  await count.close();
  return times;
}

export function quantiles(arrived, sent) {
  const waits = waitsOf(arrived, sent);
  return { medianMs: median(waits), p99Ms: quantile(waits, 0.99) };
}

/** ms from each event's sending to its arrival. */
function waitsOf(arrived, sent) {
  if (arrived.length !== sent.length) throw new Error(`${sent.length} events were sent, ${arrived.length} arrived`);
  return sent.map((at, n) => arrived[n] - at);
}
