// `npm run soak -- --minutes 30`: the built recorder at 500 events/s under random faults, then a comparison event by event.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" }, seed: { type: "string" } } });
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
