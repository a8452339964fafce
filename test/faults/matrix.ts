import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/io/clock.js";
import { type Fault, type FaultAct, type SeenRequest, statusBody } from "../support/fault-server.js";
import { listenTls } from "../support/tls.js";
import type { Rig, RigOptions } from "./rig.js";
import { belongs } from "./scopes.js";

/** One row of the matrix. */
interface FaultCase {
  readonly title: string;
  /** The expected result: `equal` to what the server held, or with a `gap` that covers the difference. */
  readonly expects: "equal" | "gap";
  readonly options?: RigOptions;
  readonly strike: (rig: Rig) => Promise<void> | void;
  /** Not in `npm test`. */
  readonly isLong?: true;
}

interface FaultGroup {
  readonly title: string;
  readonly faults: readonly FaultCase[];
}

const answer = (status: number, reason: string, headers: Readonly<Record<string, string>> = {}, message = reason): FaultAct => ({
  do: "answer",
  status,
  body: statusBody(status, reason, message),
  headers,
});
const line = (value: unknown): FaultAct => ({ do: "write", bytes: `${typeof value === "string" ? value : JSON.stringify(value)}\n` });
const errorEvent = (reason: string): FaultAct =>
  line({ type: "ERROR", object: statusBody(410, reason, "too old resource version: 1 (2)") });

/** Applies the fault to every stream as it opens, while changes continue. */
function onStreams(title: string, fault: Omit<Fault, "path" | "on">, more: Partial<FaultCase> = {}): FaultCase {
  const strike = (rig: Rig) => {
    rig.faultOnEach({ on: "watch", ...fault });
    rig.live();
  };
  return { title, expects: "equal", strike, ...more };
}

/** The server is down while changes continue; `then` restarts it and decides what it has lost. */
function away(title: string, expects: FaultCase["expects"], then: (rig: Rig) => void, options: RigOptions = {}): FaultCase {
  const strike = (rig: Rig) => {
    rig.server.cut();
    rig.live();
    rig.live();
    then(rig);
  };
  return { title, expects, strike, options };
}

const forgetWatches = ({ server }: Rig) => server.restart({ keepWatches: false });

const streams: FaultGroup = {
  title: "The watch stream",
  faults: [
    onStreams("ends cleanly", { afterEvents: 1, act: { do: "close" } }),
    onStreams("ends cleanly after every event", { afterEvents: 1, times: 5, act: { do: "close" } }),
    onStreams("is reset", { afterEvents: 1, act: { do: "reset" } }),
    onStreams("is cut in the middle of a line", { afterEvents: 1, act: { do: "cutLine", atByte: 90 } }),
    onStreams("ends cleanly in the middle of a line", { afterEvents: 1, act: { do: "cutLine", atByte: 90, clean: true } }),
    onStreams("is cut in the middle of a UTF-8 character", { afterEvents: 1, act: { do: "cutLine", atByte: "in a character" } }),
    onStreams("is cut in the middle of a chunk", { afterEvents: 1, act: { do: "cutChunk" } }),
    {
      title: "one of several is reset",
      expects: "equal",
      strike: (rig) => {
        rig.server.fault({ on: "watch", path: "/pods", afterEvents: 1, act: { do: "reset" } });
        rig.server.cut();
        rig.live();
      },
    },
    onStreams("stays open without data (half-open)", { afterEvents: 1, act: { do: "silence" } }, { options: { idleMs: 300 } }),
  ],
};

const expired: FaultGroup = {
  title: "410: the history to resume from is gone",
  faults: [
    onStreams("as an HTTP status, Expired", { act: answer(410, "Expired") }),
    onStreams("as an HTTP status, Gone", { act: answer(410, "Gone") }),
    onStreams("as an ERROR event at the start of the stream, Expired", { act: errorEvent("Expired") }),
    onStreams("as an ERROR event in the middle of the stream, Gone", { afterEvents: 1, act: errorEvent("Gone") }),
    onStreams(
      "and 410 on the relist",
      { act: answer(410, "Expired") },
      {
        strike: (rig) => {
          for (const on of ["list", "watch"] as const) rig.faultOnEach({ on, act: answer(410, "Expired") });
          rig.live();
        },
      },
    ),
    onStreams("and again on the watch after the relist", { times: 2, act: answer(410, "Expired") }),
    onStreams(
      "and the continue token expires in the middle of the relist",
      { act: answer(410, "Expired") },
      {
        strike: (rig) => {
          rig.server.fault({ on: "list", having: "continue", act: answer(410, "Expired") });
          rig.faultOnEach({ on: "watch", act: answer(410, "Expired") });
          rig.live();
        },
      },
    ),
  ],
};

