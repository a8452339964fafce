// The results for people: what was measured, then each bar with whether it was met.
export function table(results, bars) {
  const { machine, ingestion, large, profile } = results;
  const heading = `${machine.processors} x ${machine.cpu}, node ${machine.node}\n`;
  const loads = [ingestion, ...(large === undefined ? [] : [large])].map(loadText).join("\n");
  return `${heading}\n${loads}\n${columns(otherRows(results))}\n${columns(bars.map(barRow))}${profile === undefined ? "" : profileText(profile)}`;
}

function loadText(load) {
  const heading = `${number(load.events)} watch events of ${number(load.objects)} Pods, ${number(load.wireBytesPerEvent)} B each, rounds: ${load.rounds}\n`;
  return (
    heading +
    columns([
      ["  ingestion, to the last commit", `${number(load.kubespyEventsPerSecond)} events/s`],
      ["  ceiling: split lines, JSON.parse", `${number(load.ceilingEventsPerSecond)} events/s`],
      [
        "  kubectl get -w -o json >file",
        load.kubectlEventsPerSecond === null ? "not run" : `${number(load.kubectlEventsPerSecond)} events/s`,
      ],
      ["  processor time, all threads", unless(load.cpuMicrosecondsPerEvent, (us) => `${number(us)} us an event`)],
      ["  stored, with all indexes", `${number(load.storedBytesPerEvent)} B an event`],
      ["  peak memory", unless(load.peakMemoryBytes, (bytes) => `${number(bytes / 1e6)} MB`)],
    ])
  );
}

function otherRows({ state, startUpMs, files, compare, latency, page }) {
  return [
    [
      `state of ${number(state.objects)} objects at a sequence`,
      `${number(state.medianMs)} ms`,
      `99th percentile ${number(state.p99Ms)} ms`,
    ],
    ...Object.entries(startUpMs).map(([name, ms]) => [name, `${number(ms)} ms`]),
    ["exported file", `${number(files.exportedBytes)} B`],
    ["two sessions compared, processor time", `${number(compare.cpuMs)} ms`],
    [
      `at ${latency.perSecond} events/s, to the terminal`,
      `${number(latency.screen.medianMs)} ms`,
      `99th percentile ${number(latency.screen.p99Ms)} ms`,
    ],
    [
      `at ${latency.perSecond} events/s, to the commit`,
      `${number(latency.commit.medianMs)} ms`,
      `99th percentile ${number(latency.commit.p99Ms)} ms`,
    ],
    ...pageRows(page),
  ];
}

function pageRows({ painted, large }) {
  if (painted === null) return [["page in a browser", "not known here", "needs chromium"]];
  return [
    [
      "page of a bundled recording painted",
      `${number(painted.usual.paintedMs)} ms`,
      `shell ${number(painted.usual.shellMs)} ms, in Node ${number(painted.usual.nodeMs)} ms`,
    ],
    [
      "page of 100,000 frames painted",
      `${number(painted.large.paintedMs)} ms`,
      `shell ${number(painted.large.shellMs)} ms, in Node ${number(painted.large.nodeMs)} ms`,
    ],
    ["its first step", `${number(large.firstStepMs)} ms`, `random steps: 99th percentile ${number(large.stepMs.p99)} ms`],
    ["its memory after the first step", unless(large.afterOpeningBytes, (bytes) => `${number(bytes / 1e6)} MB`)],
  ];
}

function barRow({ what, value, bar, unit, rule, met }) {
  const verdict = met === null ? "not known here" : met ? "met" : "MISSED";
  return [what, unless(value, (known) => amount(known, unit)), `${rule} ${amount(bar, unit)}`, verdict];
}

function amount(value, unit) {
  if (unit === "%") return `${(value * 100).toFixed(2)} %`;
  return `${number(value)}${unit === "x" || unit === "" ? unit : ` ${unit}`}`;
}

function columns(rows) {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([what, value, ...rest]) => [
      what.padEnd(widths[0]),
      value.padStart(widths[1]),
      ...rest.map((text, i) => text.padEnd(widths[i + 2] ?? 0)),
    ])
    .map((cells) => `${cells.join("  ").trimEnd()}\n`)
    .join("");
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

function number(value) {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

function unless(value, text) {
  return value === null ? "not known here" : text(value);
}
