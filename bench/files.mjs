// The recording file: how fast it is written and read, and how large it is.
import { statSync } from "node:fs";
import { join } from "node:path";
import { program, timed } from "./processes.mjs";

/** `export` and `import` of the session "bench" as whole processes, start-up and all. */
export async function measureFiles(db, frames, folder) {
  const file = join(folder, "bench.kubespy.gz");
  const exported = await timed(process.execPath, [program, "export", "bench", "-o", file, "--db", db], quiet);
  const imported = await timed(process.execPath, [program, "import", file, "--db", join(folder, "imported.db")], quiet);
  return {
    exportEventsPerSecond: (frames * 1000) / exported.ms,
    importEventsPerSecond: (frames * 1000) / imported.ms,
    exportedBytes: statSync(file).size,
  };
}

/** Its words are not what is measured. */
const quiet = { stdio: ["ignore", "pipe", "ignore"] };
