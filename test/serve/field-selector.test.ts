import { describe, expect, it } from "vitest";
import { parseFieldSelector, selectedFields } from "../../src/serve/selection/field-selector.js";
import { object, types } from "../support/objects.js";

describe("field selectors know the fields that the API server knows", () => {
  const pod = object(types.pods, {
    name: "nginx",
    fields: { spec: { nodeName: "node-1", hostNetwork: true }, status: { phase: "Running" } },
  });
  const event = object(types.events, {
    name: "e",
    fields: { involvedObject: { kind: "Pod", name: "nginx" }, reason: "Pulled", source: {}, reportingComponent: "kubelet", type: "Normal" },
  });

  it.each([
    ["metadata.name=nginx", true],
    ["metadata.namespace=default,metadata.name=nginx", true],
    ["status.phase!=Running", false],
    ["status.phase!=Pending,spec.nodeName==node-1", true],
    ["status.podIP=", true],
    ["spec.hostNetwork=true", true],
    ["spec.hostNetwork=false", false],
    ["", true],
  ])("%j on a Running Pod: %j", (selector, expected) => {
    expect(parseFieldSelector(selector, types.pods)(pod)).toBe(expected);
  });

  it("Events are found by their involved object, and by the source that reported them", () => {
    expect(parseFieldSelector("involvedObject.name=nginx,involvedObject.kind=Pod,reason=Pulled", types.events)(event)).toBe(true);
    expect(parseFieldSelector("source=kubelet,type=Normal", types.events)(event)).toBe(true);
    expect(parseFieldSelector("involvedObject.name=other", types.events)(event)).toBe(false);
  });

  it("a field that the server does not index is rejected, unless the recording itself selected by it", () => {
    expect(() => parseFieldSelector("spec.nope=x", types.pods)).toThrow("field label not supported: spec.nope");
    expect(() => parseFieldSelector("toString=x", types.pods)).toThrow("field label not supported: toString");
    const widget = object(types.widgets, { name: "w", fields: { spec: { colour: "red" } } });
    expect(parseFieldSelector("spec.colour=red", types.widgets, selectedFields("spec.colour=blue"))(widget)).toBe(true);
  });

  it("backslashes escape commas and equal signs in values", () => {
    const odd = object(types.pods, { name: "a,b=c\\d" });
    expect(parseFieldSelector("metadata.name=a\\,b\\=c\\\\d", types.pods)(odd)).toBe(true);
  });

  it("anything but a comparison is rejected", () => {
    expect(() => parseFieldSelector("status.phase", types.pods)).toThrow("invalid selector: 'status.phase'");
  });
});
