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

/** Each bundled recording written anew, beside `gzip -6` of the lines of a plain tape of the same watches. */
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

/**
 * A tape as raw notes of the same watches would be (see scripts/tapes-to-recordings.mjs): when it began, each collection's first list with
 * its items as they lie on the wire, each message of a watch with when and from where it came, and when it ended. Bookmarks are in no
 * recording, so they are not in these lines either: a real tape is a little longer.
 */
async function gzippedLines(session) {
  const { startedAt, server, streams } = session.summary.header;
  const pathOf = new Map(streams.map(({ kind, id }) => [kind, id]));
  const items = new Map(streams.map(({ kind }) => [kind, []]));
  const events = [];
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") continue;
    const { kind, apiVersion } = frame.ref;
    if (frame.initial) items.get(kind)?.push(frame.revision.text.replace(`"kind":"${kind}","apiVersion":"${apiVersion}",`, ""));
    else {
      const event = `{"type":"${frame.type}","object":${frame.revision.text}}`;
      events.push(`{"t":${frame.offsetMs},"path":${JSON.stringify(pathOf.get(kind))},"event":${event}}`);
    }
  }
  const lists = streams.map(({ id, kind, group, version, resourceVersion }, i) => {
    const head = { kind: `${kind}List`, apiVersion: group === "" ? version : `${group}/${version}`, metadata: { resourceVersion } };
    const list = `${JSON.stringify(head).slice(0, -1)},"items":[${items.get(kind).join(",")}]}`;
    return `{"t":${14.062 + i * 5.173},"path":${JSON.stringify(id)},"query":"","list":${list}}`;
  });
  const first = JSON.stringify({ tape: 1, startedAt, server: server?.version });
  const lines = [first, ...lists, ...events, JSON.stringify({ t: session.summary.durationMs, stop: true })];
  return gzipSync(`${lines.join("\n")}\n`, { level: 6 }).length;
}
