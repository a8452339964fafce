import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { compare } from "../../../src/app/compare.js";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { bundledNames } from "../../../src/app/sessions/bundled-recordings.js";
import { type SharedSessions, shareSessions } from "../../../src/app/share/share-sessions.js";
import { analyse } from "../../../src/interpret/analyse.js";
import { interpretAt } from "../../../src/interpret/interpret-at.js";
import { finalFindings } from "../../../src/interpret/session-analysis.js";
import type { SessionReader } from "../../../src/model/session.js";
import type { ShareLevel } from "../../../src/model/session-share.js";
import { comparisonJson } from "../../../src/report/comparison/comparison-json.js";
import { headerTexts } from "../../../src/sharing/share/session-texts.js";
import { randomHistory, randomPair } from "../../compare/random-lives.js";
import { readerOf } from "../../support/histories.js";

const names = await bundledNames({ packageRoot: process.cwd() });
// Each share reads a session three times, beside all other tests.
vi.setConfig({ testTimeout: 120_000 });

const levels: readonly ShareLevel[] = ["secrets", "identities"];
const key = randomBytes(32);

const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of opened) await each.close();
});

async function original(name: string): Promise<SessionReader> {
  const session = await openRecordingFile(`recordings/${name}.kubespy.gz`);
  opened.push(session);
  return session;
}

async function sharedOf(sessions: readonly SessionReader[], level: ShareLevel): Promise<SharedSessions> {
  const shared = await shareSessions(sessions, { level, key });
  opened.push(shared);
  return shared;
}

/** A value with every text of it changed, names of members too. */
function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [change(name), changed(member, change)]));
}

/**
 * Gives texts of shared sessions their names back: what a value was is found at its place in the original. So a sentence that a screen makes of a name is
 * compared whatever a text would have been turned into.
 */
async function backFrom(originals: readonly SessionReader[], shared: readonly SessionReader[]): Promise<(text: string) => string> {
  const back = new Map<string, string>();
  const learn = (before: unknown, after: unknown): void => {
    if (typeof before === "string" && typeof after === "string") {
      if (before === after || /\s/.test(after)) return;
      back.set(after, before);
      // A group of the API is in sentences without its version.
      const [beforeParts, afterParts] = [before.split("/"), after.split("/")];
      if (beforeParts.length === afterParts.length && afterParts.length > 1)
        for (const [i, part] of afterParts.entries()) learn(beforeParts[i], part);
    } else if (typeof before === "object" && before !== null && typeof after === "object" && after !== null) {
      const [befores, afters] = [Object.entries(before), Object.entries(after)];
      expect(afters.length).toBe(befores.length);
      for (const [i, [name, value]] of befores.entries()) {
        const [newName, newValue] = afters[i] ?? [];
        learn(name, newName);
        learn(value, newValue);
      }
    }
  };
  for (const [i, session] of originals.entries()) {
    const other = shared[i]?.frames()[Symbol.asyncIterator]();
    learn(headerTexts(session.summary.header), headerTexts((shared[i] ?? session).summary.header));
    for await (const frame of session.frames()) {
      const next = await other?.next();
      const after = next?.done === true ? undefined : next?.value;
      if (frame.kind === "object" && after?.kind === "object") learn(frame.revision.object, after.revision.object);
    }
  }
  const names = [...back.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^A-Za-z0-9]/g, "\\$&"));
  if (names.length === 0) return (text) => text;
  const all = new RegExp(names.join("|"), "g");
  return (text) => text.replace(all, (name) => back.get(name) ?? name);
}

/** What every screen shows of a session, as plain data. */
async function meaningOf(session: SessionReader): Promise<object> {
  const analysis = await analyse(session);
  const steps: string[] = [];
  for (let sequence = 1; sequence <= session.summary.frames; sequence++) {
    const step = await interpretAt(session, analysis, sequence);
    steps.push(`${sequence} ${step?.kind === "object" ? JSON.stringify(step.narration) : ""}`);
  }
  return plain({ objects: analysis.objects, findings: finalFindings(analysis), metrics: analysis.metrics, steps }) as object;
}

describe.each(levels)("a session that is shared at level %s means the same, names and placeholders apart", (level) => {
  it.each(names)("%s", async (name) => {
    const session = await original(name);
    const { sessions } = await sharedOf([session], level);
    const [shared = session] = sessions;
    const back = await backFrom([session], sessions);
    expect(changed(await meaningOf(shared), back)).toEqual(await meaningOf(session));
  });
});

/** All that a comparison says but that both were shared. */
async function comparisonOf(a: SessionReader, b: SessionReader): Promise<unknown> {
  const json = comparisonJson(await compare(a, b)) as { readonly a: object; readonly b: object };
  return plain({ ...json, a: { ...json.a, shared: undefined }, b: { ...json.b, shared: undefined } });
}

describe.each(levels)("two sessions that are shared together at level %s compare as the originals", (level) => {
  const pairs = [
    ["pod-nginx", "pod-nginx-1.28"],
    ["pod-nginx", "pod-bad-image-tag"],
    ["deployment-rollout", "deployment-bad-rollout"],
    ["pod-crashloop", "pod-liveness-restart"],
    ["job-backoff", "pod-restart-policies"],
  ] as const;

  it.each(pairs)("%s and %s", async (a, b) => {
    const originals = [await original(a), await original(b)] as const;
    const { sessions } = await sharedOf(originals, level);
    const [first = originals[0], second = originals[1]] = sessions;
    const back = await backFrom(originals, sessions);
    expect(withoutCutEnds(changed(await comparisonOf(first, second), back))).toEqual(withoutCutEnds(await comparisonOf(...originals)));
  });

  it("of random sessions", async () => {
    await fc.assert(
      fc.asyncProperty(randomPair, async ({ a, b }) => {
        // Those that existed before were created at one moment: they are listed by name, and so by pseudonym.
        fc.pre(
          level === "secrets" || [a, b].every(({ frames }) => frames.filter((each) => each.kind === "object" && each.initial).length < 2),
        );
        const originals = [readerOf(a), readerOf(b)] as const;
        const shared = await shareSessions(originals, { level, key });
        const [first = originals[0], second = originals[1]] = shared.sessions;
        const back = await backFrom(originals, shared.sessions);
        expect(withoutCutEnds(changed(await comparisonOf(first, second), back))).toEqual(withoutCutEnds(await comparisonOf(...originals)));
        await shared.close();
      }),
      { numRuns: 25 },
    );
  }, 180_000);
});

describe.each(levels)("a random session that is shared at level %s means the same", (level) => {
  it("whatever happened in it", async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, async (history) => {
        const session = readerOf(history);
        const shared = await shareSessions([session], { level, key });
        const [first = session] = shared.sessions;
        const back = await backFrom([session], shared.sessions);
        expect(changed(await meaningOf(first), back)).toEqual(await meaningOf(session));
        await shared.close();
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Long texts are cut on screens: where, depends on the length of the names in them. */
function withoutCutEnds(value: unknown): unknown {
  return changed(value, (text) => (text.length > 100 && text.includes("…") ? text.slice(0, 60) : text));
}
