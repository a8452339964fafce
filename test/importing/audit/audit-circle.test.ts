import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { isFinalState } from "../../../src/model/final-state.js";
import type { ObjectFrame } from "../../../src/model/frame.js";
import { bundled, objectFrames } from "../../serve/bundled.js";
import { projectRoot } from "../../support/program.js";
import { type AuditLine, auditOfFrames } from "./audit-of-recording.js";
import { type NewObjectFrame, readLogs } from "./support.js";

const recordings = readdirSync(join(projectRoot, "recordings"))
  .filter((name) => name.endsWith(".kubespy.gz"))
  .map((name) => name.replace(".kubespy.gz", ""));

const linesOf = (audit: readonly AuditLine[]) => audit.map(({ text }) => text);
const file = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
const revisionOf = ({ ref, revision }: Pick<ObjectFrame, "ref" | "revision">) => `${ref.uid} ${revision.text}`;
const told = ({ type, ref, resourceVersion, revision, actor }: NewObjectFrame) => [
  type,
  ref.uid,
  resourceVersion,
  JSON.stringify(revision.object),
  actor?.user,
];

it("recordings and the audit logs of the same minutes tell the same revisions, but for those that no answer has", async () => {
  const all = { same: 0, derived: 0, unseen: 0 };
  for (const name of recordings) {
    const session = await bundled(name);
    // What "kubespy record" received at once has one time. Audit logs tell the time of each request, so they are made of raw logs alone.
    if (session.summary.header.recorder.startsWith("kubespy ")) continue;
    const frames = await objectFrames(session);
    const imported = readLogs([file(linesOf(auditOfFrames(frames)))]);
    expect([name, imported.warnings]).toEqual([name, []]);
    const recorded = new Map(frames.map((frame) => [`${frame.type} ${revisionOf(frame)}`, frame]));
    const existed = new Set(frames.filter(({ initial }) => initial).map(({ ref }) => ref.uid));
    const seen = new Set<ObjectFrame>();
    for (const frame of imported.frames) {
      // An object that existed before is first seen when it changes.
      const type = frame.initial ? "MODIFIED" : frame.type;
      const original = recorded.get(`${type} ${revisionOf(frame)}`) ?? unlikeOriginal(frame, frames);
      expect([name, frame.type, frame.ref.name, original?.ref.uid]).toEqual([name, frame.type, frame.ref.name, frame.ref.uid]);
      if (frame.initial) expect(existed.has(frame.ref.uid)).toBe(true);
      if (original !== undefined) seen.add(original);
      if (frame.derived) all.derived++;
      else all.same++;
    }
    const unseen = frames.filter((frame) => !seen.has(frame));
    for (const frame of unseen) expect([name, whyUnseen(frame)]).not.toEqual([name, undefined]);
    all.unseen += unseen.length;
    const order = [...seen].map(({ sequence }) => sequence);
    expect([name, order]).toEqual([name, [...order].sort((one, other) => one - other)]);
  }
  expect(all).toMatchInlineSnapshot(`
    {
      "derived": 36,
      "same": 691,
      "unseen": 21,
    }
  `);
}, 60_000);

/** Bindings, scalings and deletions answer without the object: what was derived says the same but for managed fields and versions. */
function unlikeOriginal(frame: NewObjectFrame, frames: readonly ObjectFrame[]): ObjectFrame | undefined {
  if (!frame.derived) return undefined;
  return frames.find((other) => other.type === frame.type && other.ref.uid === frame.ref.uid && essence(other) === essence(frame));
}

function essence({ revision }: Pick<ObjectFrame, "revision">): string {
  const { metadata, ...rest } = revision.object;
  const { managedFields: _, resourceVersion: __, ...kept } = metadata;
  return JSON.stringify([rest, kept], (_key, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}

/** Why an audit log does not show a frame of a watch. */
function whyUnseen(frame: ObjectFrame): string | undefined {
  if (frame.initial) return "it existed before: no request of these minutes made it";
  return isFinalState(frame.revision.object)
    ? "the request that made this last state also deleted the object, and answered with that"
    : undefined;
}

it("the same log tells the same, whole, rotated, compressed or as a list, in any order, with lines that come twice", async () => {
  const lines = linesOf(auditOfFrames(await objectFrames(await bundled("deployment-rollout"))));
  const expected = readLogs([file(lines)]).frames.map(told);
  expect(expected.length).toBeGreaterThan(50);
  const shuffled = lines
    .map((line, i) => ({ line, key: (i * 7919) % lines.length }))
    .sort((a, b) => a.key - b.key)
    .map(({ line }) => line);
  const third = Math.ceil(lines.length / 3);
  const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${lines.map(itemOf).join(",")}]}`;
  for (const files of [
    [file(shuffled)],
    [file(lines.slice(2 * third)), file(lines.slice(0, third)), file(lines.slice(third, 2 * third))],
    [file([...lines, ...shuffled])],
    [file(lines), file(lines.slice(0, third))],
    [gunzipSync(gzipSync(file(lines)))],
    [list],
    [lines.map((line) => JSON.stringify(JSON.parse(line), null, 2)).join("\n")],
    [file(lines.map((line) => `node-1 2026-03-01T10:00:00Z stdout F ${line}`))],
  ]) {
    const { frames, warnings } = readLogs(files);
    expect(warnings).toEqual([]);
    expect(frames.map(told)).toEqual(expected);
  }
});

/** Items of a list have neither kind nor apiVersion. */
function itemOf(line: string): string {
  return line.replace('"kind":"Event","apiVersion":"audit.k8s.io/v1",', "");
}
