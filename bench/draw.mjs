// Writes what was measured into README.md, between markers: the figures of results.json and the curves of scale.json.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./processes.mjs";
import { scaleText } from "./scale/scale-text.mjs";
import { amount, machineText, verdictOf } from "./table.mjs";

const folder = join(root, "bench");
const readme = join(folder, "README.md");

/** Each with the file that it is drawn from and how. */
const sections = { results: resultsText, scale: scaleText };

/** Says what was drawn. */
export function drawReadme() {
  const before = readFileSync(readme, "utf8");
  const names = Object.keys(sections);
  writeFileSync(
    readme,
    names.reduce((text, name) => withSection(text, name, sectionOf(name)), before),
  );
  return names
    .map((name) => `${name} of bench/README.md: ${existsSync(fileOf(name)) ? `drawn from ${name}.json` : "not measured yet"}\n`)
    .join("");
}

/** What stands between the markers of a section. */
export function sectionOf(name) {
  if (!existsSync(fileOf(name))) return "Not measured yet.";
  return sections[name](JSON.parse(readFileSync(fileOf(name), "utf8")));
}

function fileOf(name) {
  return join(folder, `${name}.json`);
}

/** With this text between the markers of the section. */
export function withSection(text, name, section) {
  const [begin, end] = [`<!-- ${name}: drawn by --draw -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`bench/README.md has no section between ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}

function resultsText({ machine, rounds, seconds, figures }) {
  const bars = figures.filter(({ rule }) => rule !== undefined);
  const missed = bars.filter(({ met }) => met === false);
  const others = figures.filter(({ rule }) => rule === undefined);
  return [
    `Measured in ${seconds} s with ${rounds} rounds (${machineText(machine)}): ${bars.filter(({ met }) => met).length} of ${bars.length} bars met.`,
    "### Missed bars",
    missed.length === 0 ? "None." : barTable(missed),
    "### All bars",
    barTable(bars),
    "### Printed without a bar",
    [
      "| group | figure | measured |",
      "| --- | --- | ---: |",
      ...others.map(({ group, what, value, unit }) => `| ${group} | ${what} | ${shown(value, unit)} |`),
    ].join("\n"),
  ].join("\n\n");
}

function barTable(bars) {
  const rows = bars.map((figure) => {
    const { group, what, value, unit, rule, bar } = figure;
    return `| ${group} | ${what} | ${shown(value, unit)} | ${rule} ${amount(bar, unit)} | ${verdictOf(figure)} |`;
  });
  return ["| group | figure | measured | bar | verdict |", "| --- | --- | ---: | --- | --- |", ...rows].join("\n");
}

function shown(value, unit) {
  return value === null ? "not known" : amount(value, unit);
}
