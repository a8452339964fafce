// The recording file: how fast it is written and read, and how small it is.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeRecording, gzip, openRecordingFile } from "../dist/index.js";
import { program, root, timed } from "./processes.mjs";

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

/** Each bundled recording written anew, beside `gzip -6` of the lines that a plain tape of the same watches would hold. */
export async function measureRecordings() {
  const folder = join(root, "recordings");
  const sizes = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".kubespy.gz"))) {
    const session = await openRecordingFile(join(folder, file));
    sizes[file.replace(".kubespy.gz", "")] = {
      bytes: await sizeOf(gzip(encodeRecording(session))),
      gzippedLinesBytes: await gzippedLines(session),
    };
    await session.close();
  }
  return sizes;
}

async function sizeOf(chunks) {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

/** A tape knows when each line came and from which collection, as a recording does. */
async function gzippedLines(session) {
  const paths = new Map(session.summary.header.streams.map(({ kind, id }) => [kind, id]));
  const lines = [];
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") continue;
    const [t, path] = [frame.offsetMs, paths.get(frame.ref.kind)].map((value) => JSON.stringify(value));
    lines.push(`{"t":${t},"path":${path},"event":{"type":"${frame.type}","object":${frame.revision.text}}}\n`);
  }
  return gzipSync(lines.join(""), { level: 6 }).length;
}
