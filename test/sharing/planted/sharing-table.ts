import { readFileSync, writeFileSync } from "node:fs";
import { credentialKinds } from "./kinds/credential-kinds.js";
import { lookAlikeKinds } from "./look-alikes.js";
import { type Measurement, measureShare } from "./measure-share.js";
import { allPlaces } from "./places/places.js";
import { copyPlace, type Plant, plant } from "./plant.js";

export const tableBegin = "<!-- measured: begin -->";
export const tableEnd = "<!-- measured: end -->";

/** Writes what `share` leaves and loses into the document, between its two marks. Started by scripts/sharing-table.mjs, which bundles it. */
export async function writeSharingTable(path: string, seeds: readonly number[], log: (text: string) => void): Promise<void> {
  const measurements: Measurement[] = [];
  for (const seed of seeds) {
    const measurement = await measureShare(plant(seed));
    log(`seed ${seed}: ${measurement.failure ?? `${measurement.left.length} left, ${measurement.lost.length} lost`}`);
    measurements.push(measurement);
  }
  const failed = measurements.find(({ failure }) => failure !== undefined);
  if (failed !== undefined) throw new Error(`seed ${failed.planting.seed}: ${failed.failure}`);
  writeFileSync(path, withTable(readFileSync(path, "utf8"), sharingTable(measurements)));
}

/** A document with another table. */
export function withTable(document: string, table: string): string {
  const [begin, end] = [document.indexOf(tableBegin), document.indexOf(tableEnd)];
  if (begin < 0 || end < begin) throw new Error(`no ${tableBegin} and ${tableEnd}`);
  return `${document.slice(0, begin + tableBegin.length)}\n\n${table}\n${document.slice(end)}`;
}

/** What was planted, by place and by kind, with what is left; what had to stay, with what was lost. */
export function sharingTable(measurements: readonly Measurement[]): string {
  const plants = measurements.flatMap(({ planting }) => planting.plants);
  const left = measurements.flatMap((each) => each.left.map((one) => one.plant));
  const lookAlikes = measurements.flatMap(({ planting }) => planting.lookAlikes.map(({ name }) => name));
  const lost = measurements.flatMap((each) => each.lost.map(({ lookAlike }) => lookAlike.name));
  const row = (name: string, isIn: (plant: Plant) => boolean) => [name, ...counts(plants.filter(isIn).length, left.filter(isIn).length)];
  const structural = (plant: Plant) => plant.isStructural;
  const freeText = (plant: Plant) => !plant.isStructural;
  return [
    `${measurements.length} runs, with the seeds ${measurements.map(({ planting }) => planting.seed).join(", ")}.`,
    table(
      ["", "planted", "left", "share"],
      [
        row(`structural places (${placeNames(true).length})`, structural),
        row(`free text (${placeNames(false).length} places)`, freeText),
        [`look-alikes (${lookAlikeKinds.length} kinds)`, ...counts(lookAlikes.length, lost.length, "lost ")],
      ],
    ),
    table(
      ["place", "found by", "planted", "left"],
      allNamedPlaces().map(({ name, isStructural }) => {
        const isHere = ({ place }: Plant) => place === name;
        return [name, isStructural ? "its place" : "detectors", `${plants.filter(isHere).length}`, `${left.filter(isHere).length}`];
      }),
    ),
    table(
      ["kind of credential", "planted in structural places", "left", "planted in free text", "left"],
      credentialKinds.map(({ name }) => {
        const count = (all: readonly Plant[], isIn: (plant: Plant) => boolean) =>
          `${all.filter((each) => each.kind === name && isIn(each)).length}`;
        return [name, count(plants, structural), count(left, structural), count(plants, freeText), count(left, freeText)];
      }),
    ),
    table(
      ["look-alike", "planted", "lost"],
      lookAlikeKinds.map(({ name }) => {
        const count = (names: readonly string[]) => `${names.filter((each) => each === name).length}`;
        return [name, count(lookAlikes), count(lost)];
      }),
    ),
  ].join("\n\n");
}

/** Places of objects and sessions, and the one that both have in common. */
export function allNamedPlaces(): readonly { readonly name: string; readonly isStructural: boolean }[] {
  return [...allPlaces, { name: copyPlace, isStructural: true }];
}

function placeNames(isStructural: boolean): readonly string[] {
  return allNamedPlaces()
    .filter((place) => place.isStructural === isStructural)
    .map(({ name }) => name);
}

function counts(planted: number, left: number, word = ""): readonly string[] {
  return [`${planted}`, `${word}${left}`, `${((100 * left) / Math.max(planted, 1)).toFixed(2)} %`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
