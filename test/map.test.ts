import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "./support/program.js";

const map = readFileSync(join(projectRoot, "src", "README.md"), "utf8");

it("the map of modules names every folder of src/, and no other", () => {
  const folders = readdirSync(join(projectRoot, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const named = [...map.matchAll(/^\| `([a-z-]+)\/` +\|/gm)].map(([, name = ""]) => name);
  expect(named.sort()).toEqual(folders.sort());
});

it("every file that the map names is there", () => {
  let room = "";
  for (const [, path = ""] of map.matchAll(/`((?:[a-z-]+\/)*[a-z-]+\.tsx?)`/g)) {
    if (path.includes("/")) room = dirname(path);
    const places = [path, join(room, path), join("..", path)];
    expect(
      places.some((place) => existsSync(join(projectRoot, "src", place))),
      path,
    ).toBe(true);
  }
});
