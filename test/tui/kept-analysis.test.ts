import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { Player } from "../../src/tui/runtime/player.js";
import { areFindingsKnown } from "../../src/tui/state/findings-shown.js";
import { currentIndex, startState } from "../../src/tui/state/player-state.js";
import { trackToRead } from "../../src/tui/state/tracks-shown.js";
import type { KeptAnalysis } from "../../src/tui/tasks/kept-tracks.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { collect } from "../support/histories.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { projectRoot } from "../support/program.js";

const folder = join(projectRoot, "recordings");
const recordings = readdirSync(folder).filter((name) => name.endsWith(".kubespy.gz"));
const keys = ["x", "v", "j", "j", "4", "x", "x", "3", "k", "1", "}", "o", "G", "k", "o", "g", "4", "G"];

async function keptFrom(reader: SessionReader): Promise<KeptAnalysis> {
  const { findings, objects } = JSON.parse(JSON.stringify(await analyse(reader))) as Awaited<ReturnType<typeof analyse>>;
  const perPart = 3;
  return {
    findings: async () => findings,
    objectsNear: async (place) => objects.slice(place - (place % perPart), place - (place % perPart) + perPart),
  };
}

function playerOn(reader: SessionReader, analysis: KeptAnalysis | undefined): Player {
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
  const start = startState(session, { columns: 120, rows: 40 }, { position: 1, markers: [] });
  return new Player({ reader, start, clock: systemClock, analysis, onChange: () => {}, save: async () => {}, suspend: () => {} });
}

/** Nothing is read any longer that the screen shows. */
function isWhole({ state }: Player): boolean {
  const isWorldRead = state.pane !== "world" || (state.world?.sequence === state.position && state.world.unread === 0);
  const { rows, reachesStart, reachesEnd } = state.window;
  const index = currentIndex(state);
  const isListRead = (reachesStart || index > 20) && (reachesEnd || rows.length - index > 20);
  const isRead = trackToRead(state) === undefined && areFindingsKnown(state) && index >= 0 && isListRead;
  return isRead && isWorldRead && state.seeking === undefined && state.keysWaiting === undefined;
}

/** The screen at the beginning and after each key. */
async function screensOf(reader: SessionReader, analysis?: KeptAnalysis): Promise<readonly string[]> {
  const player = playerOn(reader, analysis);
  await player.open();
  const running = player.run();
  const screens: string[] = [];
  for (const key of ["", ...keys]) {
    if (key !== "") player.dispatch({ kind: "key", key });
    await expect.poll(() => isWhole(player), { timeout: 10_000, interval: 1 }).toBe(true);
    screens.push(`${key}\n${view(player.state).map(plainOf).join("\n")}`);
  }
  player.interrupt();
  await running;
  return screens;
}

describe("with a kept analysis", () => {
  it.each(recordings)("the same keys show the same screens as without: %s", async (name) => {
    const reader = await openRecording(createReadStream(join(folder, name)), { name });
    expect(await screensOf(reader, await keptFrom(reader))).toEqual(await screensOf(reader));
    await reader.close();
  });

  it("what cannot be read of it is read from the frames", async () => {
    const reader = await openRecording(createReadStream(join(folder, "pod-bad-image-tag.kubespy.gz")), { name: "s" });
    const nothing: KeptAnalysis = { findings: async () => undefined, objectsNear: async () => undefined };
    expect(await screensOf(reader, nothing)).toEqual(await screensOf(reader));
    await reader.close();
  });
});

it("a session of Kubernetes Events alone has a track for each object that they are about", async () => {
  const reader = await openRecording(createReadStream(join(folder, "pod-bad-image-tag.kubespy.gz")), { name: "events" });
  const frames = (await collect(reader.frames())).filter((frame) => frame.kind === "object" && frame.ref.kind === "Event");
  await reader.close();
  const [screen = ""] = await screensOf(new InMemorySessionReader(frames.map((frame, i) => ({ ...frame, sequence: i + 1 }))));
  expect(screen).toMatch(/Pod\/\S+ +.*Scheduled/);
  expect(screen).toMatch(/Pod\/\S+ .*BackOff/);
  expect(screen).not.toMatch(/^Event\//m);
});
