// What `record --redact` costs: the same load with and without it, in turns. Not part of `npm run bench`: node bench/redact.mjs [EVENTS [OBJECTS [ROUNDS]]]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestWithKubespy } from "./ingest.mjs";
import { measureLatency } from "./latency.mjs";
import { median } from "./processes.mjs";

const [events = 10_000, objects = 500, rounds = 3] = process.argv.slice(2).map(Number);
const ways = { plain: [], redact: ["--redact"] };
const folder = mkdtempSync(join(tmpdir(), "kubespy-redact-"));
try {
  const runs = { plain: [], redact: [] };
  for (let round = 0; round < rounds; round++)
    for (const [way, flags] of Object.entries(ways))
      runs[way].push(await ingestWithKubespy({ events, objects }, folder, { recordArgs: flags }));
  for (const [way, flags] of Object.entries(ways)) {
    const latencyFolder = mkdtempSync(join(folder, `${way}-`));
    const { perSecond, screen, commit } = await measureLatency(latencyFolder, flags);
    const figures = {
      eventsPerSecond: Math.round((events * 1000) / median(runs[way].map(({ ms }) => ms))),
      cpuMicrosecondsPerEvent: Math.round((median(runs[way].map(({ cpuMs }) => cpuMs)) * 1000) / events),
      peakMegabytes: Math.round(Math.max(...runs[way].map(({ peakBytes }) => peakBytes)) / 1e6),
      storedBytesPerEvent: Math.round(runs[way].at(-1).storedBytes / (events + objects)),
    };
    console.log(JSON.stringify({ way, events, objects, ...figures, latency: { perSecond, screen, commit } }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
