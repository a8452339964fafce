import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { types } from "../support/objects.js";
import { ask, watch } from "./http-client.js";
import { frame, sessionOf, streamOf } from "./session-in-memory.js";

interface Row {
  readonly cells: readonly unknown[];
  readonly conditions?: unknown;
  readonly object: { readonly metadata: KubeObject["metadata"] };
}

interface Table {
  readonly metadata: { readonly resourceVersion: string };
  readonly rows: readonly Row[];
}

/** The whole response of a real server, and its time. */
function transcript(name: string): { readonly body: string; readonly date: string; readonly accept: string } {
  const path = join(import.meta.dirname, "..", "fixtures", "apiserver", "transcripts", `${name}.json`);
  const { request, response } = JSON.parse(readFileSync(path, "utf8"));
  const body = response.chunks.map((chunk: { data: string }) => chunk.data).join("");
  return { body, date: response.headers.date, accept: request.accept };
}

/** The Pods in the transcripts, reconstructed from their rows. */
const finished = { status: { phase: "Succeeded", containerStatuses: [ended("tick", 0, "Completed")], podIPs: [{ ip: "10.244.0.51" }] } };
const leaving = {
  status: {
    phase: "Running",
    containerStatuses: [{ name: "nginx", ready: true, restartCount: 0, state: { running: {} } }],
    podIPs: [{ ip: "10.244.0.27" }],
  },
};

function ended(name: string, exitCode: number, reason: string) {
  return { name, ready: false, restartCount: 0, state: { terminated: { exitCode, reason } } };
}

function podOf(row: Row | undefined, more: object): KubeObject {
  return { kind: "Pod", apiVersion: "v1", metadata: row?.object.metadata ?? {}, spec: { nodeName: "node-1", containers: [{}] }, ...more };
}

async function serving(pods: readonly KubeObject[], at: string, version: string): Promise<ServedApi> {
  const frames = pods.map((pod, i) => frame(i + 1, "ADDED", pod, { initial: true, offsetMs: 0 }));
  // The time of the server was a fraction of a second later than the Date header.
  const startedAt = new Date(Date.parse(at) + 200).toISOString();
  const reader = sessionOf(frames, { startedAt, streams: [streamOf(types.pods, version, { id: "pods" })] });
  return startServer(reader, { clock: systemClock, at: { offsetMs: 0 } });
}

const open: ServedApi[] = [];
afterAll(async () => {
  for (const api of open) await api.close();
});

describe("responses match a real API server byte for byte", () => {
  const list = transcript("table-pods");
  const [leavingRow] = (JSON.parse(list.body) as Table).rows;
  let api: ServedApi;
  beforeAll(async () => {
    api = await serving([podOf(leavingRow, leaving)], list.date, "2505");
    open.push(api);
  });

  it("a list as Table", async () => {
    const answer = await ask(`${api.url}/api/v1/namespaces/default/pods`, { headers: { accept: list.accept } });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.body).toBe(list.body);
  });

  it("a list as PartialObjectMetadata", async () => {
    const { body, accept } = transcript("partial-metadata");
    const answer = await ask(`${api.url}/api/v1/namespaces/default/pods`, { headers: { accept } });
    expect(answer.body).toBe(body.replace('"resourceVersion":"2506"', '"resourceVersion":"2505"'));
  });

  it("a watch as Table: only the first event brings the columns", async () => {
    const { body, date, accept } = transcript("table-watch-pods");
    const events = body.trimEnd().split("\n");
    const rows = events.map((line) => (JSON.parse(line) as { object: Table }).object.rows[0]);
    const states = rows.map((row) => podOf(row, row?.cells[2] === "Completed" ? finished : leaving));
    const several = await serving(states, date, "2505");
    open.push(several);
    // The namespaces are sent in order of name, as by a server without a cache.
    const answer = await ask(`${several.url}/api/v1/pods?watch=1&timeoutSeconds=1`, { headers: { accept } });
    expect(answer.body).toBe(body);
  });
});

describe("a row contains what was requested besides its cells", () => {
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
  const pod: KubeObject = {
    kind: "Pod",
    apiVersion: "v1",
    metadata: { name: "nginx", namespace: "default", uid: "u", resourceVersion: "7" },
  };
  let api: ServedApi;
  beforeAll(async () => {
    api = await serving([pod], "2026-01-01T00:00:00Z", "9");
    open.push(api);
  });
  const rowObject = async (query: string) => {
    const { body } = await ask(`${api.url}/api/v1/namespaces/default/pods/nginx${query}`, { headers: { accept } });
    return (JSON.parse(body) as Table).rows[0]?.object;
  };

  it("its metadata by default, the whole object, or nothing", async () => {
    const metadata = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: pod.metadata };
    expect(await rowObject("")).toEqual(metadata);
    expect(await rowObject("?includeObject=Metadata")).toEqual(metadata);
    expect(await rowObject("?includeObject=Object")).toEqual(pod);
    expect(await rowObject("?includeObject=None")).toBeNull();
  });

  it("a get and a watch as PartialObjectMetadata return only the metadata", async () => {
    const headers = { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" };
    const metadata = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: pod.metadata };
    expect(JSON.parse((await ask(`${api.url}/api/v1/namespaces/default/pods/nginx`, { headers })).body)).toEqual(metadata);
    const watched = await ask(`${api.url}/api/v1/pods?watch=1&timeoutSeconds=1`, { headers });
    expect(JSON.parse(watched.body)).toEqual({ type: "ADDED", object: metadata });
  });

  it("anything else is a bad request", async () => {
    const answer = await ask(`${api.url}/api/v1/pods?includeObject=All`, { headers: { accept } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 400, message: 'unrecognized includeObject value: "All"' });
  });

  it("bookmarks of a Table are Tables too, and mark the end of the initial events", async () => {
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=30";
    const url = `${api.url}/api/v1/pods?${query}`;
    const watching = watch(url, undefined, { accept });
    await watching.has(2);
    watching.stop();
    const [added, bookmark] = watching.lines.map((line) => JSON.parse(line) as { type: string; object: Table });
    expect(added?.object.rows[0]?.cells[0]).toBe("nginx");
    expect(bookmark).toMatchObject({
      type: "BOOKMARK",
      object: { kind: "Table", rows: [{ object: { metadata: { annotations: { "k8s.io/initial-events-end": "true" } } } }] },
    });
  });
});

describe("the form is negotiated", () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serving([], "2026-01-01T00:00:00Z", "9");
    open.push(api);
  });
  const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
  it.each([
    ["kubectl get", `${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`, "Table"],
    ["a table that nobody knows, then JSON", "application/json;as=Chart;v=v1;g=meta.k8s.io,application/json", "PodList"],
    ["protobuf first, JSON too", "application/vnd.kubernetes.protobuf,application/json", "PodList"],
    ["JSON preferred by quality", `${table};q=0.5,application/json;q=0.9`, "PodList"],
    ["anything", "*/*", "PodList"],
    ["no Accept header", "", "PodList"],
    ["metadata of a list", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "PartialObjectMetadataList"],
    ["metadata of one object, of a list", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "Status"],
    ["refused by quality", "application/json;q=0", "Status"],
  ])("%s: %s is answered with %s", async (_, accept, kind) => {
    const answer = await ask(`${api.url}/api/v1/pods`, { headers: { accept } });
    expect(JSON.parse(answer.body)).toMatchObject({ kind, ...(kind === "Status" ? { code: 406 } : {}) });
  });
});
