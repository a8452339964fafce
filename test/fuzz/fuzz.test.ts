import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InputStream } from "./fuzzer.js";
import { readCorpusFile } from "./real-inputs.js";
import { removeScratch } from "./scratch.js";
import { targets } from "./targets/targets.js";

/** A few thousand in all; `npm run fuzz` goes on from there. */
const iterations: Readonly<Record<string, number>> = {
  recording: 60,
  block: 600,
  delta: 1500,
  watch: 100,
  kubeconfig: 400,
  foreign: 60,
  audit: 30,
  database: 40,
  share: 25,
};

afterAll(removeScratch);

describe.each(targets)("hostile input: $name", (target) => {
  const folder = join(import.meta.dirname, "corpus", target.name);
  const kept = existsSync(folder) ? readdirSync(folder) : [];

  it("real inputs are accepted", async () => {
    const answers = [];
    for (const seed of await target.seeds()) answers.push(await target.read(seed));
    expect(answers).toContain("accepted");
  });

  it.each(kept.map((name) => ({ name })))("an input that once failed is accepted or refused: $name", async ({ name }) => {
    expect(["accepted", "refused"]).toContain(await target.read(readCorpusFile(join(folder, name))));
  });

  it("changed inputs are accepted or refused with the error of their parser, and what is accepted obeys the laws", async () => {
    const stream = new InputStream(target, await target.seeds(), 1);
    const count = iterations[target.name] ?? 100;
    const answers = { accepted: 0, refused: 0 };
    for (let i = 0; i < count; i++) {
      const input = stream.next();
      try {
        answers[await target.read(input)]++;
      } catch (error) {
        throw new Error(`input ${i} of seed 1 (${input.length} bytes): run "npm run fuzz -- ${target.name}"`, { cause: error });
      }
    }
    expect(answers.accepted + answers.refused).toBe(count);
    expect(Math.min(answers.accepted, answers.refused)).toBeGreaterThan(0);
  });
});
