// Writes the section "Measured" of docs/sharing.md: node scripts/sharing-table.mjs [SEED...]. Each seed plants about 1,400 credentials and shares them.
import { join } from "node:path";
import { root, withModule } from "./with-module.mjs";

const seeds = process.argv.slice(2).map(Number);
if (seeds.some((seed) => !Number.isSafeInteger(seed))) {
  process.stderr.write("usage: node scripts/sharing-table.mjs [SEED...]\n");
  process.exit(2);
}

await withModule("test/sharing/planted/sharing-table.ts", async ({ writeSharingTable }) => {
  const log = (text) => process.stderr.write(`${text}\n`);
  await writeSharingTable(join(root, "docs", "sharing.md"), seeds.length > 0 ? seeds : [1, 2, 3, 4, 5], log);
});
