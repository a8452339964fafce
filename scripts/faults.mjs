// `npm run test:faults`: runs the whole fault matrix and writes the result to docs/faults.md.
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
} else console.error("\na test failed: docs/faults.md is unchanged");
rmSync(scratch, { recursive: true, force: true });
process.exitCode = run.status ?? 1;

function document(lines) {
  const rows = lines.flatMap(({ row }) => row ?? []);
  const notes = lines.flatMap(({ note }) => note ?? []);
  const restarts = lines.flatMap(({ restart }) => restart ?? []);
  const hostile = lines.flatMap((line) => line.hostile ?? []);
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

Written by \`npm run test:faults\`; do not edit. Last run: ${rows.length} recordings, ${changes} changes, on ${process.platform} with ${cpus().length} cores, Node ${process.versions.node}.

Each fault was applied to three recordings: a single Pod, the tree of a Deployment with its Events, and a whole namespace. During each,
objects were created, changed, deleted and recreated under the same name. Afterwards the recording was compared with what the server held,
change by change and byte by byte.

- **equal (N)**: the recording holds all N changes, each once and as sent, and the changes of each object in order. "M repaired": M of
  them were missed and then read from the server's history.
- **equal up to its end (N)**: the recorder was stopped during the fault; until then the recording is complete.
- **N of M, in gaps**: the recording holds N of the M changes; gap frames mark the rest as a possible loss.

This file is written only if no change was lost without a gap, none was recorded twice, and no recording hung or crashed.

${parts.join("\n")}
${hostileSections(hostile)}${restartSection(restarts)}
## Figures

${notes
  .map(({ text }) => `- ${text}`)
  .sort()
  .join("\n")}
`;
}

/** Of this run, and of the version that the file names, measured in the same way (`KUBESPY_PROGRAM` runs another build). */
function restartSection(rows) {
  const earlier = JSON.parse(readFileSync(join(root, "test", "faults", "restarts-before.json"), "utf8"));
  const share = ({ recorded, changes }) => `${recorded} of ${changes} (${((100 * recorded) / changes).toFixed(2)} %)`;
  const line = (version, row) =>
    `| ${[row.fault, version, share(row), row.repaired, row.inexactEnds, row.gaps, row.needless.length ?? row.needless, row.lost.length ?? row.lost].join(" | ")} |`;
  return `## The API server is killed while two writers change ConfigMaps

100 changes a second, with creations, deletions and what lives for one version only. Each time sockets are reset; the last 30 ms of writes reached etcd
but no client; connections are refused for some seconds, then the new process says that it is not ready; then writes come from the first
moment. Its watch memory is empty (once it is still being filled, and watches get a 429); etcd keeps the history. Deletions without their version
were read back, but not as of which version the object was gone; needless warnings are gaps marked as a possible loss in which nothing is missing.
The tests assert the bars: 99.9 % recorded, nothing lost outside of gaps, one needless warning in ten gaps.

| fault | version | recorded | repaired | deletions without their version | gaps | needless warnings | lost, unmarked |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...earlier.rows.map((row) => line(`before (${earlier.commit})`, row)), ...rows.map((row) => line("now", row))].join("\n")}
`;
}

/** One table for each group, in the order of its rows: what the program did, how long it took, and the most memory it held. */
function hostileSections(rows) {
  const text = (value) => String(value).replaceAll("|", "\\|");
  const line = ({ fault, outcome, ms, rssMb }) =>
    `| ${[text(fault), text(outcome), `${(ms / 1000).toFixed(1)} s`, rssMb === undefined ? "" : `${Math.round(rssMb)} MB`].join(" | ")} |`;
  const table = (group) => {
    const lines = rows.filter((row) => row.group === group).map(line);
    return [`## ${group}`, "", "| fault | what happened | time | memory |", "| --- | --- | --- | --- |", ...lines, ""].join("\n");
  };
  return [...new Set(rows.map(({ group }) => group))].map((group) => `${table(group)}\n`).join("");
}

/** In alphabetical order; the groups about the program and its store come last. */
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
  const readBack = row.repaired === 0 ? "" : `, ${row.repaired} repaired`;
  if (row.untilItsEnd) return `equal up to its end (${row.changes})`;
  if (row.named.length === 0) return `equal (${row.changes})${readBack}`;
  return `${row.recorded} of ${row.changes}${readBack}, in gaps`;
}
