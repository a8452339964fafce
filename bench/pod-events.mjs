// Watch events of Pods as a real cluster sent them: the timelines of the bundled recordings, played by as many objects as wanted.
//
// Each object walks through one real timeline, revision by revision, and begins again at its end. Only three things differ from what the
// API server sent: the Pod's own name, its uid, and the resourceVersion (which grows, as in life). Deletions are left out, so that the
// number of objects stays what was asked for.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openRecordingFile } from "../dist/index.js";

const recordings = join(import.meta.dirname, "..", "recordings");
/** Shorter timelines would come round too often. */
const shortestTimeline = 7;

/** The revisions of every Pod in the bundled recordings, each split where name, uid and resourceVersion stand. */
export async function podTimelines() {
  const timelines = new Map();
  for (const file of readdirSync(recordings).filter((name) => name.endsWith(".kubespy.gz"))) {
    const session = await openRecordingFile(join(recordings, file));
    for await (const frame of session.frames()) {
      if (frame.kind === "gap" || frame.ref.kind !== "Pod" || frame.revision.object.metadata.deletionTimestamp) continue;
      const key = `${file} ${frame.ref.uid}`;
      timelines.set(key, [...(timelines.get(key) ?? []), template(frame.revision)]);
    }
    await session.close();
  }
  return [...timelines.values()].filter((timeline) => timeline.length >= shortestTimeline);
}

/** Pieces of bytes, and between them the slots to fill. */
function template(revision) {
  const { name, uid, resourceVersion } = revision.object.metadata;
  const marked = revision.text
    .replace(`"name":"${name}"`, '"name":"\u0001N\u0001"')
    .replaceAll(uid, "\u0001U\u0001")
    .replace(`"resourceVersion":"${resourceVersion}"`, '"resourceVersion":"\u0001V\u0001"');
  return marked.split("\u0001").map((piece) => (/^[NUV]$/.test(piece) ? piece : Buffer.from(piece)));
}

/** The first list's version: events count on from here. */
export const listVersion = 1_000_000;

export class PodEvents {
  #timelines;
  #objects;
  #names;
  #uids;

  constructor(timelines, objects) {
    this.#timelines = timelines;
    this.#objects = objects;
    this.#names = Array.from({ length: objects }, (_, i) => Buffer.from(`web-${String(i).padStart(7, "0")}`));
    this.#uids = Array.from({ length: objects }, (_, i) => Buffer.from(`5f1d7b52-0c1e-4a57-9d3e-${String(i).padStart(12, "0")}`));
  }

  /** The Pods as the first list has them, without kind and apiVersion, as on the wire. */
  list() {
    const items = this.#names.map((_, object) => {
      const text = this.#revision(object, 0, listVersion - this.#objects + object).toString();
      return text.replace('"kind":"Pod","apiVersion":"v1",', "");
    });
    return `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"${listVersion}"},"items":[${items.join(",")}]}`;
  }

  /** Line `n`, from 0, of the watch. Every object changes once before any changes again, in an order that is not that of the list. */
  line(n) {
    const round = Math.floor(n / this.#objects);
    const object = (n * 7919 + round) % this.#objects;
    return Buffer.concat([lineStart, this.#revision(object, round + 1, listVersion + n + 1), lineEnd]);
  }

  #revision(object, step, version) {
    const timeline = this.#timelines[object % this.#timelines.length];
    const fill = { N: this.#names[object], U: this.#uids[object], V: Buffer.from(String(version)) };
    return Buffer.concat(timeline[step % timeline.length].map((piece) => (typeof piece === "string" ? fill[piece] : piece)));
  }
}

const lineStart = Buffer.from('{"type":"MODIFIED","object":');
const lineEnd = Buffer.from("}\n");
