import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { projectRoot } from "../../support/program.js";
import { removalsIn } from "./removals-in.js";

/** All recordings of real clusters: the bundled ones, and those of failures. None has a credential, a ConfigMap, or a variable with a value. */
const folders = [join(projectRoot, "recordings"), join(projectRoot, "test", "diagnosis", "real")];
const recordings = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".kubespy.gz"))
    .map((name) => join(folder, name)),
);

describe("of what real clusters sent", () => {
  it("nothing is removed that is no environment variable or data of a ConfigMap", { timeout: 60_000 }, async () => {
    const removed = new Set<string>();
    let objects = 0;
    for (const path of recordings) {
      const reader = await openRecording(createReadStream(path), { name: path });
      for await (const frame of reader.frames()) {
        if (frame.kind !== "object") continue;
        objects++;
        for (const { at, value, what } of removalsIn(JSON.parse(frame.revision.text))) removed.add(`${what}: ${at} = ${value}`);
      }
      await reader.close();
    }
    expect(objects).toBeGreaterThan(500);
    expect([...removed]).toEqual([]);
  });
});

describe("objects of any shape", () => {
  it("are judged without failing, and a value stays what it is until it is removed", () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "data",
        "env",
        "headers",
        "name",
        "value",
        "key",
        "kind",
        "metadata",
        "annotations",
        "password",
        "tokens",
        "fieldsV1",
        "v:1",
        "k:{",
      ),
    );
    const tree = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", maxDepth: 6 },
        fc.jsonValue(),
        fc.dictionary(key, tie("value")),
        fc.array(tie("value")),
        fc.constantFrom("x=y", "{}", "[1]", '{"kind":"Secret","data":{"a":"b"}}'),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree.value), (object) => {
        const before = JSON.stringify(object);
        removalsIn(object);
        expect(JSON.stringify(object)).toBe(before);
      }),
    );
  });
});
