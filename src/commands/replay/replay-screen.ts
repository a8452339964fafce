import { FrameInterpreter, interpreterOptionsOf } from "../../interpret/frame-interpreter.js";
import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import type { OutputStream } from "../../io/streams.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { SessionSummary } from "../../model/session.js";
import type { WorldObject } from "../../replay/state-at.js";
import { namesNamespaces, timeBase, timeBaseBeside } from "../../report/overview/session-display.js";
import { sessionHeading } from "../../report/overview/session-heading.js";
import { replayEnding } from "../../report/replay/replay-ending.js";
import { frameJson, worldJson } from "../../report/replay/replay-json.js";
import { ReplayText } from "../../report/replay/replay-text.js";
import { StageTrails } from "../../report/replay/stage-trails.js";
import { worldText } from "../../report/replay/world-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";
import { momentsByFlag } from "../common/time-flag.js";
import type { ReplayFlags } from "./replay-flags.js";

/** Where a replay is shown. Each call resolves when the output can take more; it rejects with EPIPE when nobody reads any longer. */
export interface ReplayScreen {
  /** Interprets the frames that this screen shows. */
  readonly interpreter: FrameInterpreter;
  begin(): Promise<void>;
  step(step: InterpretedFrame): Promise<void>;
  /** A step that is not shown. */
  skip(step: InterpretedFrame): void;
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
  const moments = momentsByFlag(summary, flags, context);
  const look = { ...renderOptionsOf(stdout), namespaces: namesNamespaces(summary), moments };
  const text = new ReplayText({ ...look, base: timeBaseBeside(moments, timeBase(summary)) });
  const trails = new StageTrails();
  const interpreter = new FrameInterpreter({ ...interpreterOptionsOf(summary.header), changes: { noise: flags.noise === true } });
  return {
    interpreter,
    begin: () => write(sessionHeading(summary, look)),
    step: async (step) => {
      if (step.kind === "object") trails.add(step);
      return write(text.step(step, { full: flags.full === true, noise: flags.noise === true }));
    },
    skip: (step) => {
      if (step.kind === "object") trails.add(step, false);
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
          flags: { db: flags.db, identity: flags.identity },
          programName: context.programName,
          hints: wantsHints(context),
          hidesGaps: flags.by !== undefined,
          filtered: flags.object !== undefined || flags.by !== undefined,
          findings: interpreter.findings(summary.durationMs),
        }),
      ),
  };
}

function jsonScreen(summary: SessionSummary, flags: ReplayFlags, context: CommandContext): ReplayScreen {
  const write = writing(context.streams.stdout);
  const changes = { noise: flags.noise === true, kubeEvents: true };
  return {
    interpreter: new FrameInterpreter({ ...interpreterOptionsOf(summary.header), changes, findings: false }),
    begin: async () => {},
    step: (step) => write(`${jsonLine(frameJson(step, { full: flags.full === true }))}\n`),
    skip: () => {},
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
