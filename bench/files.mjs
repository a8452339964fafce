// The recording file: how fast it is written and read, and how large it is.
import { rmSync, statSync } from "node:fs";
import { median, runKubespy } from "./processes.mjs";
import { usualLoad } from "./workspace.mjs";

/** `export` and `import` of the session "bench" as whole processes, start-up and all. */
export async function measureFiles(workspace) {
  const db = await workspace.usual();
  const file = workspace.path("export.kubespy.gz");
  const imported = workspace.path("import.db");
  const runs = { exports: [], imports: [] };
  for (let round = 1; round <= workspace.rounds; round++) {
    rmSync(imported, { force: true });
    runs.exports.push(await runKubespy("export", "bench", "-o", file, "--force", "--db", db));
    runs.imports.push(await runKubespy("import", file, "--db", imported));
  }
  const frames = usualLoad.events + usualLoad.objects;
  const rate = (of) => (frames * 1000) / median(of.map(({ ms }) => ms));
  return {
    exportEventsPerSecond: rate(runs.exports),
    importEventsPerSecond: rate(runs.imports),
    exportCpuMs: median(runs.exports.map(({ cpuMs }) => cpuMs)),
    importCpuMs: median(runs.imports.map(({ cpuMs }) => cpuMs)),
    exportedBytes: statSync(file).size,
  };
}
