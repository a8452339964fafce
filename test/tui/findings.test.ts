import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnosis/engine/diagnose.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import { type FindingLog, findingsAt, turningPoints } from "../../src/interpret/finding-history.js";
import { readFindings } from "../../src/interpret/finding-reader.js";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { systemClock } from "../../src/io/clock.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { findingShown } from "../../src/tui/state/findings-shown.js";
import { noFindings } from "../../src/tui/state/known-findings.js";
import { type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { rowsAround } from "../../src/tui/tasks/rows-around.js";
import { WorldReader } from "../../src/tui/tasks/world.js";
import { Yielder } from "../../src/tui/tasks/yielder.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { collect } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

async function open(name: string): Promise<SessionReader> {
  return await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
}

async function logOf(reader: SessionReader): Promise<FindingLog> {
  const logs = await collect(readFindings(reader));
  return logs.at(-1) as FindingLog;
}

async function playerAt(reader: SessionReader, position: number): Promise<PlayerState> {
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: true };
  const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 200 });
  return { ...startState(session, { columns: 80, rows: 24 }, { position, markers: [] }), window };
}

const newsOf = (log: FindingLog) => turningPoints(log, 0, Number.POSITIVE_INFINITY);
const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

/** The objects that the world marks at the step that is shown. */
async function markedIn(reader: SessionReader, state: PlayerState): Promise<readonly string[]> {
  const worlds = new WorldReader(reader, { yielder: new Yielder(systemClock), namespaces: false });
  const world = (await collect(worlds.read(state.position, () => ({ from: 0, to: 50 })))).at(-1);
  const lines = view({ ...state, size: { columns: 120, rows: 60 }, pane: "world", ...(world === undefined ? {} : { world }) });
  const rows = lines.slice(lines.findIndex((line) => line.includes("restarts")) + 1);
  return rows.filter((line) => line.startsWith(red("! "))).map((line) => /\w+\/\S+/.exec(plainOf(line))?.[0] ?? "");
}

const press = (state: PlayerState, ...keys: string[]) => keys.reduce((at, key) => update(at, { kind: "key", key }).state, state);
const know = (state: PlayerState, log: FindingLog) => update(state, { kind: "findings", findings: { ...noFindings, whole: log } }).state;
const screen = (state: PlayerState) => view(state).map(plainOf).join("\n");

describe("what is known of failures at a step", () => {
  it.each(["pod-bad-image-tag", "deployment-bad-rollout", "pod-crashloop", "job-backoff", "pod-nginx"])(
    "%s: is proved by it or by steps before it, and at the end it is what diagnose says",
    async (name) => {
      const reader = await open(name);
      const log = await logOf(reader);
      const { frames } = reader.summary;
      for (let at = 1; at < frames; at++)
        for (const finding of findingsAt(log, at))
          expect(Math.max(...finding.evidence), `${finding.class} at #${at}`).toBeLessThanOrEqual(at);
      expect(findingsAt(log, frames)).toEqual(await diagnose(reader));
      await reader.close();
    },
  );

  it("is kept for fewer steps where it would take much memory, and never of a later step", async () => {
    const reader = await open("deployment-bad-rollout");
    const whole = await logOf(reader);
    const few = (await collect(readFindings(reader, { maxReferences: 12 }))).at(-1) as FindingLog;
    expect(few.states.length).toBeLessThan(whole.states.length);
    for (let at = 1; at <= reader.summary.frames; at++)
      for (const finding of findingsAt(few, at)) expect(Math.max(...finding.evidence)).toBeLessThanOrEqual(at);
    expect(findingsAt(few, reader.summary.frames)).toEqual(findingsAt(whole, reader.summary.frames));
    expect(newsOf(few)).toEqual(newsOf(whole));
    await reader.close();
  });

  it("is said to be unknown until it has been read that far, and is looked for meanwhile", async () => {
    const reader = await open("pod-bad-image-tag");
    const log = await logOf(reader);
    const unread = await playerAt(reader, 20);
    expect(screen(unread)).toContain("findings: reading …");
    const partly = know(unread, { ...log, readSequence: 10, states: log.states.slice(0, 1) });
    expect(screen(partly)).toMatch(/! ErrImagePull on Pod\/nginx/);
    expect(screen(press(partly, "4"))).toContain("findings: read up to #10, reading …");
    const waiting = press(partly, "G", "x");
    expect(screen(waiting)).toContain("searching: further finding … at #10");
    expect(screen(know(waiting, log))).toContain("no further finding");
    await reader.close();
  });
});

