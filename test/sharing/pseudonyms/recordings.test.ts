import { afterAll, describe, expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import { IdentitySurvey } from "../../../src/sharing/pseudonyms/identity-survey.js";
import { Pseudonyms } from "../../../src/sharing/pseudonyms/pseudonyms.js";
import { rewritten, testKey, textsOf } from "./surveyed.js";

const names = await bundledNames({ packageRoot: process.cwd() });
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of opened) await each.close();
});

async function read(
  name: string,
): Promise<{ readonly objects: readonly KubeObject[]; readonly pseudonyms: Pseudonyms; readonly known: readonly string[] }> {
  const session = await openRecordingFile(`recordings/${name}.kubespy.gz`);
  opened.push(session);
  const survey = new IdentitySurvey();
  survey.observeHeader(session.summary.header);
  const objects: KubeObject[] = [];
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") continue;
    objects.push(frame.revision.object);
    survey.observeObject(frame.revision.object, frame.ref);
  }
  const identities = survey.identities();
  return {
    objects,
    pseudonyms: new Pseudonyms(identities, testKey),
    known: [...identities.names.keys(), ...identities.uids, ...identities.addresses],
  };
}

describe.each(names)("of %s", (name) => {
  it("no identity is left in any text of a rewritten object", async () => {
    const { objects, pseudonyms, known } = await read(name);
    const texts = new Set(objects.flatMap((object) => [...textsOf(rewritten(object, pseudonyms))]));
    for (const text of texts) expect([text, pseudonyms.identityIn(text)]).toEqual([text, undefined]);
    const gone = known.filter((each) => pseudonyms.text(each) !== each);
    expect(gone.length).toBeGreaterThan(2);
    const all = [...texts].join("\n");
    for (const identity of gone)
      if (pseudonyms.identityIn(identity) !== undefined) expect([identity, at(identity).test(all)]).toEqual([identity, false]);
  });

  it("every message keeps its words", async () => {
    const { objects, pseudonyms } = await read(name);
    for (const object of objects) {
      const { message, note } = object as { readonly message?: unknown; readonly note?: unknown };
      const text = typeof message === "string" ? message : note;
      if (typeof text !== "string") continue;
      const shared = rewritten(object, pseudonyms) as { readonly message?: unknown; readonly note?: unknown };
      expect(shared.message ?? shared.note).toBe(pseudonyms.text(text));
      expect(wordsOf(pseudonyms.text(text))).toBe(wordsOf(text));
    }
  });
});

/** At the boundaries of words. */
function at(identity: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${identity.replace(/[.]/g, "\\.")}(?![A-Za-z0-9])`);
}

/** Between spaces. */
function wordsOf(text: string): number {
  return text.split(" ").length;
}
