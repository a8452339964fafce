import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { bundled } from "./bundled.js";
import { ask } from "./http-client.js";

interface Transcript {
  readonly request: { readonly method: string; readonly path: string; readonly accept: string };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly chunks: readonly { readonly data: string }[];
  };
}

const fixtures = join(import.meta.dirname, "..", "fixtures", "apiserver");

function transcript(name: string): Transcript & { body: string } {
  const parsed = JSON.parse(readFileSync(join(fixtures, "transcripts", `${name}.json`), "utf8")) as Transcript;
  return { ...parsed, body: parsed.response.chunks.map((chunk) => chunk.data).join("") };
}

let api: ServedApi;
beforeAll(async () => {
  api = await startServer(await bundled("pod-nginx"), { clock: systemClock, at: { percent: 100 } });
});
afterAll(() => api.close());

describe("refusals match a real API server byte for byte", () => {
  it.each([
    "bad-field-selector",
    "bad-label-selector",
    "bad-rv",
    "delete-method-not-allowed-empty",
    "expired-continue",
    "list-rv-exact-too-old",
    "list-rv-too-large",
    "not-found-pod",
    "not-found-resource",
    "watch-rv-too-old",
  ])("%s", async (name) => {
    const { request, response, body } = transcript(name);
    const answer = await ask(api.url + request.path, { method: request.method, headers: { accept: request.accept } });
    expect(answer.status).toBe(response.status);
    expect(answer.headers["content-type"]).toBe(response.headers["content-type"]);
    expect(answer.headers["retry-after"]).toBe(response.headers["retry-after"]);
    // Only these differ between recordings: its versions and the oldest one.
    const own = (text: string) => text.replace(/current: \d+/, "current: N").replace(/version: 1 \(\d+\)/, "version: 1 (N)");
    expect(own(answer.body)).toBe(own(body));
  });

  it("a watch from a future version is accepted, sends nothing, and ends after its timeout", async () => {
    const answer = await ask(
      `${api.url}/api/v1/namespaces/default/pods?watch=1&resourceVersion=99999999&timeoutSeconds=1&allowWatchBookmarks=true`,
    );
    expect(answer).toMatchObject({ status: 200, body: "" });
  });

  it("an empty list and its watch match the server", async () => {
    const list = await ask(`${api.url}/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnobody`);
    const likeServer = transcript("rbac-name-only-list-by-name");
    expect(list.body.replace(/"\d+"/, '"5005"')).toBe(likeServer.body);
    const watched = await ask(
      `${api.url}/api/v1/namespaces/default/pods?watch=1&fieldSelector=metadata.name%3Dnobody&timeoutSeconds=1&allowWatchBookmarks=true`,
    );
    const bookmark = JSON.parse(watched.body) as unknown;
    expect(JSON.parse(transcript("rbac-name-only-watch-by-name").body.replace('"5005"', '"591"'))).toMatchObject(
      JSON.parse(JSON.stringify(bookmark).replace(/"resourceVersion":"\d+"/, '"resourceVersion":"591"')) as object,
    );
  });
});

describe("requests that a recording cannot answer are refused", () => {
  it.each([
    ["protobuf only", "/api/v1/namespaces/default/pods", { accept: "application/vnd.kubernetes.protobuf" }, 406, "NotAcceptable"],
    ["sendInitialEvents on a list", "/api/v1/pods?sendInitialEvents=true&resourceVersionMatch=NotOlderThan", {}, 422, "Invalid"],
    ["sendInitialEvents without its match", "/api/v1/pods?watch=1&sendInitialEvents=true", {}, 422, "Invalid"],
    ["a match without a version", "/api/v1/pods?resourceVersionMatch=Exact", {}, 422, "Invalid"],
    ["a continue token that is none", "/api/v1/pods?continue=zzz", {}, 400, "BadRequest"],
    ["a limit that is no number", "/api/v1/pods?limit=many", {}, 400, "BadRequest"],
    ["a page in a browser that made its name point here", "/api/v1/pods", { host: "evil.example" }, 403, "Forbidden"],
    ["a path that is no path", "/api/v1/%E0%A4%A", {}, 404, "NotFound"],
    ["logs", "/api/v1/namespaces/default/pods/nginx/log", {}, 404, "NotFound"],
    ["the older OpenAPI document", "/openapi/v2", {}, 404, "NotFound"],
    ["the OpenAPI document of a version that was not recorded", "/openapi/v3/apis/batch/v9", {}, 404, "NotFound"],
  ])("%s", async (_, path, headers, status, reason) => {
    const answer = await ask(api.url + path, { headers });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: "Status", status: "Failure", reason, code: status });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("%s: a recording is read-only", async (method) => {
    const answer = await ask(`${api.url}/api/v1/namespaces/default/pods/nginx`, { method });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: "Status", reason: "Forbidden", message: "this is a recording: read-only" });
  });
});

