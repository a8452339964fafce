// `npm run sbom`: the packages that kubespy needs at run time, as CycloneDX, or with `-- --sbom-format spdx` as SPDX. Read from the lockfile, so nothing need be
// installed. `npm sbom --omit dev` also leaves out what both the program and its development use (npm 10 and 11), so development is taken out first.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { "sbom-format": { type: "string", default: "cyclonedx" } } });
const folder = mkdtempSync(join(tmpdir(), "kubespy-sbom-"));
try {
  const { devDependencies: _, ...manifest } = read("package.json");
  const lock = read("package-lock.json");
  delete lock.packages[""].devDependencies;
  for (const [path, { dev }] of Object.entries(lock.packages)) if (dev) delete lock.packages[path];
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  const args = ["sbom", "--package-lock-only", "--sbom-format", values["sbom-format"]];
  process.exitCode = spawnSync("npm", args, { cwd: folder, stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function read(file) {
  return JSON.parse(readFileSync(join(root, file), "utf8"));
}
