// Figures as text for people: by group, those with a bar first, each with its verdict.

/** `titles`: of the groups, by name. */
export function table({ machine, figures, profile }, titles) {
  const names = [...new Set(figures.map(({ group }) => group))];
  const rows = figures.map((figure) => ({ figure, cells: cellsOf(figure) }));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => cells[column].length)));
  const text = names.map((name) => {
    const lines = rows.filter(({ figure }) => figure.group === name).map(({ cells }) => line(cells, widths));
    return `\n${name}: ${titles[name]}\n${lines.join("")}`;
  });
  return `${machineText(machine)}\n${text.join("")}\n${countText(figures)}\n${profile === undefined ? "" : profileText(profile)}`;
}

export function machineText({ processors, cpu, node, commit, missing }) {
  const absent = missing.length === 0 ? "" : `; not here: ${missing.join(", ")}`;
  return `commit ${commit}, ${processors} x ${cpu}, node ${node}${absent}`;
}

/** "MISSED by 12 %": how far beyond the bar, of the bar. */
export function verdictOf({ value, rule, bar, met, unit }) {
  if (rule === undefined) return "";
  if (met === null) return "not known";
  if (met) return "met";
  if (bar === 0) return `MISSED by ${amount(value, unit)}`;
  const share = rule === "at most" ? value / bar - 1 : 1 - value / bar;
  return `MISSED by ${number(share * 100)} %`;
}

export function amount(value, unit) {
  if (unit === "%") return `${(value * 100).toFixed(2)} %`;
  return `${number(value)} ${unit}`;
}

export function columns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join("  ")}`.trimEnd());
}

function cellsOf(figure) {
  const { what, value, unit, rule, bar, needs } = figure;
  const shown = value === null ? `needs ${needs ?? "another machine"}` : amount(value, unit);
  return [what, shown, rule === undefined ? "" : `${rule} ${amount(bar, unit)}`, verdictOf(figure)];
}

function line([what, value, bar, verdict], widths) {
  return `${`  ${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${bar.padEnd(widths[2])}  ${verdict}`.trimEnd()}\n`;
}

function countText(figures) {
  const count = (met) => figures.filter((figure) => figure.met === met).length;
  return `bars: ${count(true)} met, ${count(false)} missed, ${count(null)} not known`;
}

function profileText({ threads, scans }) {
  return `${threads.map(threadText).join("")}${scansText(scans)}`;
}

/** Per event: see scans.mjs. */
function scansText({ bytes, incrementalUs, wholeUs, parseUs }) {
  const figures = [`${number(incrementalUs)} µs along the last revision`, `${number(wholeUs)} µs without it`];
  return `\nan event of ${number(bytes)} bytes, checked and made a delta of: ${figures.join(", ")} (JSON.parse alone: ${number(parseUs)} µs)\n`;
}

function threadText({ thread, busyMs, idleMs, spots }) {
  const lines = spots.map(({ place, ms, share }) => `  ${(share * 100).toFixed(1).padStart(5)} % ${String(ms).padStart(6)} ms  ${place}`);
  return `\n${thread}: ${busyMs} ms busy, ${idleMs} ms idle\n${lines.join("\n")}\n`;
}

export function number(value) {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
