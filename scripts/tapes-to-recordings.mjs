// Turns tapes (raw notes of what an API server sent) into the bundled recordings. Run once, by hand, after `npm run build`:
//
//   node scripts/tapes-to-recordings.mjs FOLDER-OF-TAPES
//
// A tape is gzipped NDJSON: a first line {"tape":1,"startedAt","server"}, then {"t","path","list"} for a list, {"t","path","event"} for a
// message of the watch on that path, and {"t","stop":true}. Objects pass through as bytes; what was written is read back and compared.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { elementSpans, findJsonSpan } from "../dist/json/json.js";
import { refOf } from "../dist/model/kube-object.js";
import { Revision, withTypeMeta } from "../dist/model/revision.js";
import { openRecording } from "../dist/recording/node/open-recording.js";
import { encodeRecording } from "../dist/recording/write/encode-recording.js";
import { gzip } from "../dist/recording/write/gzip.js";

/** What was done, and what one would have typed to record it. */
const told = {
  "pod-nginx": {
    title: "A Pod from birth to deletion",
    description: "One nginx Pod was applied, became Ready and was deleted with 3 s of grace: the happy path.",
    targets: ["pod/nginx"],
  },
  "pod-nginx-1.28": {
    title: "The same Pod with nginx 1.28",
    description: "As pod-nginx, with the image nginx:1.28: the second half of a first pair to compare.",
    targets: ["pod/nginx"],
  },
  "pod-bad-image-tag": {
    title: "An image tag that does not exist",
    description:
      "A Pod asked for nginx:nonsense and could not pull it; after 50 s its image was set to nginx:1.27, it ran, and it was deleted.",
    targets: ["pod/nginx"],
  },
  "pod-missing-configmap-volume": {
    title: "A volume from a ConfigMap that is missing",
    description: "A Pod mounts a ConfigMap that did not exist: only Events said so. It was made after 25 s and the Pod started.",
    targets: ["pod/nginx"],
  },
  "pod-missing-pvc": {
    title: "A Pod whose claim is missing",
    targets: ["pod/nginx"],
  },
  "pod-crashloop": {
    title: "A container that crashes again and again",
    description: "The container exits with 1 after a second and is always restarted: 75 s of CrashLoopBackOff.",
    targets: ["pod/crasher"],
  },
  "pod-restart-policies": {
    title: "Exit codes and restart policies",
    description: "Six Pods at once: exit 0 and exit 1 under the restart policies Always, OnFailure and Never.",
    targets: ["pods"],
  },
  "pod-two-containers-one-crashes": {
    title: "Two containers, one of which crashes",
    description: "The container web keeps running while flaky exits with 3 every 5 s: what does Running mean then?",
    targets: ["pod/pair"],
  },
  "pod-slow-readiness": {
    title: "A Pod that runs and never becomes ready",
    description:
      "A readiness probe looks for a file. It was to be there from 12 s to 18 s, but the probe never saw it: Running, not Ready, until it was deleted.",
    targets: ["pod/nginx"],
  },
  "pod-liveness-restart": {
    title: "A liveness probe that never passes",
    description: "The container runs well but its liveness probe always fails, so the kubelet kills and restarts it.",
    targets: ["pod/nginx"],
  },
  "service-clusterip": {
    title: "A Service and the Pods behind it",
    description: "A Service came first, then two Pods with readiness probes; one Pod was deleted, then the other, then the Service.",
    targets: ["svc/web"],
  },
  "service-loadbalancer-pending": {
    title: "A LoadBalancer, pending for 10 s",
    targets: ["svc/web"],
  },
  "deployment-rollout": {
    title: "A rollout, then a scale down",
    description: "A Deployment of 3 replicas of nginx 1.27 was rolled to 1.28 and then scaled to 1.",
    targets: ["deploy/web", "svc/web"],
  },
  "deployment-bad-rollout": {
    title: "A rollout that gets stuck, and its undo",
    description: "2 replicas were rolled to an image that does not exist; after the 20 s progress deadline the rollout was undone.",
    targets: ["deploy/web"],
  },
  "job-backoff": {
    title: "A Job that gives up beside one that completes",
    description: "The Job fails has a backoffLimit of 2 and reached it; the Job works completed.",
    targets: ["job/fails", "job/works"],
  },
};

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node scripts/tapes-to-recordings.mjs FOLDER-OF-TAPES");
const recordings = join(fileURLToPath(new URL("..", import.meta.url)), "recordings");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ndjson.gz"))) await convert(file);

