import { describe, expect, it } from "vitest";
import { GuardedUntil } from "../../src/app/record/guarded-until.js";
import { type RecordOptions, record } from "../../src/app/record.js";
import { recordInput } from "../../src/app/record-input.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { UntilWatch } from "../../src/record/until.js";
import { startCluster } from "../support/cluster.js";
import { collect } from "../support/histories.js";
import { hostileActs } from "../support/hostile-acts.js";
import { temporaryFolder } from "../support/program.js";
import { emptyStore, pieces, servedCluster } from "./support.js";

const never = new AbortController().signal;
const broken = (name: string) => () => {
  throw new RangeError(name);
};

describe("a recording goes on when a listener fails", () => {
  it("each of them, which is reported once", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const reported: string[] = [];
    const { end, frames, listenerErrors } = await record(["pod", "nginx"], {
      ...cluster,
      store,
      session: "s",
      signal: never,
      until: "deleted",
      onBegin: broken("begin"),
      onFrame: broken("frame"),
      onStreams: broken("streams"),
      onVerify: broken("verify"),
      onWatching: async () => broken("watching")(),
      onListenerError: (error, listener) => {
        reported.push(`${listener}: ${String(error)}`);
        throw error;
      },
    });
    const names = ["onBegin", "onFrame", "onStreams", "onVerify", "onWatching"];
    expect(reported.sort()).toEqual(names.map((name) => `${name}: RangeError: ${name.slice(2).toLowerCase()}`));
    expect(listenerErrors).toHaveLength(5);
    expect(end).toMatchObject({ outcome: "until", verification: { verified: true } });
    const session = await store.open("s");
    expect(await collect(session.frames())).toHaveLength(frames);
    await session.close();
  });

  it("with a line for whoever takes text", async () => {
    const { store } = await emptyStore();
    const cluster = await servedCluster("pod-nginx");
    const said: string[] = [];
    const onText = (text: string) => void said.push(text);
    await record(["pod", "nginx"], { ...cluster, store, signal: never, until: "deleted", onFrame: broken("no"), onText });
    expect(said).toEqual(["the listener onFrame failed (RangeError: no); the recording goes on\n"]);
  });

  it("also of an input, and when the words for its end fail", async () => {
    const { store } = await emptyStore();
    const pod = '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"u","resourceVersion":"1"}}\n';
    const input = await recordInput(pieces(pod), {
      store,
      session: "i",
      signal: never,
      onFrame: broken("frame"),
      onBegin: broken("begin"),
    });
    expect(input).toMatchObject({ frames: 1, listenerErrors: [new RangeError("begin"), new RangeError("frame")] });
    const stop = new AbortController();
    const onWatching = () => stop.abort();
    const cluster = await servedCluster("pod-nginx");
    const { end } = await record(["pod", "nginx"], { ...cluster, store, signal: stop.signal, stopWords: broken("words"), onWatching });
    expect(end).toMatchObject({ outcome: "signal", reason: "stopped by its program" });
  });
});

/** A store whose writer fails at these frames of objects. */
async function failingStore(
  fails: (frames: number) => boolean,
): Promise<Pick<RecordOptions, "store"> & Awaited<ReturnType<typeof emptyStore>>> {
  const empty = await emptyStore();
  const { store } = empty;
  const create: typeof store.create = async (header) => {
    const writer = await store.create(header);
    let objects = 0;
    const append = (frame: NewFrame) => {
      if (frame.kind === "object") objects++;
      if (fails(objects)) throw new RangeError("too deep");
      return writer.append(frame);
    };
    return new Proxy(writer, { get: (target, name) => (name === "append" ? append : bound(target, name)) });
  };
  return { ...empty, store: new Proxy(store, { get: (target, name) => (name === "create" ? create : bound(target, name)) }) };
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? value.bind(target) : value;
}

