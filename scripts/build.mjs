// Compiles src/ to dist/. `isBuilt` compares contents, not times: a checkout gives every file the same time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "dist", ".built");

export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

export function build() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    process.stderr.write("kubespy setup: src/ does not compile\n");
    process.exit(1);
  }
  chmodSync(join(root, "dist", "cli.js"), 0o755);
  writeFileSync(stamp, fingerprint());
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["tsconfig.json", "tsconfig.build.json", "package.json"]) hash.update(readFileSync(join(root, file)));
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of sources.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort())
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return `${hash.digest("hex")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
