// What is to be reached, beside what was: the bars of speed, size and memory, each a ratio within one run wherever it can be one.

/** `met` is null where this machine or this run does not tell. */
export function barsOf(results) {
  const { ingestion, large, state, firstScreenMs, startUpMs, files, compare, latency, openLive, idleShare } = results;
  const of = large ?? ingestion;
  const wireBytes = of.wireBytesPerEvent * of.events;
  const node = startUpMs["node -e 0"];
  return [
    atLeast(
      "ingestion, of the split-and-parse ceiling",
      ratio(ingestion.kubespyEventsPerSecond, ingestion.ceilingEventsPerSecond),
      0.6,
      "x",
    ),
    atLeast("ingestion, of kubectl get -w -o json", ratio(ingestion.kubespyEventsPerSecond, ingestion.kubectlEventsPerSecond), 8, "x"),
    atMost("stored with all indexes, of the wire", ratio(of.storedBytesPerEvent, of.wireBytesPerEvent), 0.05, "%"),
    atMost("exported .kubespy.gz, of the wire", ratio(files.exportedBytes, wireBytes), 0.01, "%"),
    atMost("peak memory, usual load", mega(ingestion.peakMemoryBytes), 200, "MB"),
    ...(large === undefined ? [] : barsOfLarge(ingestion, large)),
    atMost("state at a random sequence, median", state.medianMs, 3, "ms"),
    atMost("state at a random sequence, 99th percentile", state.p99Ms, 15, "ms"),
    atMost("replay --at as a process, of node -e 0", ratio(startUpMs["kubespy replay SESSION --at 50%"], node), 5, "x"),
    atMost("first screen of the player", firstScreenMs, 500, "ms"),
    atLeast("export", files.exportEventsPerSecond, 15_000, "events/s"),
    atLeast("import", files.importEventsPerSecond, 15_000, "events/s"),
    atMost("compare of two 40,000-event sessions", compare.ms / 1000, 3, "s"),
    atMost("peak memory of that comparison", mega(compare.peakMemoryBytes), 400, "MB"),
    atMost("from the wire to the terminal, 99th percentile", latency.screen.p99Ms, 50, "ms"),
    atMost("from the wire to the commit, 99th percentile", latency.commit.p99Ms, 300, "ms"),
    atMost("open while recording, behind the terminal, 99th percentile", openLive?.behindMs ?? null, 250, "ms"),
    atMost("open while recording, steps dropped", openLive?.dropped ?? null, 0, "steps"),
    atMost("record, to the first watch, of node -e 0", ratio(startUpMs["kubespy record, to the first watch"], node), 6, "x"),
    atMost("recording a quiet namespace, of a processor", idleShare, 0.01, "%"),
    ...barsOfPage(page),
  ];
}

function barsOfLarge(usual, large) {
  return [
    atMost("peak memory, large load", mega(large.peakMemoryBytes), 400, "MB"),
    atMost("cost of an event, large load of usual", ratio(usual.kubespyEventsPerSecond, large.kubespyEventsPerSecond), 1.15, "x"),
  ];
}

function barsOfPage({ appBytes, comparisonAppBytes, beyondAppOfRecording, painted, large }) {
  const paintedOf = ({ paintedMs, nodeMs } = { paintedMs: null, nodeMs: null }) => ratio(paintedMs, nodeMs);
  return [
    atMost("the page's program, gzip -9", appBytes / 1024, 130, "KiB"),
    atMost("the page's program with comparison, gzip -9", comparisonAppBytes / 1024, 160, "KiB"),
    atMost("page beyond its program, of the recording, bundled", beyondAppOfRecording.bundled, 1.5, "x"),
    atMost("page beyond its program, of the recording, 100,000 frames", beyondAppOfRecording.large, 1.5, "x"),
    atMost("verdict and timeline painted, of the same in Node", paintedOf(painted?.usual), 1.5, "x"),
    atMost("the same, 100,000 frames", paintedOf(painted?.large), 1.5, "x"),
    atMost("page of 100,000 frames: a random step, median", large.stepMs?.median ?? null, 100, "ms"),
    atMost("page of 100,000 frames: memory after 50 steps", mega(large.bytes ?? null), 400, "MB"),
  ];
}

function atLeast(what, value, bar, unit) {
  return { what, value, bar, unit, rule: "at least", met: value === null ? null : value >= bar };
}

function atMost(what, value, bar, unit) {
  return { what, value, bar, unit, rule: "at most", met: value === null ? null : value <= bar };
}

function ratio(value, of) {
  return value === null || of === null ? null : value / of;
}

function mega(bytes) {
  return bytes === null ? null : bytes / 1e6;
}
