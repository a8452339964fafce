import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import { type ShareSessionsOptions, shareSessions } from "../../../src/app/share/share-sessions.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import type { SessionReader } from "../../../src/model/session.js";
import { projectRoot } from "../../support/program.js";
import { plantedSession } from "./planted-session.js";
import { Random } from "./random.js";

/**
 * Messages of real clusters: of histories after public bug reports, and of the public test data of Argo CD's health checks (copied from the field cases
 * that kubespy was tried with; hosts of registries are registry.example.com here).
 */
const fieldMessages = JSON.parse(readFileSync(join(projectRoot, "test/sharing/planted/field-messages.json"), "utf8")) as readonly string[];
const recordings = await bundledNames({ packageRoot: projectRoot });
const maxRunMs = 120_000;

const withoutMessages: ReadonlySet<string> = new Set(["service-loadbalancer-pending"]);

/** Messages that `share` changes at level "secrets", each with the reason why that is right. */
const changed: ReadonlyMap<string, string> = new Map();

describe('at level "secrets" messages stay as they are', () => {
  it(
    "those of real clusters",
    async () => {
      const pairs = await messagePairs(fieldSession(), { level: "secrets" });
      expect(fieldMessages.filter((message) => !pairs.has(message))).toEqual([]);
      const differing = [...pairs].filter(([before, after]) => before !== after && !changed.has(before));
      expect(differing).toEqual([]);
    },
    maxRunMs,
  );

  it.each(recordings)(
    "those of the recording %s",
    async (name) => {
      const pairs = await messagePairs(await openRecordingFile(recordingPath(name)), { level: "secrets" });
      expect([...pairs].filter(([before, after]) => before !== after)).toEqual([]);
      expect(pairs.size > 0).toBe(!withoutMessages.has(name));
    },
    maxRunMs,
  );
});

describe('at level "identities" messages keep every word that is not a name', () => {
  it(
    "those of real clusters",
    async () => {
      const names = await namesOf(fieldSession());
      const pairs = await messagePairs(fieldSession(), { level: "identities" });
      expect([...pairs].flatMap(([before, after]) => lostWords(before, after, names))).toEqual([]);
    },
    maxRunMs,
  );

  it.each(recordings)(
    "those of the recording %s",
    async (name) => {
      const session = await openRecordingFile(recordingPath(name));
      const names = await namesOf(session);
      const pairs = await messagePairs(session, { level: "identities" });
      expect([...pairs].flatMap(([before, after]) => lostWords(before, after, names))).toEqual([]);
    },
    maxRunMs,
  );
});

function recordingPath(name: string): string {
  return join(projectRoot, "recordings", `${name}.kubespy.gz`);
}

function fieldSession(): SessionReader {
  const timelines = fieldMessages.map((message, i) => [i % 2 === 0 ? event(message, i) : customResource(message, i)]);
  const end = { endedAt: "2026-11-29T10:05:00.000Z", offsetMs: 300_000, outcome: "signal" as const };
  return plantedSession(timelines, { header: {}, end, markers: [], gapReasons: [] }, new Random(1));
}

function event(message: string, i: number): KubeObject {
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "orders-7d8f9c6b5-x2x4z" };
  return { apiVersion: "v1", kind: "Event", metadata: metadata(i), type: "Warning", reason: "Failed", involvedObject, message };
}

function customResource(message: string, i: number): KubeObject {
  const conditions = [{ type: "Ready", status: "False", reason: "ReconcileError", message }];
  return { apiVersion: "db.example.org/v1", kind: "Database", metadata: metadata(i), spec: {}, status: { conditions } };
}

function metadata(i: number): KubeObject["metadata"] {
  return { name: `orders-${i}`, namespace: "shop", uid: `00000000-0000-4000-8000-${`${i}`.padStart(12, "0")}` };
}

/** Each message of the session, and what became of it. */
async function messagePairs(session: SessionReader, options: ShareSessionsOptions): Promise<ReadonlyMap<string, string>> {
  const shared = await shareSessions([session], options);
  const [written] = shared.sessions;
  if (written === undefined) throw new Error("nothing was shared");
  const [before, after] = [await messagesOf(session), await messagesOf(written)];
  await shared.close();
  await session.close();
  expect(after.length).toBe(before.length);
  return new Map(before.map((message, i) => [message, after[i] ?? ""]));
}

async function messagesOf(session: SessionReader): Promise<readonly string[]> {
  const messages: string[] = [];
  for await (const frame of session.frames()) if (frame.kind === "object") messages.push(...messagesIn(frame.revision.object));
  return messages;
}

function messagesIn(root: unknown): readonly string[] {
  const found: string[] = [];
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === "string" && isMessageField.test(name)) found.push(member);
      open.push(member);
    }
  }
  return found;
}

const isMessageField = /^(message|note|reason)$/;

/** Of objects, namespaces and containers. */
async function namesOf(session: SessionReader): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const frame of session.frames()) {
    if (frame.kind === "gap") continue;
    const { ref, revision } = frame;
    for (const name of [ref.name, ref.namespace, ...containerNames(revision.object)]) if (name !== undefined) names.add(name);
  }
  return names;
}

function containerNames({ spec }: KubeObject): readonly (string | undefined)[] {
  const { containers = [], initContainers = [] } = (spec ?? {}) as Readonly<Record<string, readonly { readonly name?: string }[]>>;
  return [...containers, ...initContainers].map(({ name }) => name);
}

/** Words that stand free, in no quotes and in no longer name, and are missing after. */
function lostWords(before: string, after: string, names: ReadonlySet<string>): readonly string[] {
  const left = wordCounts(after);
  return [...wordCounts(before)]
    .filter(([word, count]) => !names.has(word) && (left.get(word) ?? 0) < count)
    .map(([word]) => `"${word}" of: ${before} => ${after}`);
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/(?<=^|\s)[A-Za-z]{3,}(?=[,.:;]?(?:\s|$))/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
