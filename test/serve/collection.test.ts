import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareResourceVersions } from "../../src/model/resource-version.js";
import type { ServedObject } from "../../src/serve/forms/served-object.js";
import { Collection } from "../../src/serve/selection/collection.js";
import { countWork } from "../support/count-work.js";
import { types } from "../support/objects.js";

function served(name: string, resourceVersion: string, uid = name): ServedObject {
  return { uid, name, namespace: "default", resourceVersion, bytes: Buffer.from("{}") };
}

function collectionOf(initial: readonly string[], steps: readonly string[], listed: readonly string[] = []): Collection {
  return new Collection(
    types.pods,
    initial.map((version, i) => served(`initial-${i}`, version)),
    steps.map((version, i) => ({
      kind: "change",
      sequence: i + 1,
      offsetMs: i,
      type: "ADDED",
      object: served(`step-${i}`, version),
      previous: undefined,
    })),
    listed,
  );
}

const anyVersion = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("0", "99999999999999999999999", "opaque", "opaque-2", "7.1", "") },
);
const versions = fc.array(anyVersion, { maxLength: 20 });

describe("a watch from the version of a list begins with the next step", () => {
  it("for any recorded versions: repeated, out of order, opaque, and at any version of the rest of the server", () => {
    fc.assert(
      fc.property(versions, versions, versions, anyVersion, (initial, steps, listed, serverVersion) => {
        const collection = collectionOf(initial, steps, listed);
        for (let position = 0; position <= steps.length; position++) {
          const version = collection.versionAt(position, serverVersion);
          expect(collection.watchStart(version, () => true)).toEqual({ kind: "position", position });
          expect(version).not.toBe("");
          expect(version).not.toBe("0");
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("versions increase wherever they can be ordered", () => {
    fc.assert(
      fc.property(versions, (steps) => {
        const collection = collectionOf([], steps);
        for (let position = 1; position <= steps.length; position++) {
          const order = compareResourceVersions(collection.labelOf(position), collection.labelOf(position - 1));
          if (order !== undefined) expect(order).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("and from the version of an object in order, with the step after that object", () => {
    const collection = collectionOf(["500"], ["573", "574", "576"], ["572"]);
    expect(["572", "573", "574", "575", "576", "9999"].map((version) => collection.positionOf(version))).toEqual([0, 1, 2, 2, 3, 3]);
  });

  it("two steps with the same version are distinguished by a version in between", () => {
    const collection = collectionOf([], ["580", "580", "585"], ["500"]);
    expect([0, 1, 2, 3].map((position) => collection.labelOf(position))).toEqual(["500", "580", "581", "585"]);
    expect(collection.positionOf("580")).toBe(1);
  });

  it("each step of a long run of one version has a version of its own, at work that grows with the run", () => {
    const workOf = (count: number) =>
      countWork("serve/", () => {
        const collection = collectionOf([], Array(count).fill("1"));
        expect(new Set(Array.from({ length: count + 1 }, (_, i) => collection.labelOf(i))).size).toBe(count + 1);
      });
    expect(workOf(10_000)).toBeLessThan(2.5 * workOf(5_000));
  });
});

describe("a version from before the recording", () => {
  it("is too old to watch from, and the oldest possible one is reported", () => {
    expect(collectionOf([], ["573"], ["572"]).watchStart("1", () => true)).toEqual({ kind: "too-old", oldest: "572" });
  });

  it("is accepted if it is the version of an initial object that has not changed, as from a get", () => {
    const collection = collectionOf(["400", "450"], ["573"], ["572"]);
    expect(collection.watchStart("400", (object) => object.name === "initial-0")).toEqual({ kind: "position", position: 0 });
    expect(collection.watchStart("400", () => true)).toEqual({ kind: "too-old", oldest: "572" });
  });

  it("anything but a version is invalid", () => {
    expect(collectionOf([], ["573"]).watchStart("abc", () => true)).toEqual({ kind: "invalid" });
  });
});

describe("the state at a position", () => {
  it("is ordered by namespace and name, without deleted objects", () => {
    const step = (type: "ADDED" | "DELETED", object: ServedObject, i: number) => ({
      sequence: i,
      offsetMs: i,
      kind: "change" as const,
      type,
      object,
      previous: undefined,
    });
    const collection = new Collection(
      types.pods,
      [served("b", "1")],
      [
        step("ADDED", served("c", "2"), 1),
        step("ADDED", served("a", "3"), 2),
        step("DELETED", served("c", "4"), 3),
        step("ADDED", served("c", "5", "c2"), 4),
        step("DELETED", served("c", "2"), 5),
      ],
      [],
    );
    const names = (position: number) => collection.stateAt(position).map((object) => `${object.name}@${object.resourceVersion}`);
    expect(names(0)).toEqual(["b@1"]);
    expect(names(2)).toEqual(["a@3", "b@1", "c@2"]);
    expect(names(3)).toEqual(["a@3", "b@1"]);
    // A late deletion of the first incarnation does not remove the second.
    expect(names(5)).toEqual(["a@3", "b@1", "c@5"]);
  });
});
