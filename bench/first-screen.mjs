// From the start of the process to the first screen of the interactive replay that shows an object.
import { spawn } from "node-pty";
import { cleanEnv, median, now, program } from "./processes.mjs";

export async function measureFirstScreen(db, rounds = 5) {
  const times = [];
  for (let round = 0; round < rounds; round++) times.push(await firstScreen(db));
  return median(times);
}

function firstScreen(db) {
  const start = now();
  const env = { ...cleanEnv, TERM: "xterm-256color", LANG: "C.UTF-8" };
  const terminal = spawn(process.execPath, [program, "replay", "bench", "--db", db], { cols: 120, rows: 40, name: "xterm-256color", env });
  return new Promise((resolve, reject) => {
    let shown;
    let text = "";
    terminal.onData((data) => {
      text += data;
      if (shown !== undefined || !/web-\d{7}/.test(text)) return;
      shown = now() - start;
      terminal.kill("SIGTERM");
    });
    terminal.onExit(() => (shown === undefined ? reject(new Error(`the player ended without a screen: ${text}`)) : resolve(shown)));
  });
}
