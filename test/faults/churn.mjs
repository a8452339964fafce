// A month of churn against the built recorder, in virtual time: objects of many kinds are created, changed and deleted, with Events that
// expire, gaps in which deletions are missed, and streams that end. Prints one JSON line for each mark: what is in memory then.
//
//   node --expose-gc test/faults/churn.mjs --marks 250000,500000,1000000,2000000
//   ... --store FILE     record into a database instead of a store that keeps nothing
//   ... --count          also count everything on the heap (slow with large heaps)
//   ... --only recorder  without the screens
import { setMaxListeners } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getHeapSnapshot } from "node:v8";
import { DiscardingStore } from "../../dist/app/record/discarding-store.js";
import { clusterTargets } from "../../dist/app/watch.js";
import { followCollection } from "../../dist/cluster/watch/follow-collection.js";
import { LastRevisions } from "../../dist/cluster/watch/last-revisions.js";
import { readWatchLine } from "../../dist/cluster/watch/watch-line.js";
import { ChangeFormatter } from "../../dist/commands/changes/change-formatter.js";
import { RecordScreen } from "../../dist/commands/record/record-screen.js";
import { outcomeOf } from "../../dist/lifecycle/outcome.js";
import { Revision } from "../../dist/model/revision.js";
import { Membership } from "../../dist/record/membership.js";
import { openStreams } from "../../dist/record/open-streams.js";
import { Recorder } from "../../dist/record/recorder.js";
import { planScope } from "../../dist/record/scope-plan.js";
import { parseUntil, UntilWatch } from "../../dist/record/until.js";
import { Tracer } from "../../dist/report/trace/tracer.js";
import { openSqliteStore } from "../../dist/store/sqlite/sqlite-store.js";

const { values: flags } = parseArgs({
  options: {
    marks: { type: "string", default: "10000,20000" },
    store: { type: "string" },
    count: { type: "boolean", default: false },
    only: { type: "string" },
    leaks: { type: "boolean", default: false },
    // Something fails in one of so many rounds; 0: never.
    failing: { type: "string", default: "97" },
    // First, so many objects of each kind that is remembered for a while after its deletion.
    fill: { type: "string", default: "2100" },
  },
});
const marks = flags.marks.split(",").map(Number);

