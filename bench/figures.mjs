// What a run measured, as figures for people and programs: each with its bar where there is one, a ratio within one run wherever it can be one.
// `value` is null where this machine does not tell; `met` too, and undefined where there is no bar.

/** The figures of the groups that a run measured, by group. */
export function figuresOf(results) {
  const figures = [];
  for (const [group, of] of Object.entries(byGroup)) {
    if (results[group] === undefined) continue;
    for (const figure of of(results[group], results)) figures.push({ group, ...figure });
  }
  return figures;
}

const byGroup = {
  ingestion: ingestionFigures,
  reading: readingFigures,
  "start-up": startUpFigures,
  state: ({ medianMs, p99Ms, objects }) => [
    atMost(`state of ${objects} objects at a random sequence, median`, medianMs, 3, "ms"),
    atMost("state at a random sequence, 99th percentile", p99Ms, 15, "ms"),
  ],
  files: fileFigures,
  latency: latencyFigures,
  steady: steadyFigures,
  open: openFigures,
  page: pageFigures,
  large: largeFigures,
  player: playerFigures,
};

function ingestionFigures(load) {
  const { wireBytes, framesBytes, storedBytes } = load;
  return [
    atLeast("ingestion, of splitting and parsing alone", ratio(load.kubespyEventsPerSecond, load.ceilingEventsPerSecond), 0.6, "x"),
    atLeast("ingestion, of kubectl get -w -o json", ratio(load.kubespyEventsPerSecond, load.kubectlEventsPerSecond), 8, "x", "kubectl"),
    plain("kubespy, to the last commit", load.kubespyEventsPerSecond, "events/s"),
    plain("splitting and parsing alone", load.ceilingEventsPerSecond, "events/s"),
    plain("kubectl get -w -o json >file", load.kubectlEventsPerSecond, "events/s", "kubectl"),
    plain("processor time, all threads", load.cpuMicrosecondsPerEvent, "us an event", "Linux"),
    atMost("peak memory", mega(load.peakMemoryBytes), 180, "MB", "Linux"),
    atMost("stored, the frames with all indexes, of the wire", ratio(framesBytes, wireBytes), 0.013, "%"),
    plain("stored, with the kept analysis, of the wire", ratio(storedBytes, wireBytes), "%"),
  ];
}

function largeFigures(load, { ingestion }) {
  return [
    atMost("peak memory", mega(load.peakMemoryBytes), 350, "MB", "Linux"),
    ...(ingestion === undefined
      ? []
      : [
          atMost(
            "cost of an event, of the usual load",
            ratio(load.cpuMicrosecondsPerEvent, ingestion.cpuMicrosecondsPerEvent),
            1.15,
            "x",
            "Linux",
          ),
        ]),
    plain("kubespy, to the last commit", load.kubespyEventsPerSecond, "events/s"),
    plain("processor time, all threads", load.cpuMicrosecondsPerEvent, "us an event", "Linux"),
    plain("stored, the frames with all indexes, of the wire", ratio(load.framesBytes, load.wireBytes), "%"),
    plain("stored, with the kept analysis, of the wire", ratio(load.storedBytes, load.wireBytes), "%"),
  ];
}

function readingFigures({ compare, diagnose, show }) {
  const bars = (what, { withCpuMs, withoutCpuMs, parsingCpuMs }, kept, first) => [
    atMost(`${what}, with kept analyses, of parsing the events once`, withCpuMs / parsingCpuMs, kept, "x"),
    atMost(`${what}, the first time, of parsing the events once`, withoutCpuMs / parsingCpuMs, first, "x"),
  ];
  const times = (what, { withCpuMs, withoutCpuMs, parsingCpuMs }) => [
    plain(`${what}, with kept analyses`, withCpuMs, "ms"),
    plain(`${what}, the first time`, withoutCpuMs, "ms"),
    plain(`parsing the events of ${what === "compare" ? "two sessions" : "a session"}`, parsingCpuMs, "ms"),
  ];
  return [
    ...bars("compare", compare, 0.35, 1.2),
    atMost("compare, peak memory", mega(compare.peakMemoryBytes), 300, "MB"),
    ...bars("diagnose", diagnose, 0.1, 0.7),
    ...bars("show", show, 0.1, 0.7),
    ...times("compare", compare),
    ...times("diagnose", diagnose),
    ...times("show", show).slice(0, 2),
  ];
}

function startUpFigures(cpuMs) {
  const node = cpuMs["node -e 0"];
  const bars = {
    "kubespy --help": 1.7,
    "kubespy replay FILE --plain": 3.5,
    "kubespy replay SESSION --at 50%": 4,
    "kubespy record, to the first watch": 5,
  };
  return [
    ...Object.entries(bars).map(([what, bar]) => atMost(`${what}, of node -e 0`, ratio(cpuMs[what], node), bar, "x")),
    ...Object.entries(cpuMs).map(([what, ms]) => plain(what, ms, "ms")),
  ];
}

function fileFigures(files, { ingestion }) {
  return [
    atLeast("export", files.exportEventsPerSecond, 15_000, "events/s"),
    atLeast("import", files.importEventsPerSecond, 15_000, "events/s"),
    ...(ingestion === undefined
      ? []
      : [atMost("exported .kubespy.gz, of the wire", files.exportedBytes / ingestion.wireBytes, 0.0042, "%")]),
    plain("exported .kubespy.gz", files.exportedBytes / 1024, "KiB"),
    plain("export, processor time", files.exportCpuMs, "ms"),
    plain("import, processor time", files.importCpuMs, "ms"),
  ];
}

