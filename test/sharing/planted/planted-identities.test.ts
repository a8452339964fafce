import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { shareSessions } from "../../../src/app/share/share-sessions.js";
import { decodedTexts } from "./decoded-texts.js";
import type { PlantedIdentity } from "./identities/tenant.js";
import { plantIdentities } from "./planted-identities.js";
import { forEachString } from "./session-strings.js";
import { TextSearch } from "./text-search.js";

/** Another one in each run; `KUBESPY_SHARE_SEED` repeats one. */
const seed = Number(process.env["KUBESPY_SHARE_SEED"] ?? randomInt(2 ** 31));
const repeat = `repeat it with KUBESPY_SHARE_SEED=${seed}`;
const maxRunMs = 240_000;

it(
  `at level "identities" no person, host, address or name is left, and public words are (seed ${seed})`,
  async () => {
    process.stdout.write(`planted identities: seed ${seed}\n`);
    const { sessions, identities, kept } = plantIdentities(seed);
    const shared = await shareSessions(sessions, { level: "identities" });
    const texts = new Set<string>();
    for (const session of shared.sessions) await forEachString(session, (text) => texts.add(text));
    await shared.close();
    expect(leftIn(texts, identities), repeat).toEqual([]);
    expect(kept.filter((word) => ![...texts].some((text) => text.includes(word)))).toEqual([]);
  },
  maxRunMs,
);

it("the search finds every planted identity in sessions that were not shared", async () => {
  const { sessions, identities, kept } = plantIdentities(seed);
  const texts = new Set<string>();
  for (const session of sessions) await forEachString(session, (text) => texts.add(text));
  const found = new Set(hitsIn(texts, identities).map(({ identity }) => identity));
  const headerOnly = new Set(["context", "subscription id"]);
  expect(
    identities.filter((identity) => !found.has(identity) && !headerOnly.has(identity.what)),
    repeat,
  ).toEqual([]);
  expect(kept.filter((word) => ![...texts].some((text) => text.includes(word)))).toEqual([]);
});

function leftIn(texts: Iterable<string>, identities: readonly PlantedIdentity[]): readonly string[] {
  const left = new Map<PlantedIdentity, string>();
  for (const { identity, within } of hitsIn(texts, identities)) left.set(identity, within);
  return [...left].map(([{ what, text }, within]) => `${what} ${text} is left in ${within.slice(0, 300)}`);
}

function hitsIn(texts: Iterable<string>, identities: readonly PlantedIdentity[]) {
  const byText = new Map(identities.map((identity) => [identity.text, identity]));
  const search = new TextSearch(byText.keys());
  const hits: { readonly identity: PlantedIdentity; readonly within: string }[] = [];
  for (const within of texts)
    for (const text of decodedTexts(within))
      for (const { found, at } of search.in(text)) {
        const identity = byText.get(found);
        if (identity !== undefined && isToken(text, at, at + found.length)) hits.push({ identity, within });
      }
  return hits;
}

/** A name within a longer word is another word. */
function isToken(text: string, start: number, end: number): boolean {
  return !/[A-Za-z0-9]/.test(text[start - 1] ?? " ") && !/[A-Za-z0-9]/.test(text[end] ?? " ");
}
