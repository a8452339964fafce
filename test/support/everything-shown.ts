import { markdownOf } from "../../src/commands/export/markdown-of.js";
import { compareGroups } from "../../src/compare/compare-groups.js";
import { compareRuns } from "../../src/compare/compare-runs.js";
import { findingsUntil, readRun, revisionAt } from "../../src/compare/run/read-run.js";
import { diagnose, readDiagnosis } from "../../src/diagnosis/engine/diagnose.js";
import { makePatch } from "../../src/diff/json-patch.js";
import { analyse } from "../../src/interpret/analyse.js";
import { FrameInterpreter, interpreterOptionsOf, interpretFrames } from "../../src/interpret/frame-interpreter.js";
import { FrameNarrator, interpretAt } from "../../src/interpret/interpret-at.js";
import { systemClock } from "../../src/io/clock.js";
import { readinessOf } from "../../src/lifecycle/fields/readiness.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { pendingOf } from "../../src/lifecycle/pending/pending-of.js";
import { ContainerEnds } from "../../src/lifecycle/session/container-ends.js";
import type { SessionReader } from "../../src/model/session.js";
import { searchText } from "../../src/replay/wanted.js";
import { comparisonJson } from "../../src/report/comparison/comparison-json.js";
import { comparisonMarkdown } from "../../src/report/comparison/comparison-markdown.js";
import { comparisonText } from "../../src/report/comparison/comparison-text.js";
import { trendText } from "../../src/report/comparison/trend-text.js";
import { omissionsOf } from "../../src/report/findings/coverage-lines.js";
import { findingNewsLine } from "../../src/report/findings/finding-news-line.js";
import { findingsJson } from "../../src/report/findings/findings-json.js";
import { findingsText } from "../../src/report/findings/findings-text.js";
import { overviewJson } from "../../src/report/overview/overview-json.js";
import { overviewText } from "../../src/report/overview/overview-text.js";
import { timeBase } from "../../src/report/overview/session-display.js";
import { sessionJson, sessionTable } from "../../src/report/overview/session-table.js";
import { liveLine } from "../../src/report/replay/live-line.js";
import { replayEnding } from "../../src/report/replay/replay-ending.js";
import { frameJson, worldJson } from "../../src/report/replay/replay-json.js";
import { ReplayText } from "../../src/report/replay/replay-text.js";
import { StageTrails } from "../../src/report/replay/stage-trails.js";
import { worldText } from "../../src/report/replay/world-text.js";
import { jsonLine } from "../../src/report/terminal/json-line.js";
import { traceJson } from "../../src/report/trace/trace-json.js";
import { traceLines } from "../../src/report/trace/trace-lines.js";
import { Tracer } from "../../src/report/trace/tracer.js";
import { type Pane, startState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { rowsAround } from "../../src/tui/tasks/rows-around.js";
import { WorldReader } from "../../src/tui/tasks/world.js";
import { Yielder } from "../../src/tui/tasks/yielder.js";
import { view } from "../../src/tui/view/view.js";
import { collect } from "./histories.js";

/** What people see of a session: text of a command in a pipe and in a terminal without colour, JSON, Markdown, and the screens of the player. */
export interface Shown {
  /** The command, and how it is shown: "replay --full, terminal". */
  readonly where: string;
  readonly text: string;
}

const screens = [{ colour: false }, { colour: false, columns: 100 }] as const;

/** Everything that kubespy says of a session, and of its comparison with another one: all that is derived from frames is derived, and shown in every form. */
export async function everythingShown(reader: SessionReader, other: SessionReader = reader): Promise<readonly Shown[]> {
  return [
    ...(await replayed(reader)),
    ...(await overviewed(reader)),
    ...(await exported(reader)),
    ...(await diagnosed(reader)),
    ...(await compared(reader, other)),
    ...(await traced(reader)),
    ...(await played(reader)),
  ];
}

async function replayed(reader: SessionReader): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  const { header } = reader.summary;
  for (const changes of [{}, { noise: true, kubeEvents: true, initial: true }])
    for (const screen of screens) {
      const text = new ReplayText({ ...screen, namespaces: true, base: timeBase(reader.summary) });
      const trails = new StageTrails();
      const interpreter = new FrameInterpreter({ ...interpreterOptionsOf(header), changes });
      for await (const step of interpretFrames(reader, undefined, interpreter)) {
        if (step.kind === "object") trails.add(step);
        shown.push({ where: "replay", text: text.step(step, { full: true }) });
        shown.push({ where: "live line", text: liveLine(step, { ...screen, namespaces: true }) });
        shown.push({ where: "replay -o json", text: jsonLine(frameJson(step, { full: true })) });
        for (const news of step.news)
          shown.push({ where: "news", text: findingNewsLine(news, step.frame.offsetMs, { ...screen, namespaces: true }) });
        if (step.kind === "object") {
          shown.push({ where: "patch", text: jsonLine(makePatch(step.before, step.frame.revision.object)) });
          outcomeOf(step.frame.revision.object).condition("Ready");
          readinessOf(step.frame.revision.object);
          shown.push({ where: "pending", text: jsonLine(pendingOf(step.frame.revision.object) ?? null) });
        }
      }
      const ending = { ...screen, namespaces: true, programName: "kubespy", reference: header.name, hints: true, filtered: false };
      shown.push({ where: "end of replay", text: replayEnding(reader.summary, trails, { ...ending, findings: interpreter.findings() }) });
    }
  const living = await reader.lastFramesAt(reader.summary.frames);
  shown.push({ where: "world", text: worldText(living, { colour: false, namespaces: true, more: 1, kubeEvents: 1 }) });
  shown.push({ where: "world -o json", text: jsonLine(worldJson(living)) });
  return shown;
}

