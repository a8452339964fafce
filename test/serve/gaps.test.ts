import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/app/open-store.js";
import { record } from "../../src/app/record.js";
import { serve } from "../../src/app/serve.js";
import type { Frame, GapFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { SessionReader, StreamInfo } from "../../src/model/session.js";
import { startCluster } from "../support/cluster.js";
import type { FaultServer } from "../support/fault-server.js";
import { types } from "../support/objects.js";
import { temporaryFolder } from "../support/program.js";
import { ask, watch } from "./http-client.js";
import { frame, sessionOf, streamOf } from "./session-in-memory.js";

const pods = "/api/v1/pods";
const named = (name: string, step: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels: { step } },
});

/** A server that lost its whole history during an outage, and changes that only a relist can show. */
async function memoryLoss(server: FaultServer): Promise<void> {
  const { openStreams: watches } = server;
  const { length: lists } = server.requests.filter(({ kind }) => kind === "list");
  server.restart({ keepHistory: false });
  server.remove(pods, "gone", "shop");
  server.apply(pods, named("changed", "unseen"));
  server.apply(pods, named("new", "unseen"));
  server.apply(pods, named("changed", "relisted"));
  server.compact();
  // All streams: what happens before a stream is back is in its relist, or repaired from the remaining history.
  await server.until(
    ({ requests, openStreams }) => requests.filter(({ kind }) => kind === "list").length > lists && openStreams >= watches,
  );
}

/** Records until a Pod reaches its last step. */
async function recording(folder: string, session: string, kubeconfig: string, targets: readonly string[]) {
  const store = await openStore(join(folder, "kubespy.db"));
  onTestFinished(() => store.close());
  const stop = new AbortController();
  const steps = new Set<string | undefined>();
  let isWatching = false;
  const done = record(targets, {
    store,
    session,
    kubeconfig,
    namespace: "shop",
    env: {},
    only: true,
    // It ends in the middle of the events: on a loaded machine, what the verification cannot settle in time becomes a gap of its own.
    verify: false,
    signal: stop.signal,
    onWatching: () => {
      isWatching = true;
    },
    onFrame: (each) => {
      if (each.kind === "object") steps.add(each.revision.object.metadata.labels?.["step"]);
      if (steps.has("last")) stop.abort();
    },
  });
  await Promise.race([expect.poll(() => isWatching).toBe(true), done]);
  return { ended: done.then(() => store.open(session)), sees: async (step: string) => expect.poll(() => steps.has(step)).toBe(true) };
}

/** The recorded frames without arrival times and messages of the transport. */
async function framesOf(reader: SessionReader) {
  const frames: unknown[] = [];
  for await (const each of reader.frames()) frames.push(essence(each));
  return frames;
}

function essence(each: Frame) {
  if (each.kind === "object") {
    const { type, inferred, initial, revision } = each;
    return { type, inferred, initial, object: revision.text };
  }
  const { stream, possibleLoss, unchanged, to } = each;
  // If two streams of one type lose their history one after the other, the served list between them has a version in between: "109.6".
  return { gap: stream, possibleLoss, unchanged, to: to.resourceVersion?.split(".")[0] };
}

describe("record(serve(recording)) = recording, also if the recording has gaps", () => {
  it.each([{ targets: ["pods"] }, { targets: ["pod/changed"] }, { targets: ["pod/changed", "pod/kept"] }])(
    "$targets",
    async ({ targets }) => {
      using folder = temporaryFolder();
      await using server = await startCluster(folder.path);
      for (const name of ["changed", "gone", "kept"]) server.apply(pods, named(name, "before"));
      const first = await recording(folder.path, "first", server.kubeconfig, targets);
      server.apply(pods, named("changed", "seen"));
      await first.sees("seen");
      await memoryLoss(server);
      server.apply(pods, named("changed", "last"));
      const original = await first.ended;
      const whole = await framesOf(original);
      expect(whole).toContainEqual(expect.objectContaining({ gap: expect.any(String), possibleLoss: true }));

      const api = await serve(original, { speed: 50 });
      onTestFinished(() => api.close());
      const kubeconfig = join(folder.path, "served");
      writeFileSync(kubeconfig, api.kubeconfig());
      const again = await recording(folder.path, "again", kubeconfig, targets);
      expect(await framesOf(await again.ended)).toEqual(whole);
    },
  );
});

