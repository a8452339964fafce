import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { showSession } from "../../src/app/sessions/show-session.js";
import { readRun } from "../../src/compare/run/read-run.js";
import { readDiagnosis } from "../../src/diagnosis/engine/diagnose.js";
import { analyse } from "../../src/interpret/analyse.js";
import { rulesVersion } from "../../src/interpret/session-analysis.js";
import { projectRoot } from "../support/program.js";

/** What the rules of the committed version derive from the bundled recordings: a digest of each. */
interface CommittedDigests {
  readonly rulesVersion: number;
  readonly digests: Readonly<Record<string, string>>;
}

const file = join(import.meta.dirname, "rules-digests.json");
const renewal = "RENEW_RULES_DIGESTS=1 npx vitest run test/interpret/rules-version.test.ts";
const folder = join(projectRoot, "recordings");
const recordings = readdirSync(folder).filter((name) => name.endsWith(".kubespy.gz"));

/** The order of members has no meaning. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function digestOf(name: string): Promise<string> {
  const recording = await openRecordingFile(join(folder, name));
  try {
    const { rulesVersion: _, ...analysis } = await analyse(recording);
    const { containerEnds } = await showSession(recording);
    const derived = { analysis, containerEnds, found: await readDiagnosis(recording), run: await readRun(recording) };
    return createHash("sha256").update(JSON.stringify(derived, sorted)).digest("hex").slice(0, 24);
  } finally {
    await recording.close();
  }
}

it("rulesVersion grows with every change of what is derived from a session: what is kept beside sessions is derived anew then", {
  timeout: 120_000,
}, async () => {
  const digests: Record<string, string> = {};
  for (const name of recordings) digests[name.replace(".kubespy.gz", "")] = await digestOf(name);
  const committed: CommittedDigests = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { rulesVersion: 0, digests: {} };
  // New and removed recordings change nothing.
  const changed = Object.keys(digests).filter((name) => name in committed.digests && committed.digests[name] !== digests[name]);
  if (rulesVersion === committed.rulesVersion)
    expect(changed, `raise rulesVersion in src/interpret/session-analysis.ts, then run "${renewal}"`).toEqual([]);
  if (process.env["RENEW_RULES_DIGESTS"] !== undefined) writeFileSync(file, `${JSON.stringify({ rulesVersion, digests }, undefined, 2)}\n`);
  else expect(committed, `run "${renewal}"`).toEqual({ rulesVersion, digests });
});