describe("a recording that meets what nobody foresaw", () => {
  it("loses one change that cannot be recorded, and says so in a gap", async () => {
    const cluster = await servedCluster("pod-nginx");
    const { store } = await failingStore(
      (() => {
        let left = 1;
        return (objects) => objects === 2 && left-- > 0;
      })(),
    );
    const { end } = await record(["pod", "nginx"], { ...cluster, store, session: "s", signal: never, until: "deleted" });
    expect(end.outcome).toBe("until");
    const session = await (store as Awaited<ReturnType<typeof emptyStore>>["store"]).open("s");
    const gaps = (await collect(session.frames())).filter(({ kind }) => kind === "gap");
    expect(gaps).toMatchObject([
      { possibleLoss: true, reason: expect.stringContaining("a change could not be recorded (RangeError: too deep)") },
    ]);
    await session.close();
  });

  it("ends with its reason and what it saw when the recorder fails", async () => {
    const cluster = await servedCluster("pod-nginx");
    const { store } = await failingStore((objects) => objects > 2);
    const { end, frames } = await record(["pod", "nginx"], { ...cluster, store, session: "s", signal: never });
    expect(end).toMatchObject({ outcome: "error", reason: expect.stringContaining("the recorder failed (RangeError: too deep)") });
    const session = await (store as Awaited<ReturnType<typeof emptyStore>>["store"]).open("s");
    expect(session.summary).toMatchObject({ state: "ended", frames: 2 });
    expect(frames).toBe(2);
    await session.close();
  });
});

describe("an end condition that fails", () => {
  const target = {
    typed: "pod/a",
    name: "a",
    namespace: "shop",
    type: { group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true },
  };
  const frameOf = (name: string) =>
    ({ kind: "object", ref: { apiVersion: "v1", kind: "Pod", name, namespace: "shop" } }) as unknown as NewFrame;

  function guarded(watch: Partial<UntilWatch>) {
    const said: string[] = [];
    const until = new GuardedUntil({ watch: watch as UntilWatch, targets: [target as never], say: (text) => void said.push(text) });
    return { until, said };
  }

  it("at a target is never reached, says so once, and names it when the time is over", () => {
    const { until, said } = guarded({ note: broken("deep"), check: () => ({ kind: "reached", reason: "" }), missing: () => "nothing" });
    until.note(frameOf("a"), 1);
    until.note(frameOf("a"), 2);
    expect(until.check(3)).toEqual({ kind: "waiting" });
    expect(until.missing()).toBe("the state of Pod/a cannot be evaluated (RangeError: deep)");
    expect(said).toHaveLength(1);
  });

  it("at another object leaves that out", () => {
    const { until, said } = guarded({ note: broken("deep"), check: () => ({ kind: "reached", reason: "ready" }) });
    until.note(frameOf("b"), 1);
    expect(until.check(2)).toEqual({ kind: "reached", reason: "ready" });
    expect(said[0]).toContain("the end condition leaves it out, and the recording goes on");
  });

  it("when it is checked, or asked what is missing, is waited for in vain", () => {
    const { until, said } = guarded({ check: broken("check"), missing: broken("missing") });
    expect(until.check(1)).toEqual({ kind: "waiting" });
    expect(until.missing()).toContain("RangeError: check");
    expect(said).toHaveLength(1);
  });
});

describe("a limit of a recording", () => {
  it.each([{ forMs: 10 }, { until: "ready", timeoutMs: 10 }])("%o ends also a connection that never comes", async (limit) => {
    using folder = temporaryFolder();
    await using server = await startCluster(folder.path);
    server.fault({ times: 10, act: { do: "raw", take: hostileActs[1]?.take ?? (() => {}) } });
    const { store } = await emptyStore();
    const options = { store, env: {}, kubeconfig: server.kubeconfig, signal: never, ...limit };
    await expect(record(["pod", "a"], options)).rejects.toThrow("nothing could be recorded within 0.01s");
  });
});