describe("the world of a step", () => {
  const stuck = ["Deployment/web", "Pod/web-5d8bd76dd7-jrnsr"];

  it("marks the objects of which a failure was known by then that lasts, and no others", async () => {
    const reader = await open("deployment-bad-rollout");
    const log = await logOf(reader);
    const at = async (sequence: number) => markedIn(reader, know(await playerAt(reader, sequence), log));
    const first = newsOf(log)[0]?.sequence ?? 0;
    expect(await at(first - 1)).toEqual([]);
    expect(await at(first)).toEqual(stuck);
    expect(await at(reader.summary.frames)).toEqual([]);
    await reader.close();
  });

  it("marks the same where what was known is kept for fewer steps", async () => {
    const reader = await open("deployment-bad-rollout");
    const whole = await logOf(reader);
    const few = (await collect(readFindings(reader, { maxReferences: 12 }))).at(-1) as FindingLog;
    expect(few.states.length).toBeLessThan(whole.states.length);
    for (const { sequence } of newsOf(whole)) {
      const state = await playerAt(reader, sequence);
      expect(await markedIn(reader, know(state, few)), `#${sequence}`).toEqual(await markedIn(reader, know(state, whole)));
    }
    await reader.close();
  });

  it("goes by the stages of objects where their findings have not been read up to the step", async () => {
    const reader = await open("deployment-bad-rollout");
    const log = await logOf(reader);
    const deadline = newsOf(log).find(({ finding }) => finding.class === "ProgressDeadlineExceeded")?.sequence ?? 0;
    const state = await playerAt(reader, deadline);
    expect(await markedIn(reader, state)).toEqual(stuck);
    const nothing = { ...log, states: [], news: [] };
    expect(await markedIn(reader, know(state, { ...nothing, readSequence: deadline - 1 }))).toEqual(stuck);
    expect(await markedIn(reader, know(state, nothing))).toEqual([]);
    const [other] = findingsAt(log, deadline).map((finding) => ({ ...finding, object: { ...finding.object, uid: "other" as Uid } }));
    const findings = Array.from({ length: 101 }, () => 0);
    const many = { ...nothing, versions: [other as Finding], states: [{ sequence: deadline, findings }] };
    expect(await markedIn(reader, know(state, many))).toEqual(stuck);
    const pod = (await collect(reader.refs())).flat().find(({ name }) => name === "web-5d8bd76dd7-jrnsr");
    const ofObjects = new Map(pod === undefined ? [] : [[pod.uid, nothing]]);
    expect(await markedIn(reader, { ...state, findings: { isOfObjects: true, ofObjects } })).toEqual(stuck.slice(0, 1));
    await reader.close();
  });
});

describe("going from finding to finding", () => {
  it("x and X go to the steps at which one arises or is over, and tell that one", async () => {
    const reader = await open("deployment-bad-rollout");
    const log = await logOf(reader);
    let state = know(await playerAt(reader, 1), log);
    const told: string[] = [];
    for (let next = press(state, "x"); next.position !== state.position; next = press(state, "x")) {
      state = next;
      told.push(`${findingShown(state)?.class} ${findingShown(state)?.resolved ? "is over" : "arises"}`);
    }
    expect(told).toEqual([
      "ErrImagePull arises",
      "ImagePullBackOff arises",
      "ProgressDeadlineExceeded arises",
      "ErrImagePull is over",
      "RolloutStuck is over",
    ]);
    expect(press(state, "x").message?.text).toBe("no further finding");
    const before = state.position;
    expect(press(state, "X").position).toBeLessThan(before);
    await reader.close();
  });

  it("v and V step through the evidence of the finding on the screen", async () => {
    const reader = await open("pod-bad-image-tag");
    const log = await logOf(reader);
    const first = press(know(await playerAt(reader, 1), log), "x");
    const proofs = findingsAt(log, reader.summary.frames)[0]?.evidence ?? [];
    expect(proofs.length).toBeGreaterThan(1);
    const visited = [first.position];
    let state = first;
    for (const _ of proofs.slice(1)) {
      state = press(state, "v");
      visited.push(state.position);
    }
    expect(visited).toEqual(proofs);
    expect(press(state, "v").message?.text).toBe("no later evidence of ErrImagePull");
    expect(press(state, "V").position).toBe(proofs.at(-2));
    await reader.close();
  });

  it("a plain step goes back to the worst that lasts, of the object of the step first", async () => {
    const reader = await open("deployment-bad-rollout");
    const log = await logOf(reader);
    const end = know(await playerAt(reader, 64), log);
    expect(findingShown(end)?.object.kind).toBe("Pod");
    const chosen = press(end, "X");
    expect(findingShown(chosen)?.class).toBe("ProgressDeadlineExceeded");
    expect(findingShown(press(chosen, "j"))?.object.kind).toBe("Pod");
    await reader.close();
  });

  it("shows all objects again where a filter would hide the proof", async () => {
    const reader = await open("pod-bad-image-tag");
    const log = await logOf(reader);
    const uid = findingsAt(log, reader.summary.frames)[0]?.object.uid;
    const state = know(await playerAt(reader, 1), log);
    const other = press({ ...state, filter: { words: "other", uids: [] } }, "x");
    expect([other.position, other.message?.text]).toEqual([1, "no findings of these objects"]);
    const mine = press({ ...state, filter: { words: "pod", uids: uid === undefined ? [] : [uid] } }, "x");
    expect([mine.position, mine.filter, mine.message?.text]).toEqual([
      newsOf(log)[0]?.sequence,
      undefined,
      "filter off: showing all objects",
    ]);
    await reader.close();
  });
});
