// Start-up of whole processes, beside `node -e 0` in the same run, taken in turns so that a busy moment hits all alike.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { kubeconfig } from "./ingest.mjs";
import { cleanEnv, median, now, program, startLoadServer, timed } from "./processes.mjs";

export async function measureStartUp(folder, db, rounds = 9) {
  const server = await startLoadServer({ objects: 1, events: 0 });
  const config = kubeconfig(folder, server.port);
  const node = (args) => async () => (await timed(process.execPath, args)).ms;
  const contenders = {
    "node -e 0": node(["-e", "0"]),
    "kubespy --help": node([program, "--help"]),
    "kubespy replay FILE --plain": node([
      program,
      "replay",
      join(dirname(dirname(program)), "recordings", "pod-nginx.kubespy.gz"),
      "--plain",
    ]),
    "kubespy replay SESSION --at 50%": node([program, "replay", "bench", "--plain", "--at", "50%", "--db", db]),
    "kubespy record, to the first watch": () => firstWatch(server, config, join(folder, "start-up.db")),
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const [name, run] of Object.entries(contenders)) times[name].push(await run());
  server.stop();
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** From the start of the process to the moment at which the server sees its first watch request. */
async function firstWatch(server, config, db) {
  const watching = server.next("watch");
  const start = now();
  const child = spawn(process.execPath, [program, "record", "pods", "--only", "--quiet", "--db", db, "--kubeconfig", config], {
    env: cleanEnv,
    stdio: "ignore",
  });
  const { at } = await watching;
  child.kill("SIGINT");
  await once(child, "close");
  return at - start;
}
