import { describe, expect, it } from "vitest";
import { assertMatched, compileRules } from "../../../src/sharing/rules/compile-rules.js";
import { parseShareRules } from "../../../src/sharing/rules/share-rule.js";
import { noRules } from "../../../src/sharing/rules/share-rules.js";
import { placeIn } from "./place-in.js";

const configMap = {
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "shop", uid: "u", labels: { team: "x" } },
  data: { app: { customerId: "7" }, other: "x" },
};
const customer = placeIn(configMap, ["data", "app", "customerId"]);
const other = placeIn(configMap, ["data", "other"]);

function rules(keep: readonly string[], remove: readonly string[]) {
  return compileRules(parseShareRules({ keep, remove }));
}

describe("rules of a share", () => {
  it("are none if nobody wrote one", () => {
    expect(rules([], [])).toBe(noRules);
  });

  it("say nothing of what no path names", () => {
    expect(rules(["Pod:spec", "ConfigMap:data.app"], ["**.password"]).actionAt(other)).toBeUndefined();
  });

  it.each([
    [["ConfigMap:data"], ["**.customerId"], "remove", "the value itself is nearer than what it is in"],
    [["data.app.customerId"], ["ConfigMap:data.app"], "keep", "the value itself is nearer than what it is in"],
    [["**"], ["data"], "remove", "everything is farthest"],
    [["**.customerId"], ["data.app.customerId"], "remove", "more names"],
    [["data.app.customerId"], ["data.*.customerId"], "keep", "more names"],
    [["**.customerId"], ["cm:**.customerId"], "remove", "the one that says the kind"],
    [["cm:**.customerId"], ["configmaps:**.customerId"], "keep", "keep, where nothing else decides"],
  ])("keep %j and remove %j: %s (%s)", (keep, remove, action) => {
    expect(rules(keep, remove).actionAt(customer)).toBe(action);
  });

  it("decide alike in whatever order they were written", () => {
    const written = parseShareRules({ keep: ["ConfigMap:data", "data.app"], remove: ["**.customerId", "**"] });
    expect(compileRules(written).actionAt(customer)).toBe("remove");
    expect(compileRules(written.toReversed()).actionAt(customer)).toBe("remove");
  });

  it("are asked for the kind of each object", () => {
    const both = rules([], ["cm:data", "pods:spec"]);
    const pod = placeIn({ kind: "Pod", apiVersion: "v1", ...{ spec: { nodeName: "n" } } }, ["spec", "nodeName"]);
    expect([both.actionAt(other), both.actionAt(pod), both.actionAt(other), both.actionAt({ ...pod, kind: "Podium" })]).toEqual([
      "remove",
      "remove",
      "remove",
      undefined,
    ]);
  });

  it("remove no field that a recording is read by, also if they remove everything", () => {
    const all = rules([], ["**"]);
    const at = (...path: string[]) => all.actionAt(placeIn(configMap, path));
    expect([at("kind"), at("metadata", "name"), at("metadata", "uid"), at("metadata", "labels", "team"), at("data", "other")]).toEqual([
      undefined,
      undefined,
      undefined,
      "remove",
      "remove",
    ]);
    expect(all.actionAt(placeIn({ kind: "session", apiVersion: "", ...{ title: "x" } }, ["title"]))).toBe("remove");
  });

  it("find what any pattern matches, once", () => {
    expect(rules([], ["/ACME-\\d+/", "/\\d+ of/", "/x/i"]).spansIn("ACME-17 of x X")).toEqual([
      { start: 0, end: 10, kind: "match of a pattern" },
      { start: 11, end: 12, kind: "match of a pattern" },
      { start: 13, end: 14, kind: "match of a pattern" },
    ]);
  });

  it("are listed for the manifest as typed, but for patterns, which may say what they remove", () => {
    const some = rules(["ConfigMap:data"], ["**.customerId", "/ACME/"]);
    some.actionAt(customer);
    some.spansIn("ACME");
    expect([some.kept, some.removedPaths, some.removedPatterns]).toEqual([["ConfigMap:data"], ["**.customerId"], 1]);
  });

  it("are not listed for the manifest where they were about nothing: they may name what is in other sessions", () => {
    const { kept, removedPaths, removedPatterns } = rules(["ConfigMap:data"], ["**.customerId", "/ACME/"]);
    expect([kept, removedPaths, removedPatterns]).toEqual([[], [], 0]);
  });

  it("say which of them were about nothing, also if another one decided", () => {
    const some = rules(["ConfigMap:data", "ConfigMap:dat"], ["**.customerId", "/ACME/", "/EMCA/"]);
    some.actionAt(customer);
    some.spansIn("ACME");
    expect(some.unmatched()).toEqual([
      { text: "ConfigMap:dat", where: "--keep", isTyped: true },
      { text: "/EMCA/", where: "--remove", isTyped: true },
    ]);
    expect(() => assertMatched(some)).toThrow(
      expect.objectContaining({ name: "UsageError", message: '--keep "ConfigMap:dat" matches nothing in what is shared' }),
    );
  });

  it("of a file may be about nothing", () => {
    const [rule] = parseShareRules({ keep: [], remove: ["**.password"] });
    if (rule === undefined) throw new Error("no rule");
    const ofFile = compileRules([{ ...rule, isTyped: false, where: "kubespy-share.yaml:2:5" }]);
    expect(() => assertMatched(ofFile)).not.toThrow();
    expect(ofFile.unmatched()).toEqual([{ text: "**.password", where: "kubespy-share.yaml:2:5", isTyped: false }]);
  });
});

describe("a rule of the command line with a mistake", () => {
  it.each([
    [["a..b"], [], 'invalid --keep "a..b": a field is missing after "a."'],
    [["/ACME/"], [], 'invalid --keep "/ACME/": a pattern can be removed only'],
    [[], ["/(/"], 'invalid --remove "/(/": unterminated group'],
    [[], ["Pod:metadata.uid"], 'invalid --remove "Pod:metadata.uid": a recording cannot be read without this field'],
    [
      [],
      ["metadata.ownerReferences[*].name"],
      'invalid --remove "metadata.ownerReferences[*].name": a recording cannot be read without this field',
    ],
  ])("keep %j, remove %j: %s", (keep, remove, message) => {
    expect(() => parseShareRules({ keep, remove })).toThrow(expect.objectContaining({ name: "UsageError", message: message }));
  });

  it("comes with a hint", () => {
    expect(() => parseShareRules({ keep: ["a..b"], remove: [] })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("ConfigMap:data") }),
    );
  });
});
