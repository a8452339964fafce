import fc from "fast-check";
import { expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import type { Place } from "../../../src/sharing/policy/place.js";
import { structuralPolicy } from "../../../src/sharing/policy/policy.js";
import { placePath } from "../../../src/sharing/rules/place-path.js";
import { noRules } from "../../../src/sharing/rules/share-rules.js";
import { PolicyMapper, type ValueSink } from "../../../src/sharing/share/policy-mapper.js";
import { idOf, UnchangedParts } from "../../../src/sharing/share/unchanged-parts.js";

const names = await bundledNames({ packageRoot: process.cwd() });

/** Says of every value what and where it is. */
const saying: ValueSink = {
  removed: (value, removal, place) => `${removal.what} ${value.length} ${placePath(place)}`,
  text: (text, place) => `${text} ${placePath(place)}`,
  kept: (value: string) => value,
  name: (name: string, place: Place) => `${name} ${place.path.length}`,
};

function mappedBy(reuses: boolean): (object: unknown) => unknown {
  const mapper = new PolicyMapper(structuralPolicy, noRules, saying, { reuses });
  return (object) => mapper.object(object, { kind: "Pod", apiVersion: "v1" });
}

it.each(names)("what is reused is what would be made anew, in the recording %s", async (name) => {
  const unchanged = new UnchangedParts();
  const [reused, anew] = [mappedBy(true), mappedBy(false)];
  let reuses = 0;
  const seen = new WeakSet<object>();
  const session = await openRecordingFile(`recordings/${name}.kubespy.gz`);
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") continue;
    const object = unchanged.shared(idOf(frame.ref), frame.revision.object, frame.revision.text.length);
    expect(JSON.stringify(object)).toBe(JSON.stringify(frame.revision.object));
    expect(JSON.stringify(reused(object))).toBe(JSON.stringify(anew(frame.revision.object)));
    const { managedFields: [first = {}] = [] } = object.metadata as { readonly managedFields?: readonly object[] };
    if (seen.has(first)) reuses++;
    seen.add(first);
  }
  if (name === "deployment-rollout") expect(reuses).toBeGreaterThan(10);
});

const member = fc.constantFrom(
  "name",
  "value",
  "kind",
  "env",
  "args",
  "data",
  "labels",
  "metadata",
  "resourceVersion",
  "path",
  "__proto__",
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>("password", "ConfigMap", "sixteen-letters1", "--token=abcdefgh", 7, true, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(member, tie("value")), { maxLength: 5, selector: ([name]) => name })
      .map((members): object => Object.fromEntries(members)),
  ),
}));

it("what is reused is what would be made anew, of any revisions", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ kind: fc.constantFrom("Pod", "ConfigMap"), spec: anyValue, data: anyValue, metadata: anyValue }), {
        minLength: 2,
        maxLength: 5,
      }),
      (revisions) => {
        const unchanged = new UnchangedParts();
        const [reused, anew] = [mappedBy(true), mappedBy(false)];
        for (const revision of [...revisions, ...revisions.map((each) => ({ ...structuredClone(each), kind: "ConfigMap" }))]) {
          const object = unchanged.shared("id", revision as unknown as KubeObject, 100);
          expect(JSON.stringify(object)).toBe(JSON.stringify(revision));
          expect(JSON.stringify(reused(object))).toBe(JSON.stringify(anew(revision)));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it("an environment variable of another name is looked at again", () => {
  const unchanged = new UnchangedParts();
  const reused = mappedBy(true);
  const pod = (name: string) => ({ kind: "Pod", spec: { env: [{ name, value: { nested: ["abcdefgh12"] } }] } }) as unknown as KubeObject;
  const first = JSON.stringify(reused(unchanged.shared("id", pod("COLOUR"), 10)));
  const second = JSON.stringify(reused(unchanged.shared("id", pod("PASSWORD"), 10)));
  expect(second).not.toBe(first.replace("COLOUR", "PASSWORD"));
  expect(second).toBe(JSON.stringify(mappedBy(false)(pod("PASSWORD"))));
});
