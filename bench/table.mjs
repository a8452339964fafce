// The results for people.
export function table(results) {
  const { machine, load, ingestion, state, startUpMs, profile } = results;
  const rows = [
    ["ingestion, to the last commit", `${number(ingestion.kubespyEventsPerSecond)} events/s`, ""],
    [
      "  ceiling: split lines, JSON.parse",
      `${number(ingestion.ceilingEventsPerSecond)} events/s`,
      ratio(ingestion.kubespyEventsPerSecond, ingestion.ceilingEventsPerSecond, "of it reached"),
    ],
    ingestion.kubectlEventsPerSecond === null
      ? ["  kubectl get -w -o json", "kubectl is not here", ""]
      : [
          "  kubectl get -w -o json",
          `${number(ingestion.kubectlEventsPerSecond)} events/s`,
          ratio(ingestion.kubespyEventsPerSecond, ingestion.kubectlEventsPerSecond, "as fast as it"),
        ],
    ["processor time", micro(ingestion.cpuMicrosecondsPerEvent), ""],
    [
      "stored, with all indexes",
      `${number(ingestion.storedBytesPerEvent)} B an event`,
      percent(ingestion.storedBytesPerEvent, load.wireBytesPerEvent),
    ],
    ["peak memory", mega(ingestion.peakMemoryBytes), ""],
    [`state of ${state.objects} objects at a sequence`, `${state.medianMs.toFixed(2)} ms`, `99th percentile ${state.p99Ms.toFixed(2)} ms`],
    ...Object.entries(startUpMs).map(([name, ms]) => [
      name,
      `${ms.toFixed(0)} ms`,
      name === "node -e 0" ? "" : ratio(ms, startUpMs["node -e 0"], "node -e 0"),
    ]),
  ];
  const heading = `${load.events} watch events of ${load.objects} Pods, ${number(load.wireBytesPerEvent)} B each; ${machine.processors} x ${machine.cpu}, node ${machine.node}\n`;
  return `${heading}\n${columns(rows)}${profile === undefined ? "" : profileText(profile)}`;
}

function columns(rows) {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(([what, value, note]) => `${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${note}`.trimEnd())
    .join("\n")
    .concat("\n");
}

function profileText(threads) {
  return threads
    .map(({ thread, busyMs, idleMs, spots }) => {
      const lines = spots.map(
        ({ place, ms, share }) => `  ${(share * 100).toFixed(1).padStart(5)} % ${String(ms).padStart(6)} ms  ${place}`,
      );
      return `\n${thread}: ${busyMs} ms busy, ${idleMs} ms idle\n${lines.join("\n")}\n`;
    })
    .join("");
}

function number(value) {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(value < 10 ? 2 : 0);
}

function ratio(value, to, words) {
  return `${(value / to).toFixed(2)}x ${words}`;
}

function percent(value, of) {
  return `${((value / of) * 100).toFixed(1)} % of the wire`;
}

function micro(value) {
  return value === null ? "not known here" : `${value.toFixed(0)} us an event`;
}

function mega(bytes) {
  return bytes === null ? "not known here" : `${(bytes / 1e6).toFixed(0)} MB`;
}