const aways: FaultGroup = {
  title: "Objects created, changed, deleted and recreated during an outage",
  faults: [
    away("the server restarts and keeps its watch memory", "equal", ({ server }) => server.restart()),
    away("the API server restarts: its watch memory is lost, etcd's history is kept", "equal", forgetWatches),
    away("the same, twice in a row", "equal", (rig) => {
      forgetWatches(rig);
      rig.live();
      forgetWatches(rig);
    }),
    {
      title: "the same, and again while the gap is being read back",
      expects: "equal",
      options: { server: { pageSize: 2, listMs: 3 } },
      strike: async (rig) => {
        rig.server.cut();
        rig.live();
        rig.live();
        forgetWatches(rig);
        const isExact = ({ query }: SeenRequest) => query.get("resourceVersionMatch") === "Exact";
        await rig.server.until(({ requests }) => requests.filter(isExact).length >= 5);
        await rig.server.kill({ accepting: true });
        rig.live();
        await systemClock.sleep(600);
        await rig.server.start();
        await systemClock.sleep(300);
        rig.server.becomeReady();
      },
    },
    away("the same, and half of the history is compacted", "gap", (rig) => {
      const middle = rig.server.history.at(-12)?.object.metadata.resourceVersion;
      rig.server.compact(Number(middle));
      forgetWatches(rig);
    }),
    away("the same, and all history is compacted", "gap", ({ server }) => server.restart({ keepHistory: false })),
    away("the same, with more changes than the repair budget covers", "gap", forgetWatches, { repair: { requests: 3, ms: 30_000 } }),
    away("the same, with --repair off", "gap", forgetWatches, { repair: { requests: 0, ms: 0 } }),
    away("the same, and exact lists are refused (403)", "gap", (rig) => {
      rig.server.fault({ on: "list", having: "resourceVersionMatch", times: 1000, act: answer(403, "Forbidden") });
      forgetWatches(rig);
    }),
    away("the same, and the server is busy (429) during the repair", "equal", (rig) => {
      rig.server.fault({ on: "list", having: "resourceVersionMatch", times: 2, act: answer(429, "TooManyRequests") });
      forgetWatches(rig);
    }),
    {
      title: "watch memory lost without any change: proven unchanged",
      expects: "equal",
      strike: async (rig) => {
        forgetWatches(rig);
        await rig.until(() => rig.gaps.size === rig.scope.collections.length, "every stream to relist");
      },
    },
    {
      title: "etcd is restored from a backup: versions go backwards",
      expects: "gap",
      strike: async (rig) => {
        const backup = rig.server.resourceVersion;
        rig.live();
        await rig.seesAll();
        rig.restore(backup);
        await rig.until(() => rig.gaps.size === rig.scope.collections.length, "every stream to notice");
      },
    },
  ],
};

const refusals: FaultGroup = {
  title: "The server refuses a request",
  faults: [
    onStreams("429 with Retry-After", { times: 2, act: answer(429, "TooManyRequests", { "Retry-After": "1" }) }),
    onStreams("429 without Retry-After", { times: 2, act: answer(429, "TooManyRequests") }),
    onStreams("503 with Retry-After", { times: 2, act: answer(503, "ServiceUnavailable", { "Retry-After": "1" }) }),
    onStreams("503 without Retry-After", { times: 2, act: answer(503, "ServiceUnavailable") }),
    onStreams("500", { times: 2, act: answer(500, "InternalError") }),
    onStreams("504, too large resource version", {
      times: 2,
      act: answer(504, "Timeout", { "Retry-After": "1" }, "Too large resource version"),
    }),
    onStreams("403: permission revoked and granted again", { times: 3, act: answer(403, "Forbidden") }),
    onStreams("a proxy's HTML error page", {
      times: 2,
      act: { do: "answer", status: 502, body: "<html><title>Bad Gateway</title></html>", headers: { "Content-Type": "text/html" } },
    }),
    onStreams("a login page with status 200", {
      times: 2,
      act: { do: "answer", status: 200, body: "<html><title>Log in</title></html>", headers: { "Content-Type": "text/html" } },
    }),
    rotated("401 during a recording: the token file was rotated", (folder) => `{tokenFile: ${join(folder, "token")}}`),
    rotated(
      "401 during a recording: the exec plugin is run again",
      (folder) => `{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ${plugin(folder)}}}`,
    ),
  ],
};

