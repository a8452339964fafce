import type { KubeObject } from "../../../src/model/kube-object.js";
import type { SessionReader } from "../../../src/model/session.js";
import type { Credential, CredentialKind } from "./credential.js";
import { credentialKinds } from "./kinds/credential-kinds.js";
import type { LookAlike } from "./look-alike-places.js";
import { lookAlikeKinds } from "./look-alikes.js";
import { objectPlaces } from "./places/places.js";
import { type SessionPhrases, sessionPlaces, sessionTexts } from "./places/session-places.js";
import { type PlantedTimeline, plantedSession } from "./planted-session.js";
import { metadataOf, objectContext, type Planted, type PlantingPlace } from "./planting-place.js";
import { Random } from "./random.js";

/** What was planted, so that it can be searched for. */
export interface Plant {
  readonly kind: string;
  readonly place: string;
  readonly isStructural: boolean;
  readonly secrets: readonly string[];
  /** What stands in the place. */
  readonly phrase: string;
  /** Of the object that holds it; "" for what is in none. */
  readonly uid: string;
}

export interface PlantedLookAlike extends Pick<LookAlike, "path" | "text"> {
  readonly name: string;
  readonly uid: string;
}

export interface Planting {
  readonly seed: number;
  readonly sessions: readonly SessionReader[];
  readonly plants: readonly Plant[];
  readonly lookAlikes: readonly PlantedLookAlike[];
}

/** In one place, in one run. */
const plantsPerPlace = { structural: 6, freeText: 30 };
const lookAlikesPerKind = 4;
const sessionCount = 3;

/** `share` does not search for shorter values: they occur by chance. */
const minSearchedLength = 8;

export const copyPlace = "copy of a removed value in an Event";

/** Sessions full of credentials and of look-alikes, the same for the same seed. */
export function plant(seed: number): Planting {
  return new Planter(seed).plant();
}

class Planter {
  readonly #seed: number;
  readonly #random: Random;
  readonly #plants: Plant[] = [];
  readonly #lookAlikes: PlantedLookAlike[] = [];
  readonly #timelines: PlantedTimeline[][] = Array.from({ length: sessionCount }, () => []);
  /** Kinds in random order, one after the other, so that each has its turn. */
  readonly #turns: CredentialKind[] = [];

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new Random(seed);
  }

  plant(): Planting {
    for (const place of objectPlaces) {
      const count = place.isStructural ? plantsPerPlace.structural : plantsPerPlace.freeText;
      for (let n = 0; n < count; n++) this.#plantIn(place);
    }
    for (let n = 0; n < plantsPerPlace.freeText; n++) this.#copy();
    for (const kind of lookAlikeKinds) for (let n = 0; n < lookAlikesPerKind; n++) this.#lookAlike(kind);
    const sessions = this.#timelines.map((timelines) => this.#session(timelines));
    return { seed: this.#seed, sessions, plants: this.#plants, lookAlikes: this.#lookAlikes };
  }

  #plantIn(place: PlantingPlace): void {
    const context = objectContext(this.#random);
    const plantNext = (): Planted => {
      const credential = this.#credential((each) => place.accepts(each));
      const phrase = place.phrase(credential, this.#random);
      this.#note(credential, place, phrase, context.uid);
      return { credential, phrase };
    };
    this.#add(this.#history(plantNext).map((planted) => place.object(context, planted)));
  }

  /** It may come late, change, and be taken away again. */
  #history(plantNext: () => Planted): readonly (Planted | undefined)[] {
    const first = plantNext();
    return this.#random.pick([
      () => [first],
      () => [undefined, undefined, first, first],
      () => [first, first, undefined],
      () => [undefined, first, undefined],
      () => [first, plantNext(), undefined],
    ])();
  }

  /** A value that a rule removes stands in a sentence too, where no detector knows it. */
  #copy(): void {
    const credential = this.#credential(({ form, text }) => form === "opaque" && text.length >= minSearchedLength);
    const holder = objectContext(this.#random);
    const place = this.#random.pick(objectPlaces.filter(({ name }) => copied.has(name)));
    this.#note(credential, place, credential.text, holder.uid);
    this.#add([place.object(holder, { credential, phrase: credential.text })]);
    const context = objectContext(this.#random);
    const message = `connection of ${holder.name} was closed: ${credential.text} was not accepted`;
    this.#note(credential, { name: copyPlace, isStructural: true }, message, context.uid);
    this.#add([{ apiVersion: "v1", kind: "Event", metadata: metadataOf(context), type: "Warning", reason: "Failed", message }]);
  }

  #lookAlike({ name, make }: (typeof lookAlikeKinds)[number]): void {
    const { object, path, text } = make(objectContext(this.#random), this.#random);
    this.#lookAlikes.push({ name, path, text, uid: object.metadata.uid ?? "" });
    const states: KubeObject[] = Array.from({ length: this.#random.integer(1, 3) }, () => object);
    this.#add(states);
  }

  #session(timelines: readonly PlantedTimeline[]): SessionReader {
    const phrases = Object.entries(sessionPlaces).map(([at, place]) => {
      const credential = this.#credential(() => true);
      const phrase = place.phrase(credential, this.#random);
      this.#note(credential, place, phrase, "");
      return [at, phrase];
    });
    return plantedSession(timelines, sessionTexts(Object.fromEntries(phrases) as SessionPhrases), this.#random);
  }

  #credential(accepts: (credential: Credential) => boolean): Credential {
    for (let tries = 0; tries < 5 * credentialKinds.length; tries++) {
      if (this.#turns.length === 0) this.#turns.push(...this.#random.shuffled(credentialKinds));
      const at = this.#turns.findIndex((kind) => accepts(sampleOf(kind)));
      if (at < 0) {
        this.#turns.length = 0;
        continue;
      }
      const [kind] = this.#turns.splice(at, 1);
      const credential = kind?.make(this.#random);
      if (credential !== undefined && accepts(credential)) return credential;
    }
    throw new Error("no kind of credential fits the place");
  }

  #note(
    { kind, secrets }: Credential,
    { name, isStructural }: Pick<PlantingPlace, "name" | "isStructural">,
    phrase: string,
    uid: string,
  ): void {
    this.#plants.push({ kind, place: name, isStructural, secrets, phrase, uid });
  }

  #add(timeline: PlantedTimeline): void {
    this.#random.pick(this.#timelines).push(timeline);
  }
}

const samples = new Map<CredentialKind, Credential>();

/** Shows whether a kind fits a place. */
function sampleOf(kind: CredentialKind): Credential {
  const sample = samples.get(kind) ?? kind.make(new Random(0));
  samples.set(kind, sample);
  return sample;
}

const copied: ReadonlySet<string> = new Set([
  "env of a container",
  "value in a ConfigMap",
  "custom resource: spec.password",
  "stringData of a Secret",
]);
