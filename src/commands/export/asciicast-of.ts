import { interpretFrames } from "../../interpret/frame-interpreter.js";
import type { TimeFormat } from "../../io/moment-format.js";
import type { OutputStream } from "../../io/streams.js";
import type { SessionReader } from "../../model/session.js";
import { asciicastEvent, asciicastHeader } from "../../report/replay/asciicast.js";
import type { CommandContext } from "../common/context.js";
import { makeReplayScreen } from "../replay/replay-screen.js";

interface AsciicastOptions {
  /** Recorded time over real time. Default: 1. */
  readonly speed?: number;
  /** Silences are cut to this by whoever plays it, in recorded ms. */
  readonly idleLimit?: number;
  /** How moments are shown. Default: as offsets. */
  readonly time?: TimeFormat | undefined;
}

/** A terminal that most people have room for; a step is mostly shorter. */
const columns = 100;
const rows = 30;
const idleLimitMs = 3000;

/** The text replay as a terminal shows it, each step at its recorded time: lines of asciicast v2. Rejects when it is interrupted. */
export async function* asciicastOf(
  session: SessionReader,
  { speed = 1, idleLimit = idleLimitMs, time }: AsciicastOptions,
  context: CommandContext,
): AsyncGenerator<string> {
  const { summary } = session;
  const { interrupt } = context;
  const terminal = new CollectingStream();
  const streams = { ...context.streams, stdout: terminal };
  const env = { ...context.env, KUBESPY_HINTS: "off" };
  const screen = makeReplayScreen(summary.header.name, summary, { output: "text", time }, { ...context, streams, env });
  const markers = [...(await session.markers())].sort((a, b) => a.offsetMs - b.offsetMs);
  const shown = (offsetMs: number) => asciicastEvent(offsetMs / speed, "o", terminal.take());
  const passedMarkers = (byMs: number) => {
    const passed = markers.splice(0, markers.findLastIndex(({ offsetMs }) => offsetMs <= byMs) + 1);
    return passed.map(({ offsetMs, text }) => asciicastEvent(offsetMs / speed, "m", text));
  };
  yield asciicastHeader(summary.header, { columns, rows, idleLimitMs: idleLimit / speed });
  await screen.begin();
  yield shown(0);
  for await (const step of interpretFrames(session, undefined, screen.interpreter)) {
    interrupt.throwIfAborted();
    yield* passedMarkers(step.frame.offsetMs);
    await screen.step(step);
    yield shown(step.frame.offsetMs);
  }
  yield* passedMarkers(summary.durationMs);
  await screen.end();
  yield shown(summary.durationMs);
}

/** Takes what a terminal would show. */
class CollectingStream implements OutputStream {
  readonly isTty = true;
  readonly colour = true;
  #text = "";

  write(text: string | Uint8Array): boolean {
    this.#text += typeof text === "string" ? text : new TextDecoder().decode(text);
    return true;
  }

  async drained(): Promise<void> {}

  columns(): number {
    return columns;
  }

  rows(): number {
    return rows;
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
