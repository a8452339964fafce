import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plausibleCauses, plausibleFor } from "../../src/lesson/draft/draft-texts.js";
import { projectRoot } from "../support/program.js";

const folder = join(projectRoot, "src", "diagnosis", "rules");
const rules = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

it.each(Object.values(plausibleCauses).flat())("%s, a wrong choice of drafts, is a class that a rule of findings knows", (name) => {
  expect(rules).toMatch(new RegExp(`\\b${name}\\b`));
});

it("an object of another kind may fail as Pods do", () => {
  expect(plausibleFor("Deployment").slice(0, 1)).toEqual(plausibleCauses["Deployment"]?.slice(0, 1));
  expect(plausibleFor("constructor")).toEqual(plausibleCauses["Pod"]);
});