describe("discovery lists the types that every server has, those that were recorded as watchable", () => {
  const sample = (name: string) => JSON.parse(readFileSync(join(fixtures, "discovery", `${name}.json`), "utf8")) as never;
  /** A recording of Pods and core Events: those of `events.k8s.io` are the same objects. Types that only take what is created are not served. */
  const recorded = new Set(["pods", "events"]);
  const asServed = <T extends { readonly verbs: readonly string[] }>(name: string, entry: T) => ({
    ...entry,
    verbs: recorded.has(name) ? ["get", "list", "watch"] : ["get", "list"],
  });
  const groupsBeside = ["events.k8s.io"];
  const reviews = ["authentication.k8s.io", "authorization.k8s.io"];

  it("in separate documents", async () => {
    type Real = { name: string; verbs: string[]; storageVersionHash?: string };
    const real = (sample("api_v1") as { resources: Real[] }).resources
      .filter((type) => !type.name.includes("/") && type.verbs.includes("list"))
      .map(({ storageVersionHash, ...type }) => asServed(type.name, type));
    const answer = await ask(`${api.url}/api/v1`);
    expect(JSON.parse(answer.body)).toEqual({ kind: "APIResourceList", groupVersion: "v1", resources: real });
    expect(JSON.parse((await ask(`${api.url}/api`)).body)).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
    type Groups = { kind: string; groups: { name: string }[] };
    const groups = JSON.parse((await ask(`${api.url}/apis`)).body) as Groups;
    const names = (sample("apis") as Groups).groups.map(({ name }) => name).filter((name) => !groupsBeside.includes(name));
    expect(groups.groups.map(({ name }) => name)).toEqual([...names, "metrics.k8s.io"].sort());
  });

  it("aggregated", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    type Resource = { resource: string; verbs: string[]; responseKind: { kind: string }; subresources?: unknown };
    type Item = { metadata: { name?: string }; versions: { version: string; resources: Resource[] }[] };
    const rows = (items: readonly Item[]) =>
      items.flatMap(({ metadata, versions }) =>
        versions.flatMap(({ version, resources }) => resources.map((type) => ({ group: metadata.name ?? "", version, type }))),
      );
    const key = ({ group, version, type }: ReturnType<typeof rows>[number]) => `${group}/${version}/${type.resource}`;
    for (const root of ["api", "apis"] as const) {
      const answer = await ask(`${api.url}/${root}`, { headers: { accept } });
      expect(answer.headers["content-type"]).toBe("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
      const served = rows((JSON.parse(answer.body) as { items: Item[] }).items).filter(({ group }) => !reviews.includes(group));
      const real = rows((sample(`${root}.v2`) as { items: Item[] }).items)
        .filter(({ group, type }) => type.verbs.includes("list") && !groupsBeside.includes(group))
        .map(({ type: { subresources, ...type }, ...place }) => ({ ...place, type: asServed(type.resource, type) }));
      expect(served.map(key).sort()).toEqual(real.map(key).sort());
      const byKey = new Map(served.map((row) => [key(row), row.type]));
      for (const row of real)
        expect(byKey.get(key(row)), key(row)).toEqual({
          ...row.type,
          responseKind: { group: "", version: "", kind: row.type.responseKind.kind },
        });
    }
  });

  it("and the version is that of the server recorded", async () => {
    expect(JSON.parse((await ask(`${api.url}/version`)).body)).toMatchObject({ major: "1", minor: "36", gitVersion: "v1.36.2" });
    for (const path of ["/healthz", "/livez", "/readyz"]) expect(await ask(api.url + path)).toMatchObject({ status: 200, body: "ok" });
  });
});
