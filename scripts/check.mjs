// `npm test`: format and lint, types, import rules, then the tests. Runs all of them even if one fails, and prints the
// counts on the last line: `N passed, N failed` (each static check counts as one).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "kubespy-check-"));

const checks = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", ["check", "."]],
  ["types", "node_modules/typescript/bin/tsc", ["--noEmit"]],
  ["import rules", "node_modules/dependency-cruiser/bin/dependency-cruise.mjs", ["src", "--config", ".dependency-cruiser.cjs"]],
];

let passed = 0;
let failed = 0;
for (const [title, bin, args] of checks) {
  console.log(`\n# ${title}`);
  if (node(bin, args) === 0) passed++;
  else failed++;
}

// The circle looks at the order in which frames come over several sockets: it has the machine for itself.
const circle = "test/circle.test.ts";
runTests("tests", ["--exclude", circle]);
runTests("the circle", [circle]);
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function runTests(title, args) {
  console.log(`\n# ${title}`);
  const results = join(scratch, `${passed + failed}.json`);
  const status = node("node_modules/vitest/vitest.mjs", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${results}`,
    ...args,
  ]);
  const counts = countTests(results);
  passed += counts.passed;
  failed += counts.failed;
  if (status !== 0 && counts.failed === 0) failed++;
}

/** Not by package name: some packages do not export their programs. */
function node(program, args) {
  return spawnSync(process.execPath, [join(root, program), ...args], { cwd: root, stdio: "inherit" }).status;
}

function countTests(results) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
