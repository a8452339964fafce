import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { readSpec } from "../../src/serve/access/review-body.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { bundled } from "./bundled.js";
import { ask } from "./http-client.js";

let api: ServedApi;
beforeAll(async () => {
  api = await startServer(await bundled("pod-nginx"), { clock: systemClock, at: { percent: 100 } });
});
afterAll(() => api.close());

interface Posted {
  readonly status: number;
  readonly warning: string | undefined;
  readonly body: { readonly status: { readonly allowed?: boolean; readonly reason?: string }; readonly message?: string };
}

function post(path: string, body: string | Buffer, type = "application/json"): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const outgoing = request(api.url + path, { method: "POST", agent: false, headers: { "content-type": type } }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { statusCode = 0, headers } = response;
      resolve({
        status: statusCode,
        warning: headers.warning as string | undefined,
        body: JSON.parse(Buffer.concat(chunks).toString()) as Posted["body"],
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const accessReviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const review = (resourceAttributes: object) => JSON.stringify({ spec: { resourceAttributes } });

describe("access reviews", () => {
  it.each([
    [{ verb: "list", resource: "pods", namespace: "default" }, true, undefined, undefined],
    [{ verb: "get", resource: "secrets" }, true, undefined, '299 - "kubespy: secrets were not recorded in this session"'],
    [
      { verb: "get", resource: "pods", namespace: "shop" },
      true,
      undefined,
      '299 - "kubespy: pods in namespace shop were not recorded in this session"',
    ],
    [{ verb: "delete", resource: "pods" }, false, "this is a recording: read-only", undefined],
    [{ verb: "get", resource: "widgets", group: "example.com" }, false, "widgets.example.com is not a type of this session", undefined],
    [{ verb: "get", resource: "pods", subresource: "status" }, true, undefined, undefined],
    [{ verb: "get", resource: "pods", subresource: "log" }, false, expect.stringContaining("logs are not part of a recording"), undefined],
  ] as const)("%o: %s", async (attributes, allowed, reason, warning) => {
    const answer = await post(accessReviews, review(attributes));
    expect(answer.status).toBe(201);
    expect(answer.body.status).toEqual({ allowed, ...(reason === undefined ? {} : { reason }) });
    expect(answer.warning).toBe(warning);
  });

  it.each([
    ["no JSON", "{", "application/json", 400],
    ["an array", "[]", "application/json", 400],
    ["an empty object", "{}", "application/json", 400],
    ["null", "null", "application/json", 400],
    ["a spec that is no object", '{"spec":5}', "application/json", 400],
    ["a spec that asks nothing", '{"spec":{}}', "application/json", 400],
    ["a protobuf that asks nothing", Buffer.from("k8s\0"), "application/vnd.kubernetes.protobuf", 400],
    ["no protobuf", "k8s", "application/vnd.kubernetes.protobuf", 400],
    ["a protobuf that is cut short", Buffer.from([0x6b, 0x38, 0x73, 0, 0x12, 0x7f, 1]), "application/vnd.kubernetes.protobuf", 400],
    ["a number without an end", Buffer.concat([Buffer.from("k8s\0"), Buffer.alloc(20, 0xff)]), "application/vnd.kubernetes.protobuf", 400],
    ["another form", "a: b", "application/yaml", 415],
    ["more than any review needs", " ".repeat(70_000), "application/json", 413],
  ])("refuse a body that is %s", async (_, body, type, code) => expect((await post(accessReviews, body, type)).status).toBe(code));

  it.each([
    ["/api", true],
    ["/version", true],
    ["/healthz", true],
    ["/apis/apps/v1", true],
    ["/api/v1/pods", true],
    ["/openapi/v3/api/v1", true],
    ["/metrics", false],
    ["/apis/nosuch", false],
    ["/openapi/v2", false],
    ["", false],
  ])("of the path %o agree with GET: %s", async (path, allowed) => {
    const answer = await post(accessReviews, JSON.stringify({ spec: { nonResourceAttributes: { path, verb: "get" } } }));
    expect(answer).toMatchObject({ status: 201, body: { status: { allowed } } });
    expect((await ask(api.url + path)).status).toBe(allowed ? 200 : 404);
  });

  it("read the protobuf of kubectl", () => {
    const sent =
      'k8s\0\n2\n\x17authorization.k8s.io/v1\x12\x17SelfSubjectAccessReview\x12<\n\x10\n\0\x12\0\x1a\0"\0*\x002\x008\0B\0\x12\x1e\n\x1c\n\x01x\x12\x06delete\x1a\0"\0*\x04pods2\0:\x03log\x1a\x08\x08\0\x12\0\x1a\0 \0\x1a\0"\0';
    expect(readSpec(Buffer.from(sent, "latin1"), "application/vnd.kubernetes.protobuf", "SelfSubjectAccessReview")).toEqual({
      resourceAttributes: { namespace: "x", verb: "delete", group: "", version: "", resource: "pods", subresource: "", name: "log" },
    });
  });

  it("any other POST is a write", async () => {
    const answer = await post("/api/v1/namespaces/default/pods", "{}");
    expect(answer).toMatchObject({ status: 403, body: { message: "this is a recording: read-only" } });
  });

  it("a write to a type that no server has is answered as a read is", async () => {
    for (const path of [
      "/apis/nosuch/v1/foos",
      "/apis/nosuch/v1/namespaces/default/foos/a",
      "/apis/nosuch/v1/namespaces/default/foos/a/exec",
    ])
      expect([path, (await post(path, "{}")).status, (await ask(api.url + path)).status]).toEqual([path, 404, 404]);
  });
});

describe("what was not recorded", () => {
  it("namespaces of recorded objects exist, marked as not recorded", async () => {
    const { body, headers } = await ask(`${api.url}/api/v1/namespaces`);
    expect(headers.warning).toBe('299 - "kubespy: namespaces were not recorded in this session"');
    const { items } = JSON.parse(body) as { items: { metadata: { name: string; annotations: object }; status: object }[] };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      metadata: { name: "default", annotations: { "kubespy/not-recorded": expect.any(String) } },
      status: { phase: "Active" },
    });
  });

  it("is warned of in lists and gets, and what was recorded is not", async () => {
    for (const path of ["/api/v1/secrets", "/api/v1/namespaces/default/secrets/db", "/api/v1/nodes", "/api/v1/namespaces/shop/pods"])
      expect([path, (await ask(api.url + path)).headers.warning]).toEqual([path, expect.stringContaining("not recorded")]);
    for (const path of ["/api/v1/pods", "/api/v1/namespaces/default/pods", "/api/v1/namespaces/default/events"])
      expect([path, (await ask(api.url + path)).headers.warning]).toEqual([path, undefined]);
  });
});
