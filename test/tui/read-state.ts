import { readFindings } from "../../src/interpret/finding-recorder.js";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader } from "../../src/model/session.js";
import { namesNamespaces } from "../../src/report/overview/session-display.js";
import { noFindings } from "../../src/tui/state/known-findings.js";
import { type Pane, type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { rowsAround } from "../../src/tui/tasks/rows-around.js";
import { readGaps, readObjects, readTrack, type Timeline, withTrack } from "../../src/tui/tasks/timeline.js";
import { WorldReader } from "../../src/tui/tasks/world.js";
import { Yielder } from "../../src/tui/tasks/yielder.js";
import { collect } from "../support/histories.js";

/** All that a player reads of a small session for one step, when it has read it. */
export async function readState(
  reader: SessionReader,
  { position, pane = "diff", columns = 80, rows = 24 }: { position: number; pane?: Pane; columns?: number; rows?: number },
): Promise<PlayerState> {
  const { summary } = reader;
  const namespaces = namesNamespaces(summary);
  const session = { summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces, colour: false };
  const yielder = new Yielder(systemClock);
  const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 80 });
  const worlds = new WorldReader(reader, { yielder, namespaces });
  const world = (await collect(worlds.read(position, () => ({ from: 0, to: 100 })))).at(-1);
  const known = (await collect(readObjects(reader))).at(-1) ?? { refs: [], objects: 0 };
  let timeline: Timeline = { ...known, tracks: new Map(), gaps: await readGaps(reader) };
  for (const ref of known.refs) for await (const track of readTrack(reader, ref, undefined, yielder)) timeline = withTrack(timeline, track);
  const whole = (await collect(readFindings(reader, { pause: () => yielder.pause() }))).at(-1);
  return {
    ...startState(session, { columns, rows }, { position, markers: [...(await reader.markers())] }),
    ...{ window, pane, timeline },
    ...(world === undefined ? {} : { world }),
    findings: { ...noFindings, ...(whole === undefined ? {} : { whole }) },
  };
}