async function convert(file) {
  const name = basename(file, ".ndjson.gz");
  const tape = gunzipSync(readFileSync(join(folder, file)));
  const session = sessionOf(name, tape);
  const encoded = await collect(gzip(encodeRecording(readerOf(session))));
  await verify(session, encoded, name);
  writeFileSync(join(recordings, `${name}.kubespy.gz`), encoded);
  console.log(`${name}: ${session.frames.length} frames, ${encoded.length} bytes`);
}

function sessionOf(name, tape) {
  const [first, ...lines] = tape.toString("utf8").trimEnd().split("\n");
  const { startedAt, server } = JSON.parse(first);
  const { streams, frames } = { streams: [], frames: [] };
  let stop = 0;
  for (const text of lines) {
    const line = Buffer.from(text);
    const { t, path, list, event, stop: stopped } = JSON.parse(text);
    if (list !== undefined) {
      streams.push(streamOf(path, list));
      for (const item of itemsOf(line)) frames.push(frameOf(startedAt, t, "ADDED", withMeta(item, list), frames.length, { initial: true }));
    } else if (event !== undefined && event.type !== "BOOKMARK") {
      frames.push(frameOf(startedAt, t, event.type, cut(line, "event", "object"), frames.length));
    } else if (stopped) stop = t;
  }
  const { title, description, targets } = told[name] ?? { title: name, targets: streams.map(({ resource }) => resource) };
  const header = {
    name,
    title,
    ...(description === undefined ? {} : { description }),
    startedAt,
    targets,
    namespace: "default",
    server: { version: server },
    streams,
    omissions: [],
    secretValues: "digests",
    recorder: "unknown",
  };
  return { header, frames, end: { endedAt: timeAt(startedAt, stop), offsetMs: stop, outcome: "duration" } };
}

function streamOf(path, list) {
  const [, group = "", version, namespace, resource] = /^\/apis?(?:\/([^/]+(?=\/v)))?\/(v[^/]+)\/namespaces\/([^/]+)\/([^/]+)$/.exec(path);
  const kind = list.kind.replace(/List$/, "");
  return { id: path, group, version, resource, kind, namespaced: true, namespace, resourceVersion: list.metadata.resourceVersion };
}

function withMeta(item, list) {
  const { kind, apiVersion } = JSON.parse(item.toString("utf8"));
  return withTypeMeta(item, list.apiVersion, list.kind.replace(/List$/, ""), {
    kind: kind === undefined,
    apiVersion: apiVersion === undefined,
  });
}

function frameOf(startedAt, offsetMs, type, bytes, before, flags = {}) {
  const revision = new Revision(Buffer.from(bytes));
  const { object } = revision;
  return {
    kind: "object",
    sequence: before + 1,
    offsetMs,
    observedAt: timeAt(startedAt, offsetMs),
    type,
    ref: refOf(object),
    resourceVersion: object.metadata.resourceVersion,
    revision,
    ...flags,
  };
}

function timeAt(startedAt, offsetMs) {
  return new Date(Date.parse(startedAt) + offsetMs).toISOString();
}

/** The raw bytes of what stands under this path of keys. */
function cut(line, ...path) {
  const { start, end } = findJsonSpan(line, path);
  return line.subarray(start, end);
}

/** The raw bytes of each item of the list in this line. */
function itemsOf(line) {
  const items = cut(line, "list", "items");
  return elementSpans(items).map(({ start, end }) => items.subarray(start, end));
}

function readerOf({ header, frames, end }) {
  return {
    summary: { header, state: "ended", end },
    async *frames() {
      yield* frames;
    },
    markers: async () => [],
  };
}

/** Reads back what was written: every frame as it was, byte for byte. */
async function verify(session, encoded, name) {
  const recording = await openRecording(
    (async function* () {
      yield encoded;
    })(),
    { name },
  );
  if (recording.warnings.length > 0) throw new Error(recording.warnings.join("\n"));
  const { header, end, frames: count } = recording.summary;
  if (
    JSON.stringify(sorted({ header, end, count })) !==
    JSON.stringify(sorted({ header: session.header, end: session.end, count: session.frames.length }))
  )
    throw new Error(`${name}: the header did not survive`);
  let at = 0;
  for await (const { revision, ...frame } of recording.frames()) {
    const { revision: expected, ...rest } = session.frames[at++];
    if (Buffer.compare(revision.bytes, expected.bytes) !== 0 || JSON.stringify(sorted(frame)) !== JSON.stringify(sorted(rest)))
      throw new Error(`${name}: frame ${at} did not survive`);
  }
  if (at !== session.frames.length) throw new Error(`${name}: ${at} frames of ${session.frames.length} survived`);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

async function collect(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