/** The server accepts the token in the file; it is replaced while no stream is open. */
function rotated(title: string, user: (folder: string) => string): FaultCase {
  const valid = new Map<object, string>();
  return {
    title,
    expects: "equal",
    options: {
      server: {
        listen: listenTls(),
        admits: (headers) =>
          [undefined, ...valid.values()].some((token) => token === undefined || headers.authorization === `Bearer ${token}`),
      },
      kubeconfig: (folder, server) => {
        writeFileSync(join(folder, "token"), "one");
        const path = join(folder, "kubeconfig-token");
        const cluster = `{cluster: {server: "${server.url}", insecure-skip-tls-verify: true}, name: c}`;
        writeFileSync(
          path,
          `{apiVersion: v1, kind: Config, current-context: t, clusters: [${cluster}], users: [{name: u, user: ${user(folder)}}], contexts: [{name: t, context: {cluster: c, user: u, namespace: shop}}]}`,
        );
        return path;
      },
    },
    strike: (rig) => {
      writeFileSync(join(rig.folder, "token"), "two");
      rig.faultOnEach({ on: "watch", act: answer(401, "Unauthorized") });
      rig.live();
    },
  };
}

function plugin(folder: string): string {
  const path = join(folder, "plugin.sh");
  const credential = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}';
  writeFileSync(path, `#!/bin/sh\nprintf '${credential}' "$(cat ${join(folder, "token")})"\n`);
  chmodSync(path, 0o755);
  return path;
}

const content: FaultGroup = {
  title: "The content of the stream",
  faults: [
    onStreams("events delivered twice", { act: { do: "repeat", times: 2 } }),
    {
      title: "events out of order between resources",
      expects: "equal",
      strike: (rig) => {
        rig.server.hold(`/${rig.scope.collections[0]?.split("/").at(-1)}`);
        rig.live();
        setTimeout(() => rig.server.release(), 40);
      },
    },
    {
      title: "only a bookmark",
      expects: "equal",
      strike: ({ server }) => {
        server.writeElsewhere(5);
        server.bookmark();
        server.cut();
      },
    },
    {
      title: "a bookmark with an older version",
      expects: "equal",
      strike: ({ server }) => {
        server.bookmark("3");
        server.cut();
      },
    },
    onStreams("an ERROR event without a Status", { afterEvents: 1, act: line({ type: "ERROR", object: "boom" }) }),
    onStreams("an event of an unknown type", { afterEvents: 1, act: line({ type: "EXPLODED", object: { metadata: {} } }) }),
    onStreams("a line that is not JSON", { afterEvents: 1, act: line("<!-- hello -->") }),
    onStreams("a line of 3 MiB", { afterEvents: 1, act: line("x".repeat(3 * 1024 * 1024)) }),
    onStreams(
      "a line that never ends",
      { afterEvents: 1, act: { do: "write", bytes: "y".repeat(3 * 1024 * 1024) } },
      { options: { maxLineBytes: 1024 * 1024 } },
    ),
    onStreams("bytes that are not UTF-8", {
      afterEvents: 1,
      act: { do: "write", bytes: Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x7d, 0x0a]) },
    }),
    {
      title: "an object of 3 MiB",
      expects: "equal",
      strike: ({ server }) => {
        const { collection, object } =
          server.history.findLast((change) => change.object.kind === "Pod" && belongs(change.object)) ?? fail();
        server.apply(collection, { ...object, padding: "é".repeat(1_500_000) });
        server.apply(collection, object);
      },
    },
    {
      title: "10,000 events at once",
      expects: "equal",
      isLong: true,
      strike: (rig) => {
        while (rig.server.history.length < 10_000) rig.live();
      },
    },
  ],
};

const clocks: FaultGroup = {
  title: "The wall clock",
  faults: [jump("the wall clock jumps an hour forward", 3_600_000), jump("the wall clock jumps a day backward", -86_400_000)],
};

function jump(title: string, byMs: number): FaultCase {
  let mine = 0;
  return {
    title,
    expects: "equal",
    options: { wallSkewMs: () => mine },
    strike: (rig) => {
      mine += byMs;
      rig.faultOnEach({ on: "watch", afterEvents: 1, act: { do: "reset" } });
      rig.live();
    },
  };
}

export const matrix: readonly FaultGroup[] = [streams, expired, aways, refusals, content, clocks];

function fail(): never {
  throw new Error("no Pod has lived yet");
}
