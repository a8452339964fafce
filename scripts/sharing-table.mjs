// Writes the section "Measured" of docs/sharing.md: node scripts/sharing-table.mjs [SEED...]. Each seed plants about 1,400 credentials and shares them.
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Beside node_modules, so that packages are found there.
const folder = join(root, "node_modules", ".sharing-table");
const seeds = process.argv.slice(2).map(Number);
if (seeds.some((seed) => !Number.isSafeInteger(seed))) {
  process.stderr.write("usage: node scripts/sharing-table.mjs [SEED...]\n");
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
try {
  const outfile = join(folder, "sharing-table.mjs");
  createRequire(import.meta.url)("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: ["test/sharing/planted/sharing-table.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const { writeSharingTable } = await import(pathToFileURL(outfile).href);
  const log = (text) => process.stderr.write(`${text}\n`);
  await writeSharingTable(join(root, "docs", "sharing.md"), seeds.length > 0 ? seeds : [1, 2, 3, 4, 5], log);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
