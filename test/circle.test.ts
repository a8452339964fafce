import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeWatch, openRecordingFile, openStore, type RecordOptions, record, type SessionReader, serve } from "../src/index.js";
import { systemClock } from "../src/io/clock.js";
import { expectInOrder, StallMeter, schedule, spacingMs } from "./support/arrival-order.js";
import { projectRoot, runProgram, serve as serveWithProgram, temporaryFolder } from "./support/program.js";

const speed = 25;
const fileOf = (recording: string) => join(projectRoot, "recordings", `${recording}.kubespy.gz`);
const recordings = readdirSync(join(projectRoot, "recordings"))
  .filter((file) => file.endsWith(".kubespy.gz"))
  .map((file) => file.replace(/\.kubespy\.gz$/, ""));

interface Line {
  readonly text: string;
  readonly stream: string;
  readonly offsetMs: number;
}

/** What `export --as watch` says, without the times of receipt: the one thing that may differ. Objects stay text, byte for byte. */
async function exported(session: SessionReader): Promise<readonly Line[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeWatch(session)) chunks.push(chunk);
  return linesOf(Buffer.concat(chunks).toString());
}

function linesOf(text: string): readonly Line[] {
  const lines = text.trimEnd().split("\n");
  return lines.map((line, i) => {
    const { sequence, offsetMs, object } = JSON.parse(line) as { sequence: number; offsetMs: number; object?: { kind: string } };
    expect(sequence).toBe(i + 1);
    return { offsetMs, stream: object?.kind ?? "gap", text: line.replace(/"sequence":\d+,"offsetMs":[0-9.]+,"observedAt":"[^"]+",/, "") };
  });
}

/** Every collection that the recording followed, whole; as a user would name them. */
function collections({ summary }: SessionReader): string {
  return summary.header.streams.map((stream) => typeInPath(stream.id)).join(",");
}

/** "/apis/apps/v1/namespaces/default/deployments" is of "deployments.apps". */
function typeInPath(path: string): string {
  const [, group, resource = ""] = /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/?]+)/.exec(path) ?? [];
  return group === undefined ? resource : `${resource}.${group}`;
}

/** Serves a recording over HTTP, records it from there into SQLite, and gives what was recorded when `count` frames and the end have come. */
async function recordAgain(
  session: SessionReader,
  targets: readonly string[],
  count: number,
  options: Partial<RecordOptions> = {},
): Promise<readonly Line[]> {
  using folder = temporaryFolder();
  const kubeconfig = join(folder.path, "kubeconfig");
  const served = await serve(session, { speed, streamSpacingMs: spacingMs });
  writeFileSync(kubeconfig, served.kubeconfig());
  const store = await openStore(join(folder.path, "circle.db"));
  const stop = new AbortController();
  let frames = 0;
  const complete = new Promise<void>((resolve) => {
    options = {
      ...options,
      onFrame: () => {
        if (++frames === count) resolve();
      },
    };
  });
  const recording = record(targets, { ...options, store, session: "again", signal: stop.signal, env: {}, kubeconfig });
  // Should frames be missing, the comparison says which.
  const overdue = served.ended.then(() => systemClock.sleep(5000));
  await Promise.race([Promise.all([complete, served.ended]), overdue, recording]);
  // What comes too much comes soon.
  await systemClock.sleep(200);
  stop.abort();
  await recording;
  const again = await store.open("again");
  const lines = await exported(again);
  await again.close();
  await store.close();
  await served.close();
  return lines;
}

describe.concurrent("record(serve(recording)) = recording: same frames, same objects, in order", () => {
  it.for(recordings)("%s", { timeout: 60_000 }, async (recording) => {
    const session = await openRecordingFile(fileOf(recording));
    const whole = await exported(session);
    using stall = new StallMeter();
    const again = await recordAgain(session, [collections(session)], whole.length, { only: true });
    expectInOrder(again, schedule(whole, speed), stall.maxMs);
    await session.close();
  });
});

describe.concurrent("recording what was named brings the whole tree and its Events", () => {
  it.for([
    ["deployment-rollout", ["deploy/web"]],
    ["deployment-bad-rollout", ["Deployment", "web"]],
    ["pod-nginx", ["v1", "Pod", "nginx"]],
    ["job-backoff", ["jobs"]],
  ] as const)("%s from %s", { timeout: 60_000 }, async ([recording, targets]) => {
    const session = await openRecordingFile(fileOf(recording));
    const whole = (await exported(session)).filter(
      ({ text }) => !/"kind":"(Service|EndpointSlice)","apiVersion":"[^"]+","metadata":\{"name":"kubernetes"/.test(text),
    );
    using stall = new StallMeter();
    const again = await recordAgain(session, targets, whole.length);
    expectInOrder(again, schedule(whole, speed), stall.maxMs);
    await session.close();
  });
});

it("the program records what the program serves: every frame, in order within each stream", { timeout: 60_000 }, async () => {
  using folder = temporaryFolder();
  const db = join(folder.path, "circle.db");
  const session = await openRecordingFile(fileOf("pod-nginx"));
  const whole = await exported(session);
  await using served = await serveWithProgram("pod-nginx", ["--speed", String(speed)]);
  const flags = ["--only", "--session", "again", "--for", "6s", "--db", db, "--kubeconfig", served.kubeconfig];
  const recorded = await runProgram(["record", collections(session), ...flags]);
  expect(recorded.code, recorded.stderr).toBe(0);
  const { stdout } = await runProgram(["export", "again", "--as", "watch", "--db", db]);
  // How long those processes stood still is not known here.
  expectInOrder(linesOf(stdout), schedule(whole, speed), Number.POSITIVE_INFINITY);
  await session.close();
});

describe("the comparison of orders", () => {
  const served = schedule(
    [
      { text: "pod 1", stream: "Pod", offsetMs: 0 },
      { text: "event 1", stream: "Event", offsetMs: 0 },
      { text: "event 2", stream: "Event", offsetMs: 25 },
      { text: "pod 2", stream: "Pod", offsetMs: 5000 },
    ],
    25,
  );
  const arrived = (...order: readonly number[]) => order.map((i) => served[i] ?? { text: "more", stream: "Pod" });

  it.each([
    ["everything in order", 0, [0, 1, 2, 3]],
    ["streams that overtook each other within two stalls", 21, [1, 2, 0, 3]],
  ])("accepts %s", (_, stallMs, order) => expectInOrder(arrived(...order), served, stallMs));

  it.each([
    ["a change that is missing", 0, [0, 1, 3]],
    ["a change that came twice", 0, [0, 0, 1, 2, 3]],
    ["a change too many", 0, [0, 1, 2, 3, 4]],
    ["a stream out of order, whatever the stall", 1000, [0, 2, 1, 3]],
    ["streams that overtook each other although nothing stood still", 5, [1, 0, 2, 3]],
    ["streams that overtook each other by more than two stalls", 30, [0, 3, 1, 2]],
  ])("refuses %s", (_, stallMs, order) => {
    expect(() => expectInOrder(arrived(...order), served, stallMs)).toThrow();
  });
});
