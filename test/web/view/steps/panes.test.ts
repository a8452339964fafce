import { describe, expect, it } from "vitest";
import { diffObjects } from "../../../../src/diff/diff-objects.js";
import type { KubeObject, ObjectRef, Uid } from "../../../../src/model/kube-object.js";
import { changeLines } from "../../../../src/report/replay/change-lines.js";
import { noTimeBase } from "../../../../src/report/replay/recorded-value.js";
import { paintWith } from "../../../../src/report/terminal/paint.js";
import { type ShownChange, shownChanges } from "../../../../src/web/view/steps/shown-change.js";
import { movedRows, worldRows } from "../../../../src/web/view/steps/world-rows.js";
import { foldEnd, markedPieces, matchingLines, shownLines, unfoldedAt, wholeYaml } from "../../../../src/web/view/steps/yaml-folds.js";
import { bundledNames, interpreted, openBundled } from "./sessions.js";

describe("the changes of a step", () => {
  it.each(bundledNames)("have the signs, paths and values of the terminal: %s", async (name) => {
    for (const step of await interpreted(await openBundled(name))) {
      if (step.kind === "gap") continue;
      const lines = changeLines(step.changes, { paint: paintWith(false), base: noTimeBase });
      expect(shownChanges(step.changes, noTimeBase).changes.flatMap(asWords)).toEqual(
        lines.map((line) => line.replace(/^([~+-]) /, "$1")).flatMap(words),
      );
    }
  });

  it("are bounded: of very many the first, of a long value the first lines", () => {
    const object = (data: unknown) => ({ kind: "ConfigMap", apiVersion: "v1", metadata: { name: "x" }, data }) as unknown as KubeObject;
    const many = diffObjects(object({}), object(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, "v"]))));
    const shown = shownChanges(many, noTimeBase);
    expect([shown.changes.length, shown.more]).toEqual([1000, 2000]);
    const long = diffObjects(object({ a: "x\n" }), object({ a: "y\n".repeat(5000) }));
    const [change] = shownChanges(long, noTimeBase).changes;
    expect([change?.lines.length, (change?.moreLines ?? 0) > 2000]).toEqual([2000, true]);
  });
});

/** The sign of a change is followed by its path. A value that stands beside its path or below it says the same; a terminal has its own columns. */
function asWords({ sign, path, values, lines }: ShownChange): readonly string[] {
  const beside = values.map(({ text }) => text).join(" → ");
  const signOf = { added: "+", removed: "-", same: "" } as const;
  return [`${sign}${path} ${beside}`, ...lines.map(({ kind, text }) => `${signOf[kind]} ${text}`)].flatMap(words);
}

function words(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => !["", "+", "-"].includes(word));
}

const yaml = [
  "apiVersion: v1",
  "metadata:",
  "  name: x",
  "  labels:",
  "    a: b",
  "spec:",
  "  containers:",
  "  - name: c",
  "    image: i",
  "  nodeName: n",
];

describe("the YAML of an object", () => {
  it("folds what belongs to a line, the items of a list with its key", () => {
    expect(yaml.map((_, line) => foldEnd(yaml, line))).toEqual([1, 5, 3, 5, 5, 10, 9, 9, 9, 10]);
    expect(shownLines(yaml, new Set([1, 6]))).toEqual([0, 1, 5, 6, 9]);
    expect([...unfoldedAt(yaml, new Set([1, 6]), 4)]).toEqual([6]);
  });

  it("has managedFields at the end of its metadata", () => {
    const { lines, managedFieldsLine } = wholeYaml(yaml, ["- manager: kubectl", "  operation: Update"]);
    expect(lines.slice(4, 9)).toEqual(["    a: b", "  managedFields:", "  - manager: kubectl", "    operation: Update", "spec:"]);
    expect(managedFieldsLine).toBe(5);
    expect(shownLines(lines, new Set([managedFieldsLine]))).not.toContain(6);
    expect(wholeYaml(yaml, undefined)).toEqual({ lines: yaml, managedFieldsLine: -1 });
  });

  it("is searched in any case, and each match is marked", () => {
    expect(matchingLines(yaml, "NAME")).toEqual([2, 7, 9]);
    expect(matchingLines(yaml, "")).toEqual([]);
    expect(markedPieces("name: rename", "NAME")).toEqual(["", "name", ": re", "name", ""]);
    expect(markedPieces("İİ name", "name").join("")).toBe("İİ name");
  });
});

describe("the rows of a world", () => {
  const ref = (kind: string, name: string): ObjectRef => ({ uid: name as Uid, apiVersion: "v1", kind, namespace: "d", name });
  const owners = (uid: Uid) => (uid === "pod" ? [{ uid: "rs", controller: true }] : []);
  const world = (sequence: number) => ({
    sequence,
    offsetMs: 0,
    living: [
      { ref: ref("Pod", "pod"), sequence },
      { ref: ref("ReplicaSet", "rs"), sequence: 1 },
    ],
    deleted: [{ ref: ref("Pod", "old"), sequence: 2 }],
    kubeEvents: 0,
  });

  it("stand below their owners, deleted ones after the others", () => {
    const rows = worldRows(world(5), owners, false);
    expect(rows.map(({ lead, title, isDeleted }) => [lead, title, isDeleted])).toEqual([
      ["", "ReplicaSet/rs", false],
      ["└ ", "Pod/pod", false],
      ["", "Pod/old", true],
    ]);
  });

  it("stay where they are while the same objects exist", () => {
    const rows = worldRows(world(5), owners, false);
    expect(movedRows(rows, world(6))?.map(({ sequence }) => sequence)).toEqual([1, 6, 2]);
    expect(movedRows(rows, { ...world(6), deleted: [] })).toBeUndefined();
    expect(
      movedRows(rows, { ...world(6), living: world(6).living.slice(1), deleted: [...world(6).deleted, ...world(6).living.slice(0, 1)] }),
    ).toBeUndefined();
  });
});