describe("after a period that the recording did not observe", () => {
  const pod = (name: string, resourceVersion: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: name as Uid, resourceVersion },
  });
  const stream = streamOf(types.pods, "10");
  const gap: GapFrame = {
    kind: "gap",
    sequence: 3,
    offsetMs: 1000,
    observedAt: "2026-01-01T00:00:01.000Z",
    stream: stream.id,
    reason: "410 Gone",
    from: { offsetMs: 20, observedAt: "2026-01-01T00:00:00.020Z" },
    to: { offsetMs: 1000, observedAt: "2026-01-01T00:00:01.000Z", resourceVersion: "30" },
    possibleLoss: true,
  };
  const history = [
    frame(1, "ADDED", pod("web", "10"), { initial: true, offsetMs: 0 }),
    frame(2, "MODIFIED", pod("web", "15"), { offsetMs: 20 }),
    gap,
    frame(4, "MODIFIED", pod("web", "25"), { offsetMs: 1000 }),
    frame(5, "MODIFIED", pod("web", "35"), { offsetMs: 60_000 }),
  ];
  const path = "/api/v1/namespaces/default/pods";

  async function servedAt(offsetMs: number, streams: readonly StreamInfo[] = [stream], frames: readonly Frame[] = history) {
    const api = await serve(sessionOf(frames, { streams }), { at: { offsetMs } });
    onTestFinished(() => api.close());
    const json = async (query: string) => JSON.parse((await ask(`${api.url}${path}${query}`)).body);
    return { api, json };
  }

  it("an open watch ends with 410, without the changes that only the relist shows", async () => {
    const { api, json } = await servedAt(20);
    const open = watch(`${api.url}${path}?watch=1&resourceVersion=15`);
    await open.opened;
    api.control.command("seek 1s");
    await open.ended;
    expect(open.lines.map((line) => JSON.parse(line))).toEqual([{ type: "ERROR", object: expect.objectContaining({ code: 410 }) }]);
    expect(await json("")).toMatchObject({ metadata: { resourceVersion: "30" }, items: [{ metadata: { resourceVersion: "25" } }] });
  });

  it("no earlier version can be watched from or listed exactly", async () => {
    const { json } = await servedAt(2000);
    expect(await json("?watch=1&resourceVersion=15")).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    expect(await json("?resourceVersion=15&resourceVersionMatch=Exact")).toMatchObject({ code: 410, reason: "Expired" });
    expect(await json("?resourceVersion=30&resourceVersionMatch=Exact")).toMatchObject({ kind: "PodList" });
  });

  it("lists still read the history from which the recorder repaired the gap", async () => {
    const { json } = await servedAt(
      2000,
      [stream],
      history.map((each) => (each === gap ? { ...gap, possibleLoss: false } : each)),
    );
    expect(await json("?resourceVersion=15&resourceVersionMatch=Exact")).toMatchObject({
      items: [{ metadata: { resourceVersion: "15" } }],
    });
    expect(await json("?watch=1&resourceVersion=15")).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });

  it("a watch continues if another stream of the recording covered its scope", async () => {
    const other = streamOf(types.pods, "10", { id: "other", fieldSelector: "metadata.name=web" });
    const { api } = await servedAt(20, [stream, other]);
    const open = watch(`${api.url}${path}?watch=1&resourceVersion=15&fieldSelector=metadata.name%3Dweb`);
    await open.opened;
    api.control.command("seek 60s");
    await open.has(2);
    expect(open.lines.map((line) => JSON.parse(line).object.metadata.resourceVersion)).toEqual(["25", "35"]);
    open.stop();
  });
});
