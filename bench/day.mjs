// What a day of an ordinary namespace costs: recorded for minutes after it has started, stated per day.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { copiedSize, kubeconfig } from "./ingest.mjs";
import { cleanEnv, footprint, program, sleep, startLoadServer } from "./processes.mjs";

const perSecond = 20;
/** Start-up, compilation and the first whole revisions are not what a day is made of. */
const settleMs = 20_000;
const measuredMs = 120_000;

/** Processor seconds and bytes on disk per day; the former is null where the system does not tell. */
export async function measureDay(folder) {
  const server = await startLoadServer({ objects: 50, events: ((settleMs + measuredMs) / 1000 + 60) * perSecond, perSecond });
  const db = join(folder, "day.db");
  const args = [program, "record", "pods", "--only", "--db", db, "--kubeconfig", kubeconfig(folder, server.port)];
  const child = spawn(process.execPath, args, { env: cleanEnv, stdio: "ignore" });
  await sleep(settleMs);
  const before = { ...footprint(child.pid), bytes: await copiedSize(db) };
  await sleep(measuredMs);
  const after = { ...footprint(child.pid), bytes: await copiedSize(db) };
  child.kill("SIGINT");
  await once(child, "close");
  server.stop();
  const perDay = 86_400_000 / measuredMs;
  return {
    perSecond,
    measuredSeconds: measuredMs / 1000,
    cpuSeconds: before.cpuMs === undefined ? null : ((after.cpuMs - before.cpuMs) / 1000) * perDay,
    bytes: (after.bytes - before.bytes) * perDay,
  };
}
