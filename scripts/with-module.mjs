// A module of src/ or test/, for a script: bundled beside node_modules, so that packages are found there, and removed once it was used.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** `entry`: relative to the project. Resolves with what `use` resolves with, given the exports of the module. */
export async function withModule(entry, use) {
  const folder = mkdtempSync(join(root, "node_modules", ".script-"));
  try {
    const outfile = join(folder, "module.mjs");
    createRequire(import.meta.url)("esbuild").buildSync({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      logLevel: "warning",
    });
    return await use(await import(pathToFileURL(outfile).href));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
