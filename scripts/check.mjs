// What `npm test` runs: format and lint, types, import rules, then the tests. All of them even when one fails,
// and last one line with the counts: `N passed, N failed` (each static check counts as one).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "kubespy-check-"));
const results = join(scratch, "results.json");

const checks = [
  ["format and lint", "@biomejs/biome/bin/biome", ["check", "."]],
  ["types", "typescript/bin/tsc", ["--noEmit"]],
  ["import rules", "dependency-cruiser/bin/dependency-cruise.mjs", ["src", "--config", ".dependency-cruiser.cjs"]],
];

let passed = 0;
let failed = 0;
for (const [title, bin, args] of checks) {
  console.log(`\n# ${title}`);
  if (node(bin, args) === 0) passed++;
  else failed++;
}

console.log("\n# tests");
const status = node("vitest/vitest.mjs", [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
]);
const counts = countTests();
passed += counts.passed;
failed += counts.failed;
if (status !== 0 && counts.failed === 0) failed++;
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function node(bin, args) {
  return spawnSync(
    process.execPath,
    [
      join(
        packageRoot(bin),
        bin
          .split("/")
          .slice(bin.startsWith("@") ? 2 : 1)
          .join("/"),
      ),
      ...args,
    ],
    { cwd: root, stdio: "inherit" },
  ).status;
}

/** Folder of an installed package, found beside its manifest: some packages do not export their bin files. */
function packageRoot(bin) {
  const name = bin
    .split("/")
    .slice(0, bin.startsWith("@") ? 2 : 1)
    .join("/");
  return join(root, "node_modules", name);
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
