import { type SharedSessions, shareSessions } from "../../../src/app/share/share-sessions.js";
import type { SessionReader } from "../../../src/model/session.js";
import { decodedTexts } from "./decoded-texts.js";
import type { Plant, PlantedLookAlike, Planting } from "./plant.js";
import { forEachString } from "./session-strings.js";
import { TextSearch } from "./text-search.js";

export interface Measurement {
  readonly planting: Planting;
  /** Credentials of which at least half is still there. */
  readonly left: readonly LeftPlant[];
  readonly lost: readonly LostLookAlike[];
  /** How `share` failed, if it did: its own proof found something. */
  readonly failure: string | undefined;
}

export interface LeftPlant {
  readonly plant: Plant;
  /** The text of the output that it was found in. */
  readonly within: string;
}

export interface LostLookAlike {
  readonly lookAlike: PlantedLookAlike;
  readonly became: string;
}

/** Shares the planted sessions together, and searches what would be written. */
export async function measureShare(planting: Planting): Promise<Measurement> {
  let shared: SharedSessions | undefined;
  try {
    shared = await shareSessions(planting.sessions);
  } catch (error) {
    return { planting, left: [], lost: [], failure: `${error}` };
  }
  try {
    return {
      planting,
      left: await leftOf(planting.plants, shared.sessions),
      lost: await lostOf(planting.lookAlikes, shared.sessions),
      failure: undefined,
    };
  } finally {
    await shared.close();
  }
}

/** What of the planted credentials somebody finds in the sessions. */
export async function leftOf(plants: readonly Plant[], sessions: readonly SessionReader[]): Promise<readonly LeftPlant[]> {
  const owners = new Map<string, Plant[]>();
  for (const plant of plants) for (const part of plant.secrets.flatMap(partsOf)) owners.set(part, [...(owners.get(part) ?? []), plant]);
  const search = new TextSearch(owners.keys());
  const left = new Map<Plant, LeftPlant>();
  const found = new Map<string, ReadonlySet<string>>();
  for (const session of sessions)
    await forEachString(session, (text, uid) => {
      let parts = found.get(text);
      if (parts === undefined) {
        parts = new Set([...decodedTexts(text)].flatMap((decoded) => [...search.in(decoded)].map((hit) => hit.found)));
        found.set(text, parts);
      }
      for (const part of parts) {
        const all = owners.get(part) ?? [];
        const here = all.filter((plant) => plant.uid === uid);
        for (const plant of here.length > 0 ? here : all) if (!left.has(plant)) left.set(plant, { plant, within: text });
      }
    });
  return [...left.values()];
}

/** The secret and, if they are long enough, its halves: half of a password is half of the work of whoever guesses it. */
export function partsOf(secret: string): readonly string[] {
  const middle = Math.floor(secret.length / 2);
  return middle < 8 ? [secret] : [secret, secret.slice(0, middle), secret.slice(middle)];
}

async function lostOf(lookAlikes: readonly PlantedLookAlike[], sessions: readonly SessionReader[]): Promise<readonly LostLookAlike[]> {
  const byUid = new Map(lookAlikes.map((lookAlike) => [lookAlike.uid, lookAlike]));
  const lost = new Map<PlantedLookAlike, string>();
  const seen = new Set<PlantedLookAlike>();
  for (const session of sessions)
    for await (const frame of session.frames()) {
      const lookAlike = frame.kind === "object" ? byUid.get(frame.ref.uid) : undefined;
      if (frame.kind === "gap" || lookAlike === undefined) continue;
      seen.add(lookAlike);
      const text = textAt(frame.revision.object, lookAlike.path);
      if (text !== lookAlike.text) lost.set(lookAlike, text);
    }
  for (const lookAlike of lookAlikes) if (!seen.has(lookAlike)) lost.set(lookAlike, "no such object");
  return [...lost].map(([lookAlike, became]) => ({ lookAlike, became }));
}

function textAt(value: unknown, path: readonly (string | number)[]): string {
  let at = value;
  for (const key of path) at = typeof at === "object" && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof at === "string" ? at : "nothing";
}
