import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { RequestFailure } from "../../src/cluster/cluster-reader.js";
import { ReconnectSignal } from "../../src/cluster/transport/reconnect-signal.js";
import { mayBeAway } from "../../src/cluster/transport/request-failures.js";
import { readServerState, type ServerState } from "../../src/cluster/transport/server-state.js";
import { KubespyError } from "../../src/errors.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

/** A server that is in this state from each of these times on. */
function probed(states: readonly (readonly [fromMs: number, state: ServerState])[]) {
  const clock = new VirtualClock();
  const askedAt: number[] = [];
  const probe = async () => {
    askedAt.push(clock.monotonicMs());
    return states.findLast(([fromMs]) => fromMs <= clock.monotonicMs())?.[1] ?? "away";
  };
  const signal = new ReconnectSignal({ probe, clock, random: () => 0.5 });
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  /** When, and with which result, a stream that failed now may continue. */
  const wait = (canList?: () => Promise<boolean>) =>
    signal.untilBack(end.signal, canList).then((wasAway) => `${wasAway ? "back" : "there"} at ${clock.monotonicMs()}`);
  return { clock, askedAt, signal, end, wait };
}

describe("while a server is away", () => {
  it("one probe for all streams asks for it, every 250 ms at most, and all continue at its first answer", async () => {
    const { clock, askedAt, wait } = probed([
      [0, "away"],
      [3000, "ready"],
    ]);
    const first = [wait(), wait()];
    await clock.advance(700);
    const all = Promise.all([...first, ...Array.from({ length: 20 }, () => wait())]);
    await clock.advance(5000);
    expect(new Set(await all)).toEqual(new Set(["back at 3093.75"]));
    expect(askedAt.every((at, i) => i === 0 || at - (askedAt[i - 1] ?? 0) >= 250)).toBe(true);
    expect(askedAt.length).toBeLessThanOrEqual(13);
  });

  it("nobody asks once nobody waits", async () => {
    const { clock, askedAt, wait, end } = probed([[0, "away"]]);
    const waiting = wait();
    await clock.advance(1000);
    end.abort();
    expect(await waiting).toMatch(/^there/);
    await clock.advance(60_000);
    expect(askedAt.length).toBeLessThanOrEqual(5);
  });

  it("a stream that hears from it lets the others continue", async () => {
    const { clock, signal, wait } = probed([[0, "away"]]);
    const waiting = wait();
    await clock.advance(600);
    signal.announce();
    await settle();
    expect(await waiting).toBe("back at 600");
  });

  it("a server that says it is not ready, but answers what a stream needs, is back", async () => {
    const { clock, wait } = probed([
      [0, "away"],
      [500, "starting"],
    ]);
    const waiting = wait(async () => clock.monotonicMs() >= 1000);
    await clock.advance(5000);
    expect(await waiting).toBe("back at 1125");
  });

  it("a proxy that answers everything but the probe is noticed within seconds", async () => {
    const { clock, wait } = probed([[0, "away"]]);
    const waiting = wait(async () => true);
    await clock.advance(20_000);
    expect(Number((await waiting).split(" ").at(-1))).toBeLessThan(6000);
  });
});

it("a server that answers is not away: the failed stream keeps its own backoff, and a second one soon after does not ask at once", async () => {
  const { clock, askedAt, wait } = probed([[0, "ready"]]);
  expect(await wait()).toBe("there at 0");
  const second = wait();
  await clock.advance(1000);
  expect(await second).toBe("there at 281.25");
  expect(askedAt).toEqual([0, 281.25]);
});

describe("a server", () => {
  const stateAfter = (error: unknown) =>
    readServerState(
      {
        read: () => (error === undefined ? Promise.resolve({ status: 200, headers: {}, body: Buffer.from("ok") }) : Promise.reject(error)),
      },
      new AbortController().signal,
    );
  const failure = (code: string) => Object.assign(new Error(code), { code });

  it.each([
    ["that is ready", undefined, "ready"],
    ["that refuses connections", failure("ECONNREFUSED"), "away"],
    ["that resets them", failure("ECONNRESET"), "away"],
    ["whose host is down", failure("EHOSTUNREACH"), "away"],
    ["whose name is unknown (a laptop that has just woken)", failure("ENOTFOUND"), "away"],
    ["that speaks no TLS yet", failure("EPROTO"), "away"],
    ["whose readiness checks fail", new RequestFailure("500", { status: 500 }), "starting"],
    ["that a load balancer cannot reach", new RequestFailure("503", { status: 503 }), "starting"],
    ["that does not let us ask", new RequestFailure("403", { status: 403 }), "ready"],
    ["that does not know us", new RequestFailure("401", { status: 401 }), "ready"],
    ["that is too busy", new RequestFailure("429", { status: 429 }), "ready"],
    ["whose certificate has expired", failure("CERT_HAS_EXPIRED"), "ready"],
    ["that refuses our certificate", failure("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), "ready"],
    ["for which a credential plugin fails", new KubespyError("the credential plugin failed"), "ready"],
  ] as const)("%s is taken as such", async (_which, error, state) => {
    expect(await stateAfter(error)).toBe(state);
  });

  it("that says when to come back is not asked before", () => {
    expect(mayBeAway(new RequestFailure("busy", { status: 503, retryAfterMs: 5000 }))).toBe(false);
    expect(mayBeAway(new RequestFailure("broken", { status: 500 }))).toBe(true);
  });
});
