import { expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import { examineSessions, shareSessions } from "../../../src/app/share/share-sessions.js";
import type { SessionReader } from "../../../src/model/session.js";

const names = await bundledNames({ packageRoot: process.cwd() });

function recording(name: string): Promise<SessionReader> {
  return openRecordingFile(`recordings/${name}.kubespy.gz`);
}

it.each(names)("the pseudonyms of %s look like pseudonyms and stay when it is shared again", async (name) => {
  const warnings: string[] = [];
  const once = await shareSessions([await recording(name)], { level: "identities" });
  const { unlikePseudonyms } = await examineSessions(once.sessions);
  expect(unlikePseudonyms).toEqual([]);
  const twice = await shareSessions(once.sessions, { onWarning: (text) => warnings.push(text) });
  expect(warnings).toEqual([]);
  expect(twice.manifest.pseudonyms).toBeUndefined();
  await twice.close();
  await once.close();
});

it("a file that says that it has pseudonyms, and has none, gets some", async () => {
  const original = await recording("deployment-rollout");
  const shared = { level: "identities", by: "kubespy", rules: 1, removed: [] } as const;
  const claiming = Object.create(original, {
    summary: { value: { ...original.summary, header: { ...original.summary.header, shared } } },
    markers: { value: () => original.markers() },
    frames: { value: () => original.frames() },
  }) as SessionReader;
  const warnings: string[] = [];
  const result = await shareSessions([claiming], { onWarning: (text) => warnings.push(text) });
  expect(warnings).toEqual([expect.stringContaining("the uids of its objects are not pseudonyms")]);
  expect(result.manifest.pseudonyms?.length).toBeGreaterThan(0);
  await result.close();
  const { unlikePseudonyms } = await examineSessions([claiming]);
  expect(unlikePseudonyms).toContainEqual(expect.objectContaining({ what: "uid" }));
});
