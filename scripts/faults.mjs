// `npm run test:faults`: runs the whole fault matrix and writes docs/faults.md from what came of it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "kubespy-faults-"));
const gathered = join(scratch, "rows");
const env = { ...process.env, KUBESPY_FAULTS: "full", KUBESPY_FAULT_ROWS: gathered };
const run = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "test/faults", "--reporter=default"], {
  cwd: root,
  stdio: "inherit",
  env,
});
if (run.status === 0) {
  const lines = readFileSync(gathered, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(join(root, "docs", "faults.md"), document(lines));
  console.log("\nwritten: docs/faults.md");
} else console.error("\na fault was not survived: docs/faults.md is left as it was");
rmSync(scratch, { recursive: true, force: true });
process.exitCode = run.status ?? 1;

function document(lines) {
  const rows = lines.flatMap(({ row }) => row ?? []);
  const notes = lines.flatMap(({ note }) => note ?? []);
  const scopes = ["single Pod", "Deployment tree with Events", "whole namespace"];
  const changes = rows.reduce((sum, row) => sum + row.changes, 0);
  const parts = [...new Set(groupOrder(rows))].map((group) =>
    section(
      group,
      rows.filter((row) => row.group === group),
      scopes,
    ),
  );
  return `# The fault matrix

Written by \`npm run test:faults\`; do not edit. The last run: ${rows.length} recordings, ${changes} changes, on ${process.platform} with ${cpus().length} cores, Node ${process.versions.node}.

Each fault struck three recordings: of a single Pod, of a Deployment's tree with its Events, of a whole namespace. Meanwhile the cluster lived
on: objects were created, changed, deleted, and made again under the same name. Afterwards the recording was compared with what the server
held, change by change and byte by byte.

- **equal (N)**: all N changes are in the recording, once, as they were sent, the changes of each object in order. "M read back": M of them
  were missed and read from the server's history.
- **equal to its end (N)**: the recorder came to its end in the middle; what it had until then is there without a hole.
- **N of M, named**: N of the M changes are in the recording, and the rest lie in gap frames that say that something may be missing there.

No change was lost without a gap that names it, none was recorded twice, no recording hung or crashed; else this file would not have been
written.

${parts.join("\n")}
## Figures

${notes
  .map(({ text }) => `- ${text}`)
  .sort()
  .join("\n")}
`;
}

/** As in the tests, those of the program and its store last. */
function groupOrder(rows) {
  const groups = rows.map(({ group }) => group);
  const last = ["Signals, pipes and terminals", "Death", "The disk and the database"];
  return [...groups.filter((group) => !last.includes(group)).sort(), ...last.filter((group) => groups.includes(group))];
}

function section(group, rows, scopes) {
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const line = (fault) =>
    `| ${[fault.replaceAll("|", "\\|"), ...scopes.map((scope) => cell(rows.find((row) => row.fault === fault && row.scope === scope)))].join(" | ")} |`;
  return [`## ${group}`, "", `| ${["fault", ...scopes].join(" | ")} |`, "| --- | --- | --- | --- |", ...faults.map(line), ""].join("\n");
}

function cell(row) {
  if (row === undefined) return "";
  const readBack = row.repaired === 0 ? "" : `, ${row.repaired} read back`;
  if (row.untilItsEnd) return `equal to its end (${row.changes})`;
  if (row.named.length === 0) return `equal (${row.changes})${readBack}`;
  return `${row.recorded} of ${row.changes}${readBack}, named`;
}
