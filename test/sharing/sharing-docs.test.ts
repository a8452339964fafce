import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { harmlessShapes } from "../../src/sharing/policy/plain-values.js";
import { projectRoot } from "../support/program.js";

it("docs/sharing.md lists every shape of a harmless value, with its example", () => {
  const rows = harmlessShapes.map(({ name, example }) => `| ${name} | \`${example}\` |`);
  expect(readFileSync(join(projectRoot, "docs", "sharing.md"), "utf8")).toContain(
    ["| shape | example |", "| --- | --- |", ...rows].join("\n"),
  );
});
