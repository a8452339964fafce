// Watch events of Pods as a real cluster sent them: the timelines of the bundled recordings, played by as many objects as wanted.
//
// Each object walks through one real timeline, revision by revision, and begins again at its end. Only three things differ from what the
// API server sent: the Pod's own name, its uid, and the resourceVersion (which grows, as in life). Deletions are left out, so that the
// number of objects stays what was asked for. A variant is another run of the same Pods: other uids, another order of changes, and every
// fifth Pod walks through another timeline.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openRecordingFile } from "../dist/index.js";

const recordings = join(import.meta.dirname, "..", "recordings");
/** Shorter timelines would come round too often. */
const shortestTimeline = 7;

/** The revisions of every Pod in the bundled recordings, as lines of a watch with slots for name, uid and resourceVersion. */
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

/** Where name, uid and version stand in a line; each slot is as wide as what fills it, so that a line is copied and filled in place. */
const slots = { name: "\u0001".repeat(11), uid: "\u0002".repeat(36), version: "\u0003".repeat(7) };
const lineStart = '{"type":"MODIFIED","object":';
const lineEnd = "}\n";

/** The line of a watch for this revision, with slots, and the places of these. */
function template(revision) {
  const { name, uid, resourceVersion } = revision.object.metadata;
  const object = revision.text
    .replace(`"name":"${name}"`, `"name":"${slots.name}"`)
    .replaceAll(uid, slots.uid)
    .replace(`"resourceVersion":"${resourceVersion}"`, `"resourceVersion":"${slots.version}"`);
  const bytes = Buffer.from(`${lineStart}${object}${lineEnd}`);
  return { bytes, places: Object.fromEntries(Object.entries(slots).map(([slot, text]) => [slot, placesOf(bytes, text)])) };
}

function placesOf(bytes, text) {
  const places = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) places.push(at);
  return places;
}

/** The first list's version, of seven digits; events count on from here. */
export const listVersion = 2_000_000;

/** Primes: every object comes once in a round, where their number is no multiple of one. */
const strides = [7919, 7907];

export class PodEvents {
  #timelines;
  #objects;
  #variant;
  #names;
  #uids;

  constructor(timelines, objects, variant = 0) {
    this.#timelines = timelines;
    this.#objects = objects;
    this.#variant = variant;
    this.#names = Array.from({ length: objects }, (_, i) => Buffer.from(`web-${String(i).padStart(7, "0")}`));
    this.#uids = Array.from({ length: objects }, (_, i) =>
      Buffer.from(`5f1d7b52-0c1e-4a57-9d3${((14 + variant) % 16).toString(16)}-${String(i).padStart(12, "0")}`),
    );
  }

  /** A page of the first list, without kind and apiVersion in its items, as on the wire. */
  list(from, limit) {
    const end = Math.min(this.#objects, from + limit);
    const items = [];
    for (let object = from; object < end; object++) items.push(this.#item(object));
    const more = end < this.#objects ? `,"continue":"${end}","remainingItemCount":${this.#objects - end}` : "";
    return `{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"${listVersion}"${more}},"items":[${items.join(",")}]}`;
  }

  /** Lines `n` to `n + count - 1`, from 0, of the watch. Every object changes once before any changes again, not in the order of the list. */
  lines(n, count) {
    const changes = Array.from({ length: count }, (_, i) => this.#change(n + i));
    const bytes = Buffer.allocUnsafe(changes.reduce((sum, change) => sum + change.template.bytes.length, 0));
    let at = 0;
    for (const change of changes) at += this.#fill(bytes, at, change);
    return bytes;
  }

  #item(object) {
    const change = { object, template: this.#templateOf(object, 0), version: listVersion - this.#objects + object };
    const bytes = Buffer.allocUnsafe(change.template.bytes.length);
    this.#fill(bytes, 0, change);
    return bytes.toString("utf8", lineStart.length, bytes.length - lineEnd.length).replace('"kind":"Pod","apiVersion":"v1",', "");
  }

  #change(n) {
    const round = Math.floor(n / this.#objects);
    const object = (n * strides[this.#variant % strides.length] + round) % this.#objects;
    return { object, template: this.#templateOf(object, round + 1), version: listVersion + n + 1 };
  }

  #templateOf(object, step) {
    const shift = object % 5 === 0 ? this.#variant : 0;
    const timeline = this.#timelines[(object + shift) % this.#timelines.length];
    return timeline[step % timeline.length];
  }

  /** Writes a line at `at`; says how long it is. */
  #fill(target, at, { object, template, version }) {
    template.bytes.copy(target, at);
    for (const place of template.places.name) this.#names[object].copy(target, at + place);
    for (const place of template.places.uid) this.#uids[object].copy(target, at + place);
    for (const place of template.places.version) target.latin1Write(String(version), at + place);
    return template.bytes.length;
  }
}
