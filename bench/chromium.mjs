import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Undefined where none is installed. */
export function chromium() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}
