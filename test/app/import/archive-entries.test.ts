import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import { archiveEntries } from "../../../src/app/import/archive-entries.js";

const large = Buffer.alloc(1024 * 1024, "x");
const small = Buffer.from("small");

async function archiveOf(kind: "zip" | "tar"): Promise<Uint8Array> {
  if (kind === "zip") return zipSync({ "a/large": large, "b/small": small, "c/large": [large, { level: 0 }], "d/small": small });
  const entries = (["a/large", "b/small", "c/large", "d/small"] as const).map((name) => {
    const body = name.endsWith("large") ? large : small;
    return { header: { name, size: body.length }, body };
  });
  return await packTar([...entries, { header: { name: "link", size: 0, type: "symlink", linkname: "/etc/passwd" } }]);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe.each(["zip", "tar"] as const)("the files in a %s archive", (kind) => {
  it.each([7_000, 10_000_000])("are whole, whatever the pieces are (%i bytes); links are none", async (size) => {
    const skipped: unknown[] = [];
    const found: [string, number][] = [];
    for await (const { name, bytes } of archiveEntries(kind, inPieces(await archiveOf(kind), size), "a", (each) => skipped.push(each))) {
      let length = 0;
      for await (const piece of bytes) length += piece.length;
      found.push([name, length]);
    }
    const names = ["a/large", "b/small", "c/large", "d/small"];
    expect(found).toEqual(names.map((name) => [name, name.endsWith("large") ? large.length : small.length]));
    expect(skipped).toEqual([]);
  });

  it("need not be read, or not to their end", async () => {
    const names: string[] = [];
    for await (const { name, bytes } of archiveEntries(kind, inPieces(await archiveOf(kind), 50_000), "a", () => {})) {
      names.push(name);
      if (name === "a/large") for await (const _ of bytes) break;
    }
    expect(names).toEqual(["a/large", "b/small", "c/large", "d/small"]);
  });

  it("close the source where the reader stops early", async () => {
    let isClosed = false;
    const whole = await archiveOf(kind);
    async function* source() {
      try {
        for (let i = 0; i < 1000; i++) yield* inPieces(whole, 10_000);
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of archiveEntries(kind, source(), "a", () => {})) break;
    await expect.poll(() => isClosed).toBe(true);
  });

  it("that ends at once has none, and that is said", async () => {
    const skipped: { name: string; reason: string }[] = [];
    const found: string[] = [];
    const beginning = inPieces((await archiveOf(kind)).subarray(0, 600), 100);
    for await (const { name } of archiveEntries(kind, beginning, "a", (each) => skipped.push(each))) found.push(name);
    expect(skipped.map(({ name }) => name)).toEqual(["a"]);
    expect(found.length).toBeLessThan(2);
  });
});