function latencyFigures({ perSecond, screen, commit, bare, beyondBareMs }) {
  return [
    atMost("to the terminal beyond the bare reader, 99th percentile", beyondBareMs, 50, "ms"),
    atMost("to the commit, 99th percentile", commit.p99Ms, 300, "ms"),
    plain(`at ${perSecond} events/s to the terminal, median`, screen.medianMs, "ms"),
    plain("to the terminal, 99th percentile", screen.p99Ms, "ms"),
    plain("a bare reader that prints each line, median", bare.medianMs, "ms"),
    plain("a bare reader that prints each line, 99th percentile", bare.p99Ms, "ms"),
    plain("to the commit, median", commit.medianMs, "ms"),
  ];
}

function steadyFigures({ minute, idleShare, day }) {
  return [
    atMost("record on a terminal, of kubectl get -w -o json", minute.screenOfKubectl, 2.5, "x", "kubectl"),
    atMost("recording a quiet namespace, of a processor", idleShare, 0.01, "%", "Linux"),
    plain("record into a file, of kubectl get -w -o json", minute.fileOfKubectl, "x", "kubectl"),
    plain("record --quiet, of kubectl get -w -o json", minute.quietOfKubectl, "x", "kubectl"),
    plain(`record on a terminal, ${minute.perSecond} changes/s for ${minute.seconds} s`, minute.screenMs, "ms"),
    plain("record into a file", minute.fileMs, "ms"),
    plain("record --quiet", minute.quietMs, "ms"),
    plain("kubectl get -w -o json", minute.kubectlMs, "ms", "kubectl"),
    plain(`${day.perSecond} changes/s for a day, processor time`, day.cpuSeconds, "s", "Linux"),
    plain(`${day.perSecond} changes/s for a day, on disk`, mega(day.bytes), "MB"),
  ];
}

function openFigures(live) {
  return [
    atMost("open while recording, behind the terminal, 99th percentile", live?.behindMs ?? null, 250, "ms", "Chromium"),
    atMost("open while recording, steps dropped", live?.dropped ?? null, 0, "steps", "Chromium"),
    plain("to the page, median", live?.page.medianMs ?? null, "ms", "Chromium"),
    plain("to the page, 99th percentile", live?.page.p99Ms ?? null, "ms", "Chromium"),
  ];
}

function pageFigures({ appBytes, comparisonAppBytes, beyondAppOfRecording, painted, large }) {
  const paintedOf = (page) => (page === undefined ? null : page.paintedMs / page.nodeMs);
  return [
    atMost("the page's program, gzip -9", appBytes / 1024, 130, "KiB"),
    atMost("the page's program with comparison, gzip -9", comparisonAppBytes / 1024, 160, "KiB"),
    atMost("page beyond its program, of the recording, bundled", beyondAppOfRecording.bundled, 1.5, "x"),
    atMost("page beyond its program, of the recording, 100,000 frames", beyondAppOfRecording.large, 1.5, "x"),
    atMost("verdict and timeline painted, of the same in Node", paintedOf(painted?.usual), 1.5, "x", "Chromium"),
    atMost("verdict and timeline of 100,000 frames painted, of the same in Node", paintedOf(painted?.large), 1.5, "x", "Chromium"),
    atMost("page of 100,000 frames: a random step, median", large.stepMs?.median ?? null, 100, "ms", "Chromium"),
    atMost("page of 100,000 frames: memory after 50 steps", mega(large.bytes ?? null), 400, "MB", "Chromium"),
    plain("page of a bundled recording painted", painted?.usual.paintedMs ?? null, "ms", "Chromium"),
    plain("page of 100,000 frames painted", painted?.large.paintedMs ?? null, "ms", "Chromium"),
    plain("its first step", large.firstStepMs ?? null, "ms", "Chromium"),
    plain("its random steps, 99th percentile", large.stepMs?.p99 ?? null, "ms", "Chromium"),
  ];
}

function playerFigures({ small, large }) {
  return [
    atMost("first whole screen of a small session, of replay --at", small.firstScreenCpuMs / small.replayAtCpuMs, 1.5, "x"),
    atMost("first whole screen of 1,000,000 frames, of replay --at", large.firstScreenCpuMs / large.replayAtCpuMs, 2.5, "x"),
    atMost("a step, 1,000,000 frames, 99th percentile", large.stepP99Ms, 50, "ms"),
    plain("a step, 1,000,000 frames, median", large.stepMedianMs, "ms"),
    plain("first whole screen of a small session", small.firstScreenMs, "ms"),
    plain("first whole screen of 1,000,000 frames", large.firstScreenMs, "ms"),
  ];
}

function atLeast(what, value, bar, unit, needs) {
  return { what, value, unit, rule: "at least", bar, met: value === null ? null : value >= bar, needs };
}

function atMost(what, value, bar, unit, needs) {
  return { what, value, unit, rule: "at most", bar, met: value === null ? null : value <= bar, needs };
}

function plain(what, value, unit, needs) {
  return { what, value, unit, needs };
}

function ratio(value, of) {
  return value === null || of === null ? null : value / of;
}

function mega(bytes) {
  return bytes === null ? null : bytes / 1e6;
}
