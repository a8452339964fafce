import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Place } from "../../../src/sharing/policy/place.js";
import { InvalidRule } from "../../../src/sharing/rules/invalid-rule.js";
import { matchedDepth, matchesKind } from "../../../src/sharing/rules/match-place.js";
import { placePath } from "../../../src/sharing/rules/place-path.js";
import { parsePlacePattern } from "../../../src/sharing/rules/place-pattern.js";
import { placeIn } from "./place-in.js";

const deployment = {
  kind: "Deployment",
  apiVersion: "apps/v1",
  metadata: { labels: { "app.kubernetes.io/name": "web" } },
  spec: {
    template: {
      spec: {
        containers: [
          { name: "web", env: [{ name: "DB_HOST", value: "db" }], args: ["-v"] },
          { name: "side.car", env: [{ name: "0", value: "zero" }] },
        ],
      },
    },
  },
};
const value = placeIn(deployment, ["spec", "template", "spec", "containers", 0, "env", 0, "value"]);
const sidecar = placeIn(deployment, ["spec", "template", "spec", "containers", 1, "env", 0, "value"]);
const argument = placeIn(deployment, ["spec", "template", "spec", "containers", 0, "args", 0]);
const label = placeIn(deployment, ["metadata", "labels", "app.kubernetes.io/name"]);

function matches(text: string, place: Place): boolean {
  const pattern = parsePlacePattern(text);
  return matchesKind(pattern, place) && matchedDepth(pattern, place) !== undefined;
}

