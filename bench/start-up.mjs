// Start-up of whole processes in processor time, beside `node -e 0` in the same run, taken in turns so that a busy moment hits all alike.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { kubeconfig } from "./ingest.mjs";
import { cleanEnv, footprint, median, program, root, runKubespy, runNode, startLoadServer } from "./processes.mjs";

/** Median processor time in ms of each; that of `record` is null where the system does not tell. */
export async function measureStartUp(folder, db, rounds = 9) {
  const server = await startLoadServer({ objects: 1, events: 0 });
  const config = kubeconfig(folder, server.port);
  const contenders = {
    "node -e 0": () => runNode(["-e", "0"]),
    "kubespy --help": () => runKubespy("--help"),
    "kubespy replay FILE --plain": () => runKubespy("replay", join(root, "recordings", "pod-nginx.kubespy.gz"), "--plain"),
    "kubespy replay SESSION --at 50%": () => runKubespy("replay", "bench", "--plain", "--at", "50%", "--db", db),
    "kubespy record, to the first watch": () => firstWatch(server, config, join(folder, "start-up.db")),
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const [name, run] of Object.entries(contenders)) times[name].push((await run())?.cpuMs);
  server.stop();
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, values.includes(undefined) ? null : median(values)]));
}

/** From the start of the process to the moment at which the server sees its first watch request. */
async function firstWatch(server, config, db) {
  const watching = server.next("watch");
  const child = spawn(process.execPath, [program, "record", "pods", "--only", "--quiet", "--db", db, "--kubeconfig", config], {
    env: cleanEnv,
    stdio: "ignore",
  });
  await watching;
  const used = footprint(child.pid);
  child.kill("SIGINT");
  await once(child, "close");
  return used;
}
