import { randomInt } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { credentialKinds } from "./kinds/credential-kinds.js";
import { type LeftPlant, type Measurement, measureShare } from "./measure-share.js";
import { plant } from "./plant.js";
import { allNamedPlaces } from "./sharing-table.js";

/** Another one in each run; `KUBESPY_SHARE_SEED` repeats one. */
const seed = Number(process.env["KUBESPY_SHARE_SEED"] ?? randomInt(2 ** 31));
const repeat = `repeat it with KUBESPY_SHARE_SEED=${seed}`;
const maxRunMs = 240_000;

describe(`credentials planted with the seed ${seed}`, () => {
  let measured: Measurement;

  beforeAll(async () => {
    process.stdout.write(`planted credentials: seed ${seed}\n`);
    measured = await measureShare(plant(seed));
  }, maxRunMs);

  it("a session full of credentials can be shared: its proof finds nothing", () => {
    expect(measured.failure, repeat).toBeUndefined();
  });

  it("nothing is left of a credential in a place where a rule finds it", () => {
    const left = measured.left.filter(({ plant }) => plant.isStructural);
    expect(left.map(described), repeat).toEqual([]);
  });

  it("at least 98 % of the credentials in free text are found", () => {
    const planted = measured.planting.plants.filter(({ isStructural }) => !isStructural);
    const left = measured.left.filter(({ plant }) => !plant.isStructural);
    expect(left.length <= 0.02 * planted.length, `${left.length} of ${planted.length}; ${repeat}\n${left.map(described).join("\n")}`).toBe(
      true,
    );
  });

  it("at most 2 % of what only looks like a credential are lost", () => {
    const planted = measured.planting.lookAlikes;
    const lost = measured.lost.map(({ lookAlike, became }) => `${lookAlike.name}: ${short(lookAlike.text)} became ${short(became)}`);
    expect(lost.length <= 0.02 * planted.length, `${lost.length} of ${planted.length}; ${repeat}\n${lost.join("\n")}`).toBe(true);
  });
});

describe("the generator", () => {
  it("plants credentials of at least 40 kinds in at least 40 places, each in every run", () => {
    const { plants } = plant(seed);
    const kinds = new Set(plants.map(({ kind }) => kind));
    const places = new Set(plants.map(({ place }) => place));
    expect(kinds).toEqual(new Set(credentialKinds.map(({ name }) => name)));
    expect(places).toEqual(new Set(allNamedPlaces().map(({ name }) => name)));
    expect(kinds.size).toBeGreaterThanOrEqual(40);
    expect(places.size).toBeGreaterThanOrEqual(40);
  });

  it("plants the same with the same seed", () => {
    expect(plant(seed).plants).toEqual(plant(seed).plants);
  });
});

function described({ plant, within }: LeftPlant): string {
  return `${plant.kind} in ${plant.place}: ${short(plant.phrase)} is left in ${short(within)}`;
}

function short(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
