import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../support/program.js";

const rooms = [
  "model",
  "json",
  "diff",
  "lifecycle",
  "diagnosis",
  "interpret",
  "replay",
  "compare",
  "lesson",
  "recording/read",
  "web/file",
  "web/view",
];

/** All files of the rooms that also run in a browser, relative to the project. */
export function portableFiles(): readonly string[] {
  return readdirSync(join(projectRoot, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && rooms.some((room) => path.startsWith(`${room}/`)))
    .map((path) => `src/${path}`);
}
