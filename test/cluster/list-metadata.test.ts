import { describe, expect, it } from "vitest";
import { RequestFailure, TooManyObjects } from "../../src/cluster/cluster-reader.js";
import { listMetadata } from "../../src/cluster/transport/list-metadata.js";
import type { Transport } from "../../src/cluster/transport/transport.js";
import { types } from "../support/objects.js";

type Question = Parameters<Transport["read"]>[0];

/** A server that gives these bodies, one after the other. */
function answering(...bodies: readonly unknown[]) {
  const questions: Question[] = [];
  const read = async (question: Question) => {
    const body = bodies[questions.length];
    questions.push(question);
    return { status: 200, headers: {}, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
  };
  const limits = { maxObjects: 100, signal: new AbortController().signal };
  return { questions, list: (request: object = {}) => listMetadata({ read }, { type: types.pods, namespace: "shop", ...request }, limits) };
}

const page = (names: readonly string[], metadata: object = {}, kind = "PartialObjectMetadataList") => ({
  kind,
  apiVersion: "meta.k8s.io/v1",
  metadata: { resourceVersion: "9", ...metadata },
  items: names.map((name) => ({ metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion: "7", managedFields: [{}] } })),
});

describe("the metadata of a collection", () => {
  it("comes in pages, which are larger once the server leaves the objects out", async () => {
    const server = answering(page(["a"], { continue: "x" }), page(["b"], { continue: "y" }), page(["c"]));
    const { items, resourceVersion } = await server.list({ labelSelector: "app=web" });
    expect([resourceVersion, items.map(({ uid }) => uid)]).toEqual(["9", ["uid-a", "uid-b", "uid-c"]]);
    expect(items[0]).toEqual({ name: "a", namespace: "shop", uid: "uid-a", resourceVersion: "7" });
    expect(server.questions.map(({ path, query }) => `${path}?${query}`)).toEqual([
      "/api/v1/namespaces/shop/pods?limit=500&labelSelector=app%3Dweb",
      "/api/v1/namespaces/shop/pods?limit=5000&labelSelector=app%3Dweb&continue=x",
      "/api/v1/namespaces/shop/pods?limit=5000&labelSelector=app%3Dweb&continue=y",
    ]);
  });

  it("is read from whole objects where the server sends those, in pages of the usual size", async () => {
    const server = answering(page(["a"], { continue: "x" }, "PodList"), page(["b"], {}, "PodList"));
    expect((await server.list()).items).toHaveLength(2);
    expect(server.questions[1]?.query?.get("limit")).toBe("500");
  });

  it("has the uid that the object has when it is recorded, also where the server gives none", async () => {
    const server = answering({ kind: "PodList", metadata: {}, items: [{ metadata: { name: "a", namespace: "shop" } }] });
    expect((await server.list()).items[0]?.uid).toBe("v1/Pod/shop/a");
  });

  it("is given up as soon as there are too many objects", async () => {
    const said = answering(page(["a"], { continue: "x", remainingItemCount: 100 }));
    await expect(said.list()).rejects.toThrow(TooManyObjects);
    const names = Array.from({ length: 60 }, (_, i) => `p${i}`);
    await expect(answering(page(names, { continue: "x" }), page(names)).list()).rejects.toThrow("more than 100 objects");
  });

  it.each<readonly [string, unknown]>([
    ["text", "<html>"],
    ["a list of numbers", [1]],
    ["a list without metadata", { kind: "PodList" }],
    ["the same page twice", page(["a"], { continue: "x" })],
  ])("is refused where the answer is %s", async (_, body) => {
    await expect(answering(body, body).list()).rejects.toThrow(RequestFailure);
  });
});
