// node bench/audit.mjs [--lines N] [--objects N] [--changes SHARE]: what the import of an audit log takes, on this machine, now.
//
// The log is made while it is read, through a pipe: requests as a busy cluster has them, two files after one another whose times overlap, each line
// twice in a hundred from a second API server. Shares of reads and changes, and how many objects there are, are what memory could depend on.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { cleanEnv, program } from "./processes.mjs";
import { temporaryFolder } from "./workspace.mjs";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    objects: { type: "string", default: "50000" },
    changes: { type: "string", default: "0.4" },
  },
});
const [lines, objects, changes] = [values.lines, values.objects, values.changes].map(Number);
const startMs = Date.parse("2026-03-01T00:00:00Z");

const folder = temporaryFolder();
const db = join(folder, "audit.db");
const began = performance.now();
const child = spawn(process.execPath, [program, "import", "-", "--session", "bench", "--db", db], {
  env: cleanEnv,
  stdio: ["pipe", "ignore", "inherit"],
});
let peakKiB = 0;
const sampling = setInterval(() => {
  try {
    peakKiB = Math.max(peakKiB, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0));
  } catch {
    // It has ended.
  }
}, 50);
let bytes = 0;
Readable.from(log()).pipe(child.stdin);
const [code] = await once(child, "close");
clearInterval(sampling);
const seconds = (performance.now() - began) / 1000;
const figures = {
  lines,
  objects,
  changes,
  megabytes: Math.round(bytes / 1e6),
  seconds: Math.round(seconds),
  peakMiB: Math.round(peakKiB / 1024),
};
process.stdout.write(`${JSON.stringify({ ...figures, code })}\n`);

function* log() {
  const half = Math.floor(lines / 2);
  let chunk = [];
  for (let n = 0; n < lines; n++) {
    // The second file has the same minutes as the first.
    const at = n < half ? n * 2 : (n - half) * 2 + 1;
    const text = lineOf(at);
    bytes += text.length;
    chunk.push(text);
    if (n % 50 === 0) chunk.push(text);
    if (chunk.length < 64) continue;
    yield chunk.join("");
    chunk = [];
  }
  yield chunk.join("");
}

function lineOf(n) {
  const time = new Date(startMs + n * 3).toISOString().replace("Z", `${String(n % 1000).padStart(3, "0")}Z`);
  const isChange = (n * 7919) % 1000 < changes * 1000;
  const object = n % objects;
  const round = Math.floor(n / objects);
  const name = `web-${object}`;
  const event = {
    ...{
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level: isChange ? "RequestResponse" : "Metadata",
      auditID: `${n}-4d7c1a2e-9b3f-4c6d-8e5a`,
    },
    ...{
      stage: "ResponseComplete",
      requestURI: `/api/v1/namespaces/shop-${object % 50}/pods/${name}/status`,
      verb: isChange ? "patch" : "get",
    },
    user: { username: `system:node:node-${object % 100}`, groups: ["system:nodes", "system:authenticated"] },
    ...{ sourceIPs: [`10.0.${object % 250}.1`], userAgent: "kubelet/v1.36.2 (linux/amd64) kubernetes/abc1234" },
    objectRef: { resource: "pods", namespace: `shop-${object % 50}`, name, apiVersion: "v1", subresource: "status" },
    responseStatus: { metadata: {}, code: 200 },
    ...(isChange ? { requestObject: statusOf(object, round), responseObject: podOf(object, n, round) } : {}),
    ...{ requestReceivedTimestamp: time, stageTimestamp: time, annotations: { "authorization.k8s.io/decision": "allow" } },
  };
  return `${JSON.stringify(event)}\n`;
}

function podOf(object, n, round) {
  const env = Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value ${i} of ${object}` }));
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: {
      ...{ name: `web-${object}`, namespace: `shop-${object % 50}`, uid: `00000000-0000-4000-8000-${String(object).padStart(12, "0")}` },
      ...{
        resourceVersion: `${1_000_000 + n}`,
        creationTimestamp: "2026-02-28T23:00:00Z",
        labels: { app: "web", "pod-template-hash": "5d8bd76dd7" },
      },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: "web-5d8bd76dd7",
          uid: "d0d17d86-60d4-43ac-b61a-8cfe4b48b126",
          controller: true,
        },
      ],
    },
    spec: {
      nodeName: `node-${object % 100}`,
      containers: [{ name: "app", image: "registry.example.com/shop/web:1.27", env, resources: {} }],
    },
    ...statusOf(object, round),
  };
}

function statusOf(object, round) {
  const conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
    ...{ type, status: round % 2 === 0 ? "True" : "False", lastProbeTime: null, lastTransitionTime: "2026-03-01T00:00:00Z" },
  }));
  const containerStatuses = [{ name: "app", ready: round % 2 === 0, restartCount: round, image: "registry.example.com/shop/web:1.27" }];
  return { status: { phase: "Running", podIP: `10.1.${object % 250}.${object % 240}`, conditions, containerStatuses } };
}
