// Where the time of an ingestion goes: self time by function, from V8's own profiles of the main thread and of the writer's thread; and what the
// incremental scan saves of it.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingestWithKubespy } from "./ingest.mjs";
import { root } from "./processes.mjs";
import { measureScans } from "./scans.mjs";

export async function profileIngestion(load, folder, top = 8) {
  const profiles = join(folder, "profiles");
  mkdirSync(profiles);
  await ingestWithKubespy(load, folder, { nodeArgs: ["--cpu-prof", `--cpu-prof-dir=${profiles}`] });
  const threads = readdirSync(profiles).map((file) => {
    const profile = JSON.parse(readFileSync(join(profiles, file), "utf8"));
    return { thread: isWriter(profile) ? "writer thread" : "main thread", ...hotSpots(profile, top) };
  });
  return { threads, scans: await measureScans() };
}

function isWriter(profile) {
  return profile.nodes.some((node) => node.callFrame.url.endsWith("commit-worker.js"));
}

function hotSpots(profile, top) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfMs = new Map();
  profile.samples.forEach((id, i) => {
    const place = placeOf(nodes.get(id).callFrame);
    selfMs.set(place, (selfMs.get(place) ?? 0) + profile.timeDeltas[i] / 1000);
  });
  const idleMs = selfMs.get("(idle)") ?? 0;
  const busy = [...selfMs].filter(([place]) => place !== "(idle)" && place !== "(root)");
  const busyMs = busy.reduce((sum, [, ms]) => sum + ms, 0);
  const spots = busy
    .sort(([, a], [, b]) => b - a)
    .slice(0, top)
    .map(([place, ms]) => ({ place, ms: Math.round(ms), share: ms / busyMs }));
  return { busyMs: Math.round(busyMs), idleMs: Math.round(idleMs), spots };
}

function placeOf({ functionName, url, lineNumber }) {
  const name = functionName === "" ? "(anonymous)" : functionName;
  if (url === "") return name;
  const path = url.startsWith("file:") ? fileURLToPath(url).replace(`${root}/`, "") : basename(url);
  return `${name} ${path}:${lineNumber + 1}`;
}
