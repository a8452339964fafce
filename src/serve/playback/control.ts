import { closest, UsageError } from "../../errors.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { lastAtMoment, lastWholeMs, momentOf } from "../../replay/moment.js";
import type { Playback, SeekTarget } from "./playback.js";
import type { ServedSession } from "./served-session.js";

/** Controls the time of a served recording. */
export interface PlaybackControl {
  /** Runs one command line, such as "seek 12s". Throws `UsageError` for an invalid one. An empty line does nothing. */
  command(line: string): void;
  readonly position: PlaybackPosition;
}

export interface PlaybackPosition {
  /** `waiting`: for the first request for objects. */
  readonly state: "waiting" | "running" | "paused";
  readonly speed: number;
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Sequence of the last played frame; 0 before the first. */
  readonly sequence: number;
  /** Of the session. */
  readonly frames: number;
  readonly openWatches: number;
}

/** The commands with their descriptions. */
export const controlHelp: readonly (readonly [command: string, meaning: string])[] = [
  ["play", "run recorded time"],
  ["pause", "pause recorded time"],
  ["seek 12s", "go to an offset, a share (50%), a sequence (#12), a time (10:57:39Z), next or prev"],
  ["speed 4", "play four times as fast as recorded; 0.5 is half as fast"],
];

/**
 * Controls playback by commands. Seeking forward sends all steps in between to open watches. Seeking backward ends watches with 410, and
 * lists then return the state and resourceVersions of that time. `time`: the zone of a time of day without one.
 */
export function controlOf(session: ServedSession, playback: Playback, time?: TimeFormat): PlaybackControl {
  return {
    command(line) {
      const [verb = "", ...rest] = line.trim().split(/\s+/);
      const argument = rest.join(" ");
      switch (verb) {
        case "":
          return;
        case "play":
        case "pause":
          if (argument !== "") throw new UsageError(`"${verb}" takes no argument`, { hint: 'to move in time, type "seek 12s"' });
          return verb === "play" ? playback.play() : playback.pause();
        case "speed":
          return playback.setSpeed(parseSpeedFactor(argument));
        case "seek":
          return playback.seek(targetOf(argument, session, { sequence: playback.progress.sequence, time }));
        default:
          throw new UsageError(`unknown command "${verb}"`, { hint: suggestion(verb) });
      }
    },
    get position() {
      const { state, speed, offsetMs, watchCount } = playback;
      const { durationMs, summary } = session;
      return { state, speed, offsetMs, durationMs, sequence: playback.progress.sequence, frames: summary.frames, openWatches: watchCount };
    },
  };
}

/** Throws `UsageError` unless it is a factor above 0. */
function parseSpeedFactor(text: string): number {
  const speed = /^(\d{1,15}\.?\d{0,15}|\.\d{1,15})x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new UsageError(`invalid speed "${text}"`, { hint: "use a number above 0, such as 4 or 0.5" });
}

/** Where a seek leads from the step with this sequence. */
function targetOf(
  text: string,
  { steps, summary }: ServedSession,
  { sequence, time }: { readonly sequence: number; readonly time: TimeFormat | undefined },
): SeekTarget {
  if (text === "next" || text === "prev") {
    const here = steps.findLastIndex((step) => step.sequence <= sequence);
    const step = steps[Math.max(-1, Math.min(here + (text === "next" ? 1 : -1), steps.length - 1))];
    return { offsetMs: step?.offsetMs ?? 0, sequence: step?.sequence ?? 0 };
  }
  const moment = momentOf(text, summary, { flag: "seek", time });
  if (moment.kind === "sequence") {
    const last = steps.findLast((step) => step.sequence <= moment.sequence);
    return { offsetMs: last?.offsetMs ?? 0, sequence: last?.sequence ?? 0 };
  }
  const last = lastAtMoment(moment, (offsetMs) => steps.findLast((step) => step.offsetMs <= offsetMs));
  return { offsetMs: Math.max(lastWholeMs(moment), last?.offsetMs ?? 0), sequence: last?.sequence ?? 0 };
}

function suggestion(verb: string): string {
  const near = closest(
    verb,
    controlHelp.map(([command]) => command.split(" ")[0] ?? ""),
  );
  return near === undefined ? 'type "help" for all commands' : `did you mean "${near}"? type "help" for all commands`;
}
