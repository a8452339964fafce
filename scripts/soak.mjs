// `npm run soak -- --minutes 30`: the built recorder at 500 events/s under random faults, then a comparison event by event.
// `npm run soak -- --churn [--objects 2000000] [--only recorder] [--store FILE]`: a month of objects that come and go, in virtual time; prints
// how much memory the recorder and its screens take after an eighth, a quarter, a half and all of them (test/faults/churn.mjs).
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string" },
    churn: { type: "boolean", default: false },
    objects: { type: "string", default: "2000000" },
    only: { type: "string" },
    store: { type: "string" },
  },
});
if (values.churn) process.exit(churn());
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 240)) {
  console.error("soak: invalid --minutes: use a number above 0 and at most 240");
  process.exit(2);
}
const env = {
  ...process.env,
  KUBESPY_SOAK_MINUTES: String(minutes),
  ...(values.seed === undefined ? {} : { KUBESPY_SOAK_SEED: values.seed }),
  // The server keeps every change in memory for the comparison.
  NODE_OPTIONS: "--max-old-space-size=6144",
};
const args = ["run", "test/faults/soak.test.ts", "--disable-console-intercept", "--reporter=default"];
process.exitCode =
  spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], { cwd: root, stdio: "inherit", env }).status ?? 1;

function churn() {
  const objects = Number(values.objects);
  const marks = [0.125, 0.25, 0.5, 1].map((share) => Math.round(objects * share)).join();
  const more = ["only", "store"].flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
  const program = join(root, "test/faults/churn.mjs");
  return spawnSync(process.execPath, ["--expose-gc", program, "--marks", marks, ...more], { cwd: root, stdio: "inherit" }).status ?? 1;
}