/** Moves only when told to. */
class ChurnClock {
  #nowMs = 0;
  #sleepers = new Set();
  wallMs = () => Date.UTC(2026, 0, 1) + this.#nowMs;
  monotonicMs = () => this.#nowMs;
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        signal?.removeEventListener("abort", wake);
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }
  advance(ms) {
    this.#nowMs += ms;
    for (const sleeper of [...this.#sleepers]) if (sleeper.atMs <= this.#nowMs) sleeper.wake();
  }
}

const type = (resource, kind, group = "", namespaced = true) => ({
  group,
  version: "v1",
  resource,
  singular: kind.toLowerCase(),
  kind,
  namespaced,
  shortNames: [],
  categories: [],
  verbs: ["get", "list", "watch"],
});
const types = {
  Pod: type("pods", "Pod"),
  Event: type("events", "Event"),
  Service: type("services", "Service"),
  PersistentVolumeClaim: type("persistentvolumeclaims", "PersistentVolumeClaim"),
  Deployment: type("deployments", "Deployment", "apps"),
  ReplicaSet: type("replicasets", "ReplicaSet", "apps"),
  StatefulSet: type("statefulsets", "StatefulSet", "apps"),
  Job: type("jobs", "Job", "batch"),
  Ingress: type("ingresses", "Ingress", "networking.k8s.io"),
  EndpointSlice: type("endpointslices", "EndpointSlice", "discovery.k8s.io"),
};

let lastUid = 0;
const uid = () => `${(0x10000000 + ++lastUid).toString(16)}-aaaa-4bbb-8ccc-0123456789ab`;

/** The collections of a cluster, and what each of their watches still has to deliver. */
class ChurnCluster {
  #version = 1000;
  #living = new Map(Object.keys(types).map((kind) => [kind, new Map()]));
  #watches = new Map(Object.keys(types).map((kind) => [kind, { lines: [], wake: () => {}, state: "open" }]));
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  list = async ({ type: { kind } }) => ({
    resourceVersion: String(this.#version),
    items: [...this.#living.get(kind).values()].map((object) => Revision.ofObject(object)),
  });

  async *watch({ type: { kind } }, signal) {
    const last = new LastRevisions();
    const watch = this.#watches.get(kind);
    watch.state = "open";
    const stop = () => watch.wake();
    signal.addEventListener("abort", stop);
    try {
      yield { events: [], monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
      while (!signal.aborted) {
        const lines = watch.lines.splice(0);
        if (lines.length > 0)
          yield {
            events: lines.map((line) => readWatchLine(line, last)),
            monotonicMs: this.#clock.monotonicMs(),
            wallMs: this.#clock.wallMs(),
          };
        else if (watch.state === "ended") return;
        else if (watch.state === "expired") {
          yield {
            events: [{ type: "ERROR", status: { code: 410, reason: "Expired", message: "too old resource version" } }],
            monotonicMs: this.#clock.monotonicMs(),
            wallMs: this.#clock.wallMs(),
          };
          return;
        } else
          await new Promise((resolve) => {
            watch.wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  set(object) {
    const { kind } = object;
    const living = this.#living.get(kind);
    const known = living.has(object.metadata.uid);
    object.metadata.resourceVersion = String(++this.#version);
    living.set(object.metadata.uid, object);
    this.#deliver(kind, known ? "MODIFIED" : "ADDED", object);
    return object;
  }

  /** `seen`: false for a deletion during a gap. */
  remove(object, seen = true) {
    this.#living.get(object.kind).delete(object.metadata.uid);
    object.metadata.resourceVersion = String(++this.#version);
    if (seen) this.#deliver(object.kind, "DELETED", object);
  }

  end(kind, state) {
    const watch = this.#watches.get(kind);
    watch.state = state;
    watch.wake();
  }

  #deliver(kind, event, object) {
    const watch = this.#watches.get(kind);
    watch.lines.push(Buffer.from(`{"type":"${event}","object":${JSON.stringify(object)}}\n`));
    watch.wake();
  }

  get isDrained() {
    return [...this.#watches.values()].every(({ lines }) => lines.length === 0);
  }
}

const isFailing = (i) => Number(flags.failing) > 0 && i % Number(flags.failing) === 0;
const groupVersion = ({ group, version }) => (group === "" ? version : `${group}/${version}`);

/** Ten objects a round, of which each lives for some rounds; everything is deleted in the end, seen or not. */
class Churn {
  #cluster;
  #clock;
  #round = 0;
  #ends = new Map();
  objects = 0;
  #web;

  constructor(cluster, clock) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#web = cluster.set(this.#make("Deployment", "web", { spec: { replicas: 1 }, status: { replicas: 1 } }));
    cluster.set(this.#make("Service", "main", { spec: { selector: { app: "main" } } }));
  }

  #make(kind, name, { owner, labels, ...fields } = {}) {
    this.objects++;
    return {
      apiVersion: groupVersion(types[kind]),
      kind,
      metadata: {
        name,
        namespace: "shop",
        uid: uid(),
        creationTimestamp: new Date(this.#clock.wallMs()).toISOString(),
        ...(labels === undefined ? {} : { labels }),
        ...(owner === undefined
          ? {}
          : {
              ownerReferences: [
                { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true },
              ],
            }),
      },
      ...fields,
    };
  }

  #live(object, rounds) {
    this.#cluster.set(object);
    const end = this.#round + rounds;
    this.#ends.set(end, [...(this.#ends.get(end) ?? []), object]);
    return object;
  }

  #event(about, reason, kind = "Normal") {
    const { apiVersion, metadata } = about;
    const involvedObject = { apiVersion, kind: about.kind, namespace: "shop", name: metadata.name, uid: metadata.uid };
    const time = new Date(this.#clock.wallMs()).toISOString();
    return this.#make("Event", `${metadata.name}.${this.objects}`, {
      involvedObject,
      reason,
      type: kind,
      message: `${reason} of ${metadata.name}`,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
    });
  }

  #pod(name, more, i, rounds) {
    const container = { name: "main", image: "shop/main:1" };
    const status = (state, ready) => ({
      phase: ready ? "Running" : "Pending",
      conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: new Date(this.#clock.wallMs()).toISOString() }],
      containerStatuses: [{ name: "main", image: "shop/main:1", ready, restartCount: 0, state }],
    });
    const pod = this.#make("Pod", name, { ...more, spec: { nodeName: "node-1", containers: [container] }, status: { phase: "Pending" } });
    this.#live(pod, rounds);
    if (isFailing(i)) {
      const message = `Back-off pulling image "shop/main:1"`;
      this.#cluster.set({ ...pod, status: status({ waiting: { reason: "ImagePullBackOff", message } }, false) });
      this.#live(this.#event(pod, "Failed", "Warning"), 120);
    } else {
      this.#cluster.set({ ...pod, status: status({ running: { startedAt: new Date(this.#clock.wallMs()).toISOString() } }, true) });
      this.#live(this.#event(pod, "Scheduled"), 120);
    }
    return pod;
  }

  /** Fills what remembers the last thousands: deleted objects of each kind, names, Events that wait for their object. */
  *fill(each) {
    const set = this.#make("StatefulSet", "fill", { spec: { replicas: 0, volumeClaimTemplates: [{ metadata: { name: "data" } }] } });
    this.#cluster.set(set);
    for (let from = 0; from < each; from += 10) {
      const names = Array.from({ length: 10 }, (_, n) => `fill-${from + n}`);
      const paths = names.map((name) => ({ path: `/${name}`, backend: { service: { name, port: { number: 80 } } } }));
      const made = [this.#make("Ingress", `fill-${from}`, { spec: { ingressClassName: "nginx", rules: [{ http: { paths } }] } })];
      for (const [n, name] of names.entries()) {
        made.push(this.#make("Service", name, { spec: { type: "ExternalName", externalName: "shop.example" } }));
        made.push(this.#make("PersistentVolumeClaim", `data-fill-${from + n}`, { owner: set, status: { phase: "Bound" } }));
        made.push(this.#event(set, "Filled"));
        for (let i = 0; i < 3; i++) this.#cluster.set(this.#eventOfGhost(`${name}-${i}`));
      }
      for (const object of made) this.#cluster.set(object);
      yield;
      for (const object of made) this.#cluster.remove(object);
    }
    this.#cluster.remove(set);
  }

  /** About an object that was never there: it waits for that. */
  #eventOfGhost(name) {
    return this.#event({ apiVersion: "v1", kind: "Pod", metadata: { name, uid: uid() } }, "FailedScheduling", "Warning");
  }

  step() {
    const i = ++this.#round;
    // A month for two million objects.
    const before = this.objects;
    const replicaSet = this.#live(this.#make("ReplicaSet", `web-${i}`, { owner: this.#web, spec: { replicas: 1 } }), 40);
    this.#pod(`web-${i}-a`, { owner: replicaSet }, i, 30);
    const job = this.#live(this.#make("Job", `job-${i}`, { spec: { completions: 1 } }), 30);
    this.#pod(`job-${i}-a`, { owner: job }, i, 20);
    if (isFailing(i + 1))
      this.#cluster.set({
        ...job,
        status: { failed: 1, conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
      });
    const backend = { service: { name: `svc-${i}`, port: { number: 80 } } };
    if (i % 2 === 0) {
      this.#live(
        this.#make("Ingress", `front-${i}`, {
          spec: { ingressClassName: "nginx", defaultBackend: backend },
          status: { loadBalancer: { ingress: [{ ip: "10.0.0.2" }] } },
        }),
        20,
      );
      const service = this.#live(this.#make("Service", `svc-${i}`, { spec: { selector: { app: `svc-${i}` } } }), 20);
      this.#pod(`svc-${i}-a`, { labels: { app: `svc-${i}` } }, i, 20);
      const labels = { "kubernetes.io/service-name": `svc-${i}` };
      this.#live(
        this.#make("EndpointSlice", `svc-${i}-x`, {
          labels,
          owner: service,
          endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
          ports: [{ port: 80 }],
        }),
        20,
      );
    }
    if (i % 3 === 0) {
      const set = this.#make("StatefulSet", `db-${i}`, { spec: { replicas: 0, volumeClaimTemplates: [{ metadata: { name: "data" } }] } });
      this.#live(set, 25);
      this.#live(this.#make("PersistentVolumeClaim", `data-db-${i}-0`, { status: { phase: "Bound" } }), 35);
      if (isFailing(i)) this.#live(this.#event(set, "FailedCreate", "Warning"), 120);
    }
    // Of nobody: it does not belong, nor does its Event.
    const other = this.#pod(`other-${i}`, { labels: { app: "other" } }, i, 10);
    this.#live(this.#event(other, "Killing"), 120);
    this.#live(this.#eventOfGhost(`ghost-${i}`), 120);
    if (i % 10 === 0) this.#pod(`main-${i}`, { labels: { app: "main" } }, i, 12);
    const kind = Object.keys(types)[i % Object.keys(types).length];
    const isGap = i % 150 === 0;
    for (const object of this.#ends.get(i) ?? []) this.#cluster.remove(object, !(isGap && object.kind === kind));
    this.#ends.delete(i);
    if (isGap) this.#cluster.end(kind, "expired");
    else if (i % 20 === 0) this.#cluster.end(kind, "ended");
    this.#clock.advance(((30 * 86_400_000) / 2_000_000) * (this.objects - before));
  }
}

const streams = () => {
  const stream = { isTty: false, colour: false, columns: () => 120, rows: () => 40, write: () => true, drained: async () => {} };
  return { stdin: process.stdin, stdout: stream, stderr: stream };
};

async function main() {
  const clock = new ChurnClock();
  const cluster = new ChurnCluster(clock);
  const churn = new Churn(cluster, clock);
  const target = (kind, name) => ({
    type: types[kind],
    namespace: "shop",
    ...(name === undefined ? {} : { name }),
    typed: `${types[kind].resource}`,
  });
  const targets = [target("Deployment", "web"), target("Job"), target("Ingress"), target("StatefulSet"), target("Service", "main")];
  const plan = planScope(targets, Object.values(types));
  const stop = new AbortController();
  // As `record` does.
  setMaxListeners(0, stop.signal);
  const opened = await openStreams(plan, (request, signal) => followCollection({ reader: cluster, request, clock, signal }), stop.signal);
  const store = flags.store === undefined ? new DiscardingStore() : await openSqliteStore(flags.store, { clock });
  const scope = { targets: targets.map(({ typed }) => typed), streams: opened.streams.map(({ info }) => info) };
  const header = {
    name: "churn",
    startedAt: new Date(clock.wallMs()).toISOString(),
    ...scope,
    omissions: [],
    server: {},
    recorder: "churn",
  };
  const writer = await store.create(header);
  const shown = flags.only === "recorder" ? undefined : screensOf({ clock, plan, opened, targets, scope, startMs: 0 });
  let frames = 0;
  const recorder = new Recorder({
    streams: opened.streams,
    membership: new Membership(
      targets,
      opened.streams.map((stream) => stream.plan),
    ),
    writer,
    clock,
    startMs: 0,
    redact: (revision) => revision,
    listener: {
      frame: (frame) => {
        frames++;
        shown?.frame(frame);
      },
      streams: () => {},
    },
  });
  const recording = recorder.run(stop.signal);
  const settle = async () => {
    do await nextTurn();
    while (!cluster.isDrained);
    const backpressure = writer.backpressure();
    if (backpressure !== undefined) await backpressure;
  };
  const begunMs = performance.now();
  let filled = 0;
  for (const _ of churn.fill(Number(flags.fill))) {
    clock.advance(200);
    if (filled++ % 2 === 0) await settle();
  }
  churn.objects = 0;
  for (const mark of marks) {
    while (churn.objects < mark) {
      for (let i = 0; i < 4; i++) churn.step();
      await settle();
    }
    // Each stream remembers its last changes, until it lists again.
    for (const kind of Object.keys(types)) cluster.end(kind, "expired");
    for (let i = 0; i < 20; i++) {
      clock.advance(60_000);
      await settle();
    }
    await writer.flush();
    for (let i = 0; i < 5; i++) await nextTurn();
    await shown?.settle();
    const line = { objects: churn.objects, frames, seconds: Math.round((performance.now() - begunMs) / 1000), ...(await memory()) };
    process.stdout.write(`${JSON.stringify({ ...line, ...shown?.summary() })}\n`);
  }
  stop.abort();
  await recording;
  await writer.end({ endedAt: new Date(clock.wallMs()).toISOString(), offsetMs: clock.monotonicMs(), outcome: "duration" });
  if (flags.store !== undefined) await store.close();
}

/** What shows a recording while it is made: lines, the tree of `trace`, `status`, `--until`. */
function screensOf({ clock, plan, opened, targets, scope, startMs }) {
  const context = { streams: streams(), clock, env: {}, programName: "kubespy" };
  const screen = new RecordScreen({ context, quiet: false, allNamespaces: false, startMs });
  screen.begin("churn", { connection: { contextName: "churn", server: "" }, plan, opened, resources: Object.values(types), server: {} });
  const startedMs = clock.wallMs();
  const tracer = new Tracer({ targets: clusterTargets(targets), startMs: startedMs, scope });
  const until = new UntilWatch({ until: parseUntil("settled"), targets, outcomeOf }, 0);
  const stdout = { ...streams().stdout, isTty: true };
  const isWanted = () => true;
  const status = new ChangeFormatter({
    view: "status",
    flags: { output: "text" },
    stdout,
    namespaces: false,
    base: { startMs: startedMs },
    isWanted,
  });
  let frames = 0;
  return {
    frame: (frame) => {
      screen.frame(frame);
      tracer.observe(frame);
      until.note(frame, clock.monotonicMs());
      if (frame.kind === "object") status.format(frame);
      if (++frames % 5000 === 0) tracer.picture(clock.monotonicMs());
      if (frames % 500 === 0) until.check(clock.monotonicMs());
    },
    /** The lines are printed. */
    settle: async () => {
      for (let i = 0; i < 2000; i++) await nextTurn();
      tracer.picture(clock.monotonicMs());
    },
    summary: () => ({ findings: tracer.findings(clock.monotonicMs()).length }),
  };
}

async function memory() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await nextTurn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const mb = (bytes) => Math.round(bytes / 1e5) / 10;
  return { rssMb: mb(rss), heapMb: mb(heapUsed), externalMb: mb(external), ...(flags.count ? await counted() : {}) };
}

let before = new Map();

/** How many things are on the heap, and how large the tables are that hold them. With `--leaks`, what has grown most is printed as well. */
async function counted() {
  const parts = [];
  for await (const part of getHeapSnapshot()) parts.push(part);
  const { snapshot, nodes, strings } = JSON.parse(Buffer.concat(parts.map((part) => Buffer.from(part))).toString());
  const { node_fields: fields, node_types: nodeTypes } = snapshot.meta;
  const [typeAt, nameAt] = ["type", "name"].map((name) => fields.indexOf(name));
  // Code that the engine compiles and drops again is no data.
  const isData = new Set(["object", "closure", "string", "concatenated string", "sliced string", "array"]);
  const counts = new Map();
  let things = 0;
  for (let i = 0; i < nodes.length; i += fields.length) {
    const kind = nodeTypes[typeAt][nodes[i + typeAt]];
    if (!isData.has(kind)) continue;
    things++;
    if (!flags.leaks) continue;
    const name = kind.endsWith("string") ? kind : `${kind} ${strings[nodes[i + nameAt]]}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (flags.leaks) {
    const grown = [...counts].map(([name, count]) => [name, count - (before.get(name) ?? 0)]).sort((a, b) => b[1] - a[1]);
    process.stderr.write(
      `${grown
        .slice(0, 25)
        .map(([name, by]) => `${by} ${name}`)
        .join("\n")}\n\n`,
    );
    before = counts;
  }
  return { things };
}

await main();
process.exit(0);
