// What `npm test` runs: format and lint, types, import rules, and the tests beside them. All of them even when one fails. Then what was
// skipped and why, and last one line with the counts: `N passed, N failed` (each static check counts as one).
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "kubespy-check-"));
const results = join(scratch, "results.json");
const skipped = join(scratch, "skipped");

const checks = [
  ["format and lint", "node_modules/@biomejs/biome/bin/biome", ["check", "."]],
  ["types", "node_modules/typescript/bin/tsc", ["--noEmit"]],
  ["types of the page", "node_modules/typescript/bin/tsc", ["-p", "src/web/tsconfig.json"]],
  ["types of the tests in browsers", "node_modules/typescript/bin/tsc", ["-p", "test/web/browsers/tsconfig.json"]],
  ["import rules", "node_modules/dependency-cruiser/bin/dependency-cruise.mjs", ["src", "--config", ".dependency-cruiser.cjs"]],
];
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];

const [checked, status] = await Promise.all([runChecks(), node("node_modules/vitest/vitest.mjs", ["run", ...reporters], "inherit")]);
const tests = countTests();
if (status.code !== 0 && tests.failed === 0) tests.failed++;
for (const { title, code, output } of checked)
  console.log(`\n# ${title}: ${code === 0 ? "passed" : "FAILED"}\n${code === 0 ? "" : output}`);
for (const line of skippedLines()) console.log(`SKIPPED: ${line}`);
const failed = tests.failed + checked.filter(({ code }) => code !== 0).length;
console.log(`\n${tests.passed + checked.filter(({ code }) => code === 0).length} passed, ${failed} failed`);
rmSync(scratch, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;

/** One after the other, while the tests wait for sockets and processes. */
async function runChecks() {
  const done = [];
  for (const [title, bin, args] of checks) done.push({ title, ...(await node(bin, args, "pipe")) });
  return done;
}

/** Not by package name: some packages do not export their programs. */
function node(program, args, stdio) {
  const env = { ...process.env, KUBESPY_SKIPPED_FILE: skipped };
  const child = spawn(process.execPath, [join(root, program), ...args], { cwd: root, stdio: ["ignore", stdio, stdio], env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, "utf8"));
    // A file that fails before its tests begin counts as one.
    const unstarted = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length;
    return { passed: numPassedTests, failed: numFailedTests + unstarted };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** See test/support/needs.ts. */
function skippedLines() {
  return existsSync(skipped) ? [...new Set(readFileSync(skipped, "utf8").trimEnd().split("\n"))].sort() : [];
}
