import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { archiveEntries } from "../../../src/app/import/archive-entries.js";
import { inputForm } from "../../../src/importing/form/input-form.js";
import { BadLine } from "../../../src/recording/format.js";
import { ensure, type FuzzTarget, pieces } from "../fuzz-target.js";
import { byteMutations } from "../mutations.js";

const files: Readonly<Record<string, string>> = {
  "dump/pods.json": '{"kind":"PodList","apiVersion":"v1","items":[]}\n'.repeat(40),
  "dump/a.log": "I0301 10:00:00.000000 1 x.go:1] {}\n".repeat(200),
  "../../evil.yaml": "kind: Pod\n",
  [`${"deep/".repeat(30)}empty`]: "",
};

/** Archives of inputs to import. What is read of an entry is read whole or ends with an error of its own; what is wrong is said, never thrown. */
export const archive: FuzzTarget = {
  name: "archive",
  maxBytes: 128 * 1024,
  mutations: byteMutations,
  async seeds() {
    const entries = Object.entries(files).map(([name, text]) => ({ header: { name, size: text.length }, body: text }));
    const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])));
    const stored = zipSync({ "a.json": [Buffer.from('{"kind":"Pod"}'), { level: 0 }] });
    return [Buffer.from(await packTar(entries)), Buffer.from(zip), Buffer.from(stored)];
  },
  async read(input) {
    const { kind } = inputForm(input, "archive");
    if (kind !== "zip" && kind !== "tar") return "refused";
    const once = await entriesOf(kind, [input]);
    ensure(once.skipped.length <= 1, "what is wrong with an archive is said once");
    // Where it is damaged, how much of it is read depends on the pieces.
    if (once.skipped.length === 0)
      ensure(JSON.stringify(await entriesOf(kind, pieces(input))) === JSON.stringify(once), "entries do not depend on pieces");
    return once.entries.length > 0 ? "accepted" : "refused";
  },
};

async function entriesOf(kind: "zip" | "tar", parts: Iterable<Uint8Array>) {
  async function* source() {
    yield* parts;
  }
  const skipped: string[] = [];
  const entries: string[] = [];
  for await (const { name, bytes } of archiveEntries(kind, source(), "archive", ({ reason }) => skipped.push(reason))) {
    const hash = createHash("sha1");
    try {
      for await (const piece of bytes) hash.update(piece);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      hash.update(error.message);
    }
    entries.push(`${name} ${hash.digest("hex")}`);
  }
  return { entries, skipped };
}