/** Objects as the API has them, and as nobody should write them. */
const names = fc.oneof(
  fc.constantFrom("spec", "data", "name", "a.b", "*", "**", "0", "", "__proto__", "a:b", 'say "x"', "[x]", "\\", "session"),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const steps = fc.array(fc.oneof(names, fc.record({ index: fc.nat({ max: 2 }), name: fc.option(names, { nil: undefined }) })), {
  maxLength: 8,
});

/** The place at the end of such a path, with lists that have an item of that name. */
function placeAt(kind: string, path: readonly (string | { readonly index: number; readonly name: string | undefined })[]): Place {
  return {
    kind,
    apiVersion: "v1",
    path: path.map((step) => (typeof step === "string" ? step : step.index)),
    parents: path.map((step) =>
      typeof step === "string" ? {} : Array.from({ length: step.index + 1 }, () => (step.name === undefined ? {} : { name: step.name })),
    ),
  };
}

describe("a path of a share rule", () => {
  it("is what a place is printed as, and matches that place, whatever it is called", () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom("Pod", "session", "Session"), names), steps, (kind, path) => {
        const place = placeAt(kind, path);
        expect(matches(placePath(place), place)).toBe(true);
      }),
    );
  });

  it("that is printed from one place does not match a place with another field at its end", () => {
    fc.assert(
      fc.property(steps, names, names, (path, last, other) => {
        fc.pre(last !== other);
        expect(matches(placePath(placeAt("Pod", [...path, last])), placeAt("Pod", [...path, other]))).toBe(false);
      }),
    );
  });

  it.each([
    ["Deployment:spec.template.spec.containers[web].env[DB_HOST].value", "the value itself"],
    ["Deployment:spec", "all below a field"],
    ["deploy:spec", "a short name of the kind"],
    ["deployments.apps:spec", "a plural with its group"],
    ["*:spec", "any kind"],
    ["spec.template", "any kind, without saying so"],
    ["**.env", "any depth"],
    ["**.value", "any depth, to the value"],
    ["**.containers.**.value", "any depth twice"],
    ["**", "everything"],
    ["spec.**", "everything below, in more words"],
    ["spec.*.spec.containers[*].env[].value", "any field and any item"],
    ["spec.template.spec.containers[0].env", "an item by its number"],
    ['spec["template"].spec.containers["web"]', "names in quotes"],
    ["spec['template']", "names in single quotes"],
    ["spec.template.spec[containers]", "a field whose quotes the shell took away"],
  ])("%s matches: %s", (path) => {
    expect(matches(path, value)).toBe(true);
  });

  it.each([
    ["Pod:spec", "another kind"],
    ["deployments.extensions:spec", "another group"],
    ["session:spec", "what is in no object"],
    ["template", "a field that is not at the top"],
    ["spec.*.containers", "one field too few"],
    ["spec.template.spec.containers[side.car].env", "another item"],
    ["spec.template.spec.containers[1]", "another number"],
    ["spec.template.spec.containers.web", "a field where an item is"],
    ["spec[*]", "an item where a field is"],
    ["spec.template.spec.containers.*", "any field where an item is"],
    ["**.valu", "a part of a name"],
    ["**.value.more", "something below a value"],
    ["**.value.**.value", "the same field twice"],
  ])("%s does not match: %s", (path) => {
    expect(matches(path, value)).toBe(false);
  });

  it("names items of a list without names by [*] or their number", () => {
    expect(["**.args[*]", "**.args[0]", "**.args[1]"].map((path) => matches(path, argument))).toEqual([true, true, false]);
  });

  it("tells an item called 0 in quotes from the first item", () => {
    expect(placePath(sidecar)).toBe('Deployment:spec.template.spec.containers["side.car"].env["0"].value');
    expect(matches('**.containers["0"]', sidecar)).toBe(false);
    expect(matches("**.containers[1].env[0]", sidecar)).toBe(true);
  });

  it("takes names with other characters in quotes", () => {
    expect(placePath(label)).toBe('Deployment:metadata.labels["app.kubernetes.io/name"]');
    expect(matches("metadata.labels.app.kubernetes.io/name", label)).toBe(false);
  });

  it("keeps what is in no object apart from a custom resource called Session", () => {
    const title = placeIn({ kind: "session", apiVersion: "", title: "x" }, ["title"]);
    const custom = placeIn({ kind: "Session", apiVersion: "example.com/v1", title: "x" }, ["title"]);
    expect([matches("session:title", title), matches("session:title", custom)]).toEqual([true, false]);
    expect([matches("Session:title", custom), matches("sessions.example.com:title", custom)]).toEqual([true, true]);
  });

  it("names the deepest field of several that it could mean, because the nearest rule decides", () => {
    const nested = placeIn({ kind: "X", apiVersion: "v1", a: { b: { a: { c: 1 } } } }, ["a", "b", "a", "c"]);
    expect(["**.a", "a", "**", "**.a.b"].map((path) => matchedDepth(parsePlacePattern(path), nested))).toEqual([3, 1, 0, 2]);
  });

  it.each([
    ["", "the path is missing"],
    ["a..b", 'a field is missing after "a."'],
    ["a.", 'a field is missing after "a."'],
    [".a", 'a field is missing before "."'],
    [":a", 'the kind is missing before ":"'],
    ["a/b:c", '"a/b" is not a kind'],
    ["a[b", '"]" is missing after "a[b"'],
    ['a["b', `the quoted name at "["b" does not end with "]`],
    ["a['b]", `the quoted name at "['b]" does not end with ']`],
    ['a["\\x"]', '"\\x" is not a JSON string'],
    ["a[b]c", '"." or "[" is missing after "a[b]"'],
    ["DB_*", '"*" means a whole field, not a part of "DB_*"'],
    ["***", '"*" means a whole field, not a part of "***"'],
    ["data.a b", 'the name of a field with other characters needs brackets: ["a b"]'],
    ["data[a b]", 'a name with other characters needs quotes: ["a b"]'],
  ])("%j is refused with the reason: %s", (path, reason) => {
    expect(() => parsePlacePattern(path)).toThrow(expect.objectContaining({ name: "InvalidRule", message: reason }));
  });

  it("is read or refused in words, whatever it is", () => {
    const parts = fc.constantFrom("a", ".", "*", "**", "[", "]", '"', "'", ":", "\\", "/", " ", "0", "é");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (text) => {
        try {
          parsePlacePattern(text.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRule);
        }
      }),
    );
  });
});
