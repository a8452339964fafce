// Two stored sessions side by side: `kubespy compare` as a whole process, its memory told by itself when it ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cleanEnv, now, program, timed } from "./processes.mjs";

/** The session "bench" beside itself, stored a second time: both are read whole, whatever they hold. */
export async function measureCompare(db, folder) {
  const file = join(folder, "beside.kubespy.gz");
  await timed(process.execPath, [program, "export", "bench", "-o", file, "--db", db], quiet);
  await timed(process.execPath, [program, "import", file, "--session", "beside", "--db", db], quiet);
  const start = now();
  const child = spawn(process.execPath, ["--import", tellsMemory, program, "compare", "bench", "beside", "--db", db], {
    env: cleanEnv,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const words = [];
  child.stderr.on("data", (chunk) => words.push(chunk));
  const [code] = await once(child, "close");
  const told = /\{"peakKilobytes".*\}/.exec(Buffer.concat(words).toString());
  if (code !== 0 || told === null) throw new Error(`kubespy compare ended with status ${code}: ${Buffer.concat(words)}`);
  const { peakKilobytes, cpuMs } = JSON.parse(told[0]);
  return { ms: now() - start, cpuMs, peakMemoryBytes: peakKilobytes * 1024 };
}

/** Its words are not what is measured. */
const quiet = { stdio: ["ignore", "pipe", "ignore"] };

const tellsMemory = `data:text/javascript,${encodeURIComponent(`process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(JSON.stringify({ peakKilobytes: maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 }));
});`)}`;
