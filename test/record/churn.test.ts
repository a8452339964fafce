import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../support/program.js";

/** What is in memory after so many objects have come and gone; see churn.mjs. */
function thingsAt(marks: readonly number[], ...more: readonly string[]): readonly number[] {
  const program = join(projectRoot, "test/faults/churn.mjs");
  const args = ["--expose-gc", program, "--marks", marks.join(), "--count", "--failing", "0", ...more];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly things: number }).things);
}

it("a recorder holds no more things after more than a thousand objects more came and went", () => {
  // At the first mark, what remembers the last thousands is full.
  const [full = 0, later = 0] = thingsAt([4_000, 5_500], "--only", "recorder");
  // One thing for every second object would be more.
  expect(later - full).toBeLessThan(500);
}, 300_000);
