import { describe, expect, it } from "vitest";
import { normalise, noSubstitutions } from "../../../src/compare/run/normalise.js";
import { thing } from "../../diagnosis/timed-objects.js";

const normalised = (fields: object, substitutions = noSubstitutions) => normalise(thing("v1", "Pod", "web", fields), substitutions);

describe("normalising puts aside what differs between any two runs", () => {
  it.each([
    [{ status: { note: "for 3f2504e0-4f89-11d3-9a0c-0305e82c3301" } }, { status: { note: "for ‹uid›" } }],
    [{ status: { podIP: "10.0.0.7" } }, { status: { podIP: "‹address›" } }],
    [{ spec: { clusterIP: "10.96.0.1" } }, { spec: { clusterIP: "‹address›" } }],
    [{ spec: { clusterIP: "None" } }, { spec: { clusterIP: "None" } }],
    [{ spec: { ports: [{ port: 80, nodePort: 30123 }] } }, { spec: { ports: [{ port: 80, nodePort: "‹port›" }] } }],
    [{ spec: { nodeName: "node-1" } }, { spec: { nodeName: "‹node›" } }],
    [{ status: { startTime: "2026-01-01T00:00:00Z" } }, { status: { startTime: "‹time›" } }],
    [{ status: { observedGeneration: 3, replicas: 2 } }, { status: { replicas: 2 } }],
  ])("%j becomes %j", (fields, expected) => {
    expect(normalised(fields)).toMatchObject(expected);
    expect(Object.keys(normalised(fields)["status"] ?? {})).toEqual(Object.keys("status" in expected ? expected.status : {}));
  });

  it("keeps an address or a digest that a person wrote into the spec", () => {
    const spec = { containers: [{ image: `nginx@sha256:${"a".repeat(64)}`, args: ["--bind=10.0.0.7"] }] };
    expect(normalised({ spec })).toMatchObject({ spec });
  });

  it("replaces generated names inside any text, whole words only", () => {
    const names = new Map([["web-5d8bd-x1", "‹Pod 1›"]]);
    expect(normalised({ status: { note: "pod web-5d8bd-x1 failed, web-5d8bd-x12 did not" } }, { ...noSubstitutions, names })).toMatchObject(
      {
        status: { note: "pod ‹Pod 1› failed, web-5d8bd-x12 did not" },
      },
    );
  });

  it("keeps nodes when asked", () => {
    expect(normalised({ spec: { nodeName: "node-1" } }, { ...noSubstitutions, keepNodes: true })).toMatchObject({
      spec: { nodeName: "node-1" },
    });
  });

  it("copies a field named __proto__ as a field", () => {
    const data = JSON.parse('{"__proto__": {"polluted": true}}') as object;
    const copy = normalised({ data })["data"] as object;
    expect(Object.keys(copy)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });
});
