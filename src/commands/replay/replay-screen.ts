import { FindingReporter } from "../../diagnosis/engine/finding-reporter.js";
import type { Change } from "../../diff/diff-objects.js";
import type { OutputStream } from "../../io/streams.js";
import type { Narration } from "../../lifecycle/narration/narrate.js";
import { Narrator } from "../../lifecycle/narration/narrator.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { SessionSummary } from "../../model/session.js";
import type { WorldObject } from "../../replay/state-at.js";
import type { ReplayStep } from "../../replay/steps.js";
import { sessionHeading } from "../../report/overview/session-heading.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-look.js";
import { replayEnding } from "../../report/replay/replay-ending.js";
import { frameJson, worldJson } from "../../report/replay/replay-json.js";
import { ReplayText } from "../../report/replay/replay-text.js";
import { StageTrails } from "../../report/replay/stage-trails.js";
import { changesOf } from "../../report/replay/step-changes.js";
import { worldText } from "../../report/replay/world-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { ReplayFlags } from "./replay-flags.js";

/** Where a replay is shown. Each call resolves when the output can take more; it rejects with EPIPE when nobody reads any longer. */
export interface ReplayScreen {
  begin(): Promise<void>;
  /** Takes note of what was before the first step. */
  recall(frame: ObjectFrame): void;
  step(step: ReplayStep): Promise<void>;
  /** The objects that exist at a moment, in the order of their last frames. */
  world(living: readonly WorldObject[]): Promise<void>;
  end(): Promise<void>;
}

export function makeReplayScreen(reference: string, summary: SessionSummary, flags: ReplayFlags, context: CommandContext): ReplayScreen {
  return flags.output === "json" ? jsonScreen(summary, flags, context) : textScreen(reference, summary, flags, context);
}

function textScreen(reference: string, summary: SessionSummary, flags: ReplayFlags, context: CommandContext): ReplayScreen {
  const { stdout } = context.streams;
  const write = writing(stdout);
  const look = { ...renderOptionsOf(stdout), namespaces: namesNamespaces(summary) };
  const text = new ReplayText({ ...look, base: timeBase(summary) });
  const narrator = new Narrator(summary.header.server?.clockOffsetMs);
  const trails = new StageTrails();
  const reporter = new FindingReporter({ clockOffsetMs: summary.header.server?.clockOffsetMs, scope: summary.header });
  return {
    begin: () => write(sessionHeading(summary, look)),
    recall: (frame) => {
      narrator.observe(frame);
      reporter.recall(frame);
    },
    step: async ({ frame, before }) => {
      const news = reporter.note(frame);
      if (frame.kind === "gap") return write(text.gap(frame, news));
      const narration = narrator.narrate(frame);
      trails.note(frame, narration);
      const changes = changesOf(frame, before?.object, { noise: flags.noise === true, events: flags.output === "json" });
      return write(text.step({ frame, narration, changes, full: flags.full === true, news }));
    },
    world: async (living) => {
      const { shown, ...others } = shownOf(living);
      return write(worldText(await framesOf(shown), { ...look, ...others }));
    },
    end: () =>
      write(
        replayEnding(summary, trails, {
          ...look,
          reference,
          programName: context.programName,
          hints: wantsHints(context),
          filtered: flags.object !== undefined,
          findings: reporter.findings(summary.durationMs),
        }),
      ),
  };
}

function jsonScreen(summary: SessionSummary, flags: ReplayFlags, context: CommandContext): ReplayScreen {
  const write = writing(context.streams.stdout);
  const narrator = new Narrator(summary.header.server?.clockOffsetMs);
  const tell = (frame: ObjectFrame, narration: Narration, changes: readonly Change[]) =>
    write(`${jsonLine(frameJson(frame, { narration, changes, full: flags.full === true }))}\n`);
  return {
    begin: async () => {},
    recall: (frame) => narrator.observe(frame),
    step: async ({ frame, before }) => {
      if (frame.kind === "gap") return write(`${jsonLine(frameJson(frame))}\n`);
      return tell(
        frame,
        narrator.narrate(frame),
        changesOf(frame, before?.object, { noise: flags.noise === true, events: flags.output === "json" }),
      );
    },
    world: async (living) => write(`${jsonLine(worldJson(await framesOf(living)))}\n`),
    end: async () => {},
  };
}

/** More lines than anybody reads; what an object looked like has to be read for each. */
const maxShown = 100;

/** Those that changed last, where there are very many; Kubernetes Events are only counted. */
function shownOf(living: readonly WorldObject[]): { shown: readonly WorldObject[]; more: number; kubeEvents: number } {
  const objects = living.filter(({ isKubeEvent }) => !isKubeEvent);
  const shown = objects.slice(-maxShown);
  return { shown, more: objects.length - shown.length, kubeEvents: living.length - objects.length };
}

async function framesOf(objects: readonly WorldObject[]): Promise<readonly ObjectFrame[]> {
  const frames: ObjectFrame[] = [];
  for (const object of objects) frames.push(await object.frame());
  return frames;
}

function writing(stream: OutputStream): (text: string) => Promise<void> {
  return async (text) => {
    if (!stream.write(text)) await stream.drained();
  };
}
