import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ended, projectRoot, temporaryFolder } from "../support/program.js";
import { isFull } from "./effort.js";
import { note } from "./report.js";

interface Outcome {
  readonly inputs: number;
  readonly decoded: number;
  readonly refused: number;
  readonly wrong: readonly string[];
  readonly slowestMs: number;
  readonly peakMb: number;
}

/**
 * A damaged or malicious file: flipped bits, removed and inserted pieces, swapped lines, deep nesting, huge numbers, prototype names. Each
 * is decoded as far as possible or refused with an error for users, within a second of work and in bounded memory.
 */
it.each([
  ["recordings", isFull ? 7000 : 250],
  ["database", isFull ? 3000 : 100],
] as const)(
  "damaged %s are decoded or refused: %d seeded mutations",
  async (what, count) => {
    using folder = temporaryFolder();
    const child = spawn(process.execPath, [join(projectRoot, "test", "faults", "mutate.mjs"), what, "1", String(count), folder.path]);
    const { code, stdout, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const outcome = JSON.parse(stdout) as Outcome;
    const { inputs, decoded, refused, slowestMs, peakMb } = outcome;
    note(
      "damage",
      `${what}: ${inputs} mutations, ${decoded} decoded, ${refused} refused with a typed error; the slowest took ${slowestMs} ms; at most ${peakMb} MB`,
    );
    expect(outcome.wrong).toEqual([]);
    expect(inputs).toBe(count);
    expect(peakMb).toBeLessThan(512);
  },
  1_200_000,
);
