// A Kubernetes API with nothing but Pods, which change as fast as they are read, or at a rate. A process of its own, so that making the events
// does not cost the reader anything: node bench/load-server.mjs OBJECTS EVENTS [PER_SECOND [wait|now [VARIANT]]], with an IPC channel; `wait`: until any message comes. Events are made as they are
// sent, from bytes prepared before: a million of them take no memory here, and little time from those who share the processors with it.
//
// Says { port } when it listens, { watch, at } when a watch begins and { sent, bytes, times } when its last event is written; times are ms
// since the epoch, with fractions, one for each event where there is a rate. A watch whose client is told apart by `User-Agent: kubespy...`
// stays open after its last event, as a real one does; others are ended, so that kubectl ends too.
import { createServer } from "node:http";
import { listVersion, PodEvents, podTimelines } from "./pod-events.mjs";

const [objects, events, perSecond] = process.argv.slice(2).map(Number);
const begun = process.argv[5] === "wait" ? new Promise((resolve) => process.once("message", resolve)) : undefined;
const pods = new PodEvents(await podTimelines(), objects, Number(process.argv[6] ?? 0));

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://load");
  const query = url.searchParams;
  if (url.pathname.endsWith("/pods") && query.get("watch")) return watch(request, response, Number(query.get("resourceVersion")));
  response.setHeader("content-type", "application/json");
  if (url.pathname.endsWith("/pods"))
    return response.end(pods.list(Number(query.get("continue") ?? 0), Number(query.get("limit") || objects)));
  const document = discovery[url.pathname];
  response.statusCode = document === undefined ? 404 : 200;
  response.end(JSON.stringify(document ?? { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404 }));
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());

async function watch(request, response, from) {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const first = Math.max(0, from - listVersion);
  process.send({ watch: first, at: now() });
  await begun;
  const { bytes, times } = await (perSecond > 0 ? sendPaced(response, first) : sendAll(response, first));
  if (response.destroyed) return;
  process.send({ sent: events - first, bytes, times, at: now() });
  if (!request.headers["user-agent"]?.startsWith("kubespy")) response.end();
}

/** A burst comes off a real server's socket in pieces about as large; written one by one, the lines would measure this server. */
const linesPerWrite = 16;

async function sendAll(response, first) {
  let bytes = 0;
  for (let n = first; n < events && !response.destroyed; n += linesPerWrite) {
    const lines = pods.lines(n, Math.min(linesPerWrite, events - n));
    bytes += lines.length;
    if (!response.write(lines)) await writable(response);
  }
  return { bytes };
}

/** A line a write, each when it is due, looked at every millisecond. */
async function sendPaced(response, first) {
  const times = [];
  let bytes = 0;
  const start = now();
  for (let n = first; n < events && !response.destroyed; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (; n < events && start + ((n - first) * 1000) / perSecond <= now(); n++) {
      const line = pods.lines(n, 1);
      bytes += line.length;
      times.push(now());
      response.write(line);
    }
  }
  return { bytes, times };
}

function writable(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}

function now() {
  return performance.timeOrigin + performance.now();
}

const discovery = {
  "/version": { major: "1", minor: "36", gitVersion: "v1.36.2" },
  "/api": { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] },
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [] },
  "/api/v1": {
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: [
      {
        name: "pods",
        singularName: "pod",
        namespaced: true,
        kind: "Pod",
        verbs: ["get", "list", "watch"],
        shortNames: ["po"],
        categories: ["all"],
      },
    ],
  },
};
