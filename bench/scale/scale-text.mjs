// The curves as Markdown: for each axis a table of costs with their growth, and charts on logarithmic axes.
import asciichart from "asciichart";
import { machineText, number } from "../table.mjs";
import { axes, curves, growthOf, pointsOf } from "./curves.mjs";

export function scaleText({ machine, points }) {
  const sections = Object.values(axes).map((axis) => axisText(axis, points));
  return `Measured once, not in the run of the bars (${machineText(machine)}).\n\n${sections.join("\n\n")}`;
}

function axisText(axis, points) {
  const heads = axis.values.map((value) => value.toLocaleString("en"));
  const rows = curves.map((curve) => ({ ...curve, values: valuesOf(curve, axis, points) }));
  const lines = [
    `| over ${axis.title} | ${heads.join(" | ")} | growth |`,
    `| --- |${" ---: |".repeat(heads.length)} --- |`,
    ...rows.map(({ title, values, reason }) => `| ${title} | ${values.map(duration).join(" | ")} | ${growthText(values, reason)} |`),
  ];
  const charts = rows.filter(({ values }) => isWorthDrawing(values)).map(({ title, values }) => chart(title, values, heads));
  return `${lines.join("\n")}\n\n\`\`\`\n${inPairs(charts)}\n\`\`\``;
}

function valuesOf({ of }, axis, points) {
  return pointsOf(axis).map((at) => points.find(({ events, objects }) => events === at.events && objects === at.objects)?.[of] ?? null);
}

/** A level line says no more than its row of the table. */
function isWorthDrawing(values) {
  return values.every((value) => value > 0) && Math.max(...values) >= 2 * Math.min(...values);
}

/** The exponent is of the last tenfold step. */
function growthText(values, reason) {
  const growth = growthOf(values);
  if (growth === undefined) return "not known";
  const { exponent, isLinear } = growth;
  const times = `x ${number(10 ** exponent)}`;
  if (exponent < 0.3) return `${times}: hardly any`;
  if (exponent < 0.88) return `${times}: less than linear`;
  if (isLinear) return `${times}: linear`;
  return `${times}: **more than linear**${reason === undefined ? "" : `: ${reason}`}`;
}

const height = 5;
const columnsPerStep = 9;
const labelWidth = 9;

/** Both axes logarithmic: a straight line that rises by one decade a step is linear growth. */
function chart(title, values, heads) {
  const logs = values.map(Math.log10);
  const line = logs
    .slice(1)
    .flatMap((log, i) => Array.from({ length: columnsPerStep }, (_, at) => logs[i] + ((log - logs[i]) * at) / columnsPerStep));
  line.push(logs.at(-1));
  const middle = (Math.max(...logs) + Math.min(...logs)) / 2;
  // At least a decade, so that noise does not look like growth.
  const [min, max] = [Math.min(...logs, middle - 0.5), Math.max(...logs, middle + 0.5)];
  const drawn = asciichart.plot(line, { height, min, max, format: (log) => duration(10 ** log).padStart(labelWidth) });
  const scale = `${" ".repeat(labelWidth + 2)}${heads.map((head) => head.padEnd(columnsPerStep)).join("")}`;
  return [title, ...drawn.split("\n"), scale.trimEnd()];
}

function inPairs(charts) {
  const width = labelWidth + 3 + columnsPerStep * 4;
  const texts = [];
  for (let i = 0; i < charts.length; i += 2) {
    const [left, right = []] = charts.slice(i, i + 2);
    texts.push(left.map((text, row) => `${text.padEnd(width)}  ${right[row] ?? ""}`.trimEnd()).join("\n"));
  }
  return texts.join("\n\n");
}

function duration(ms) {
  if (ms === null) return "not known";
  return ms >= 1000 ? `${number(ms / 1000)} s` : `${number(ms)} ms`;
}