async function overviewed(reader: SessionReader): Promise<readonly Shown[]> {
  const ends = new ContainerEnds();
  const analysis = await analyse(reader, { visit: (frame) => frame.kind === "object" && ends.observe(frame) });
  const shown = { summary: reader.summary, analysis, markers: await reader.markers(), containerEnds: ends.all() };
  for (let sequence = 1; sequence <= reader.summary.frames; sequence++) await interpretAt(reader, analysis, sequence);
  return [
    ...screens.map((screen) => ({ where: "show", text: overviewText(shown, screen) })),
    { where: "show -o json", text: jsonLine(overviewJson(shown)) },
    { where: "ls", text: sessionTable([reader.summary], { colour: false, completeness: true }) },
    { where: "ls -o json", text: jsonLine(sessionJson(reader.summary)) },
  ];
}

async function exported(reader: SessionReader): Promise<readonly Shown[]> {
  const context = { interrupt: new AbortController().signal };
  const texts = await collect(markdownOf(reader, ["cut short"], context));
  return [{ where: "export --as markdown", text: texts.join("") }];
}

async function diagnosed(reader: SessionReader): Promise<readonly Shown[]> {
  await diagnose(reader, { at: Math.ceil(reader.summary.frames / 2) });
  const { findings, coverage } = await readDiagnosis(reader);
  const omissions = omissionsOf(reader.summary, coverage);
  const about = { coverage, omissions, namespaces: true, programName: "kubespy", reference: reader.summary.header.name };
  return [
    ...screens.map((screen) => ({ where: "diagnose", text: findingsText(findings, { ...about, ...screen }) })),
    { where: "diagnose -o json", text: jsonLine(findingsJson({ findings, coverage, omissions })) },
  ];
}

async function compared(a: SessionReader, b: SessionReader): Promise<readonly Shown[]> {
  const readers = { a, b };
  const runs = { a: await readRun(a), b: await readRun(b) };
  const comparison = await compareRuns(runs.a, runs.b, {
    revision: (side, sequence) => revisionAt(readers[side], sequence),
    findings: (side, until) => findingsUntil(readers[side], until),
  });
  const loaded = (reader: SessionReader, run: (typeof runs)["a"]) => ({
    run,
    object: (sequence: number) => revisionAt(reader, sequence),
    findings: (until: Parameters<typeof findingsUntil>[1]) => findingsUntil(reader, until),
  });
  const groups = await compareGroups([loaded(a, runs.a)], [loaded(b, runs.b)], {});
  return [
    ...screens.flatMap((screen) => [
      { where: "compare", text: comparisonText(comparison, { ...screen, all: true }) },
      { where: "trends", text: trendText(groups, screen) },
    ]),
    { where: "compare -o markdown", text: comparisonMarkdown(comparison) },
    { where: "compare -o json", text: jsonLine(comparisonJson(comparison)) },
  ];
}

async function traced(reader: SessionReader): Promise<readonly Shown[]> {
  const { header } = reader.summary;
  const tracer = new Tracer({ targets: [], startMs: Date.parse(header.startedAt), scope: header });
  const shown: Shown[] = [];
  for await (const frame of reader.frames()) {
    tracer.observe(frame);
    const picture = tracer.picture(frame.offsetMs);
    shown.push({ where: "trace -o json", text: jsonLine(traceJson(picture)) });
    for (const screen of [{ colour: false }, { colour: false, columns: 100, rows: 30 }])
      shown.push({ where: "trace", text: traceLines(picture, { ...screen, namespaces: true }).join("\n") });
  }
  return shown;
}

async function played(reader: SessionReader): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  const { summary } = reader;
  const session = { summary, command: "kubespy replay s", base: timeBase(summary), namespaces: true, colour: false };
  const yielder = new Yielder(systemClock);
  for (let position = 1; position <= summary.frames; position++) {
    const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 20 });
    const worlds = new WorldReader(reader, { yielder, namespaces: true });
    const world = (await collect(worlds.read(position, () => ({ from: 0, to: 50 })))).at(-1);
    for (const row of window.rows) searchText(row);
    const started = startState(session, { columns: 100, rows: 40 }, { position, markers: await reader.markers() });
    const read = { ...started, window, ...(world === undefined ? {} : { world }) };
    for (const pane of ["diff", "yaml", "world", "findings"] satisfies readonly Pane[])
      for (const noise of [false, true]) {
        const state = update({ ...read, pane, noise }, { kind: "key", key: "?" }).state;
        shown.push({
          where: `player, ${pane}`,
          text: view({ ...state, help: false })
            .join("\n")
            .replace(ownEscapes, ""),
        });
      }
  }
  return shown;
}

/** Reverse video is no colour: the player has it without colour too. What is recorded in that test has other escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of reverse video
const ownEscapes = /\x1b\[2?7m/g;
