import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../support/program.js";
import { credentialKinds } from "./kinds/credential-kinds.js";
import { lookAlikeKinds } from "./look-alikes.js";
import { allNamedPlaces, tableBegin, tableEnd } from "./sharing-table.js";

const document = readFileSync(join(projectRoot, "docs", "sharing.md"), "utf8");
const measured = document.slice(document.indexOf(tableBegin), document.indexOf(tableEnd));
const rerun = "run: node scripts/sharing-table.mjs";

it("docs/sharing.md has the places, kinds and look-alikes that the generator plants, and no others", () => {
  expect(firstColumn("place"), rerun).toEqual(allNamedPlaces().map(({ name }) => name));
  expect(firstColumn("kind of credential"), rerun).toEqual(credentialKinds.map(({ name }) => name));
  expect(firstColumn("look-alike"), rerun).toEqual(lookAlikeKinds.map(({ name }) => name));
});

/** Of the table that has this head. */
function firstColumn(head: string): readonly string[] {
  const lines = measured.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2;
  const end = lines.findIndex((line, i) => i >= start && !line.startsWith("|"));
  return lines.slice(start, end).map((line) => line.split(" | ")[0]?.slice(2) ?? "");
}
