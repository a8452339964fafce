import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RecordOptions, record } from "../../src/app/record.js";
import { recordInput } from "../../src/app/record-input.js";
import { startCluster } from "../support/cluster.js";
import type { FaultServer, TestObject } from "../support/fault-server.js";
import { runInProcess } from "../support/in-process.js";
import { emptyStore, pieces } from "./support.js";

const pods = "/api/v1/pods";
const events = "/api/v1/events";
const secrets = "/api/v1/secrets";

const planted = {
  env: "Tr0ub4dor-and-3-horses",
  argument: "Zx81-spectrum-PLUS",
  annotation: "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  applied: "an-Appl1ed-Passw0rd",
  token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
  secret: "s3cret-Of-The-Store-77",
};
const forbidden = [...Object.values(planted), Buffer.from(planted.secret).toString("base64")];

function pod(restartCount: number): TestObject {
  const applied = { spec: { containers: [{ name: "c", env: [{ name: "API_PASSWORD", value: planted.applied }] }] } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "web",
      namespace: "shop",
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(applied),
        "example.com/note": `pushed with ${planted.annotation}`,
      },
    },
    spec: {
      containers: [{ name: "c", image: "i", args: ["--password", planted.argument], env: [{ name: "DB_PASSWORD", value: planted.env }] }],
    },
    status: { phase: "Running", containerStatuses: [{ name: "c", ready: true, restartCount, state: { running: {} } }] },
  } as TestObject;
}

const secret: TestObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "db", namespace: "shop" },
  data: { password: Buffer.from(planted.secret).toString("base64") },
} as TestObject;

function event(name: string, uid: unknown): TestObject {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace: "shop" },
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "web", namespace: "shop", uid },
    reason: "Unhealthy",
    type: "Warning",
    message: `probe failed: ${planted.env} refused, Authorization: Bearer ${planted.token}`,
  } as unknown as TestObject;
}

/** A database of its own, in which such a Pod, its Events and a Secret are recorded; and the program that reads it. */
async function recorded(names: readonly string[], options: Partial<RecordOptions> = {}) {
  const { store, path } = await emptyStore();
  await using server = await startCluster(path);
  for (const session of names) await recordOne(server, { store, session, kubeconfig: server.kubeconfig, ...options });
  const run = (...args: string[]) => runInProcess(args, { cwd: path, env: { KUBESPY_DB: join(path, "k.db"), KUBESPY_HINTS: "off" } });
  return { store, path, run };
}

async function recordOne(server: FaultServer, options: Pick<RecordOptions, "store"> & Partial<RecordOptions>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  server.apply(pods, pod(0));
  server.apply(secrets, secret);
  const running = record(["pod/web", "secret/db"], { env: {}, signal: stop.signal, redact: true, until: "deleted", ...options });
  const watching = new Promise<void>((resolve) => void server.until(({ openStreams }) => openStreams >= 3).then(resolve));
  await Promise.race([watching, running]);
  const { metadata } = server.apply(pods, pod(1));
  server.apply(events, event(`web.${server.resourceVersion}`, metadata.uid));
  server.forgetWatches();
  server.cut();
  server.apply(pods, pod(2));
  await server.until(({ openStreams }) => openStreams >= 3);
  server.remove(pods, "web", "shop");
  server.remove(secrets, "db", "shop");
  return await running;
}

function expectNone(text: string): void {
  for (const value of forbidden) expect(text).not.toContain(value);
}

describe("record --redact", () => {
  it("stores no credential: not in a frame, not in the database, not in an export; and the rest works as ever", async () => {
    const { store, path, run } = await recorded(["r"]);
    const session = await store.open("r");
    const { end, header } = session.summary;
    expect(end).toMatchObject({ outcome: "until", verification: { verified: true } });
    expect(header.shared).toMatchObject({ level: "secrets", whileRecording: true });
    let offsetMs = 0;
    const kinds = new Set<string>();
    for await (const frame of session.frames()) {
      expect(frame.offsetMs).toBeGreaterThanOrEqual(offsetMs);
      offsetMs = frame.offsetMs;
      if (frame.kind === "gap") continue;
      kinds.add(`${frame.ref.kind} ${frame.type}`);
      expectNone(frame.revision.text);
    }
    await session.close();
    expect([...kinds]).toEqual(expect.arrayContaining(["Pod ADDED", "Pod MODIFIED", "Pod DELETED", "Secret DELETED", "Event ADDED"]));
    for (const file of ["k.db", "k.db-wal"]) expectNone(readFileSync(join(path, file)).toString("latin1"));
    expectNone((await run("export", "r", "-o", "-")).stdout);
    expect((await run("show", "r")).stdout).toMatch(/Shared at level secrets while recording: at least \d+ values removed \(/);
  });

  it("gives each export placeholders of its own, equal where the values were equal", async () => {
    const { run } = await recorded(["r"]);
    const exported = async () => (await run("export", "r", "-o", "-")).stdout;
    const [a, b, stored] = [await exported(), await exported(), (await run("export", "r", "--as", "watch", "-o", "-")).stdout];
    const placeholders = (text: string) => new Set(text.match(/redacted-[0-9a-f]{16}/g));
    expect(placeholders(a).size).toBeGreaterThan(2);
    expect(placeholders(b).size).toBe(placeholders(a).size);
    for (const other of [placeholders(b), placeholders(stored)]) for (const each of placeholders(a)) expect(other).not.toContain(each);
    const batch = (text: string) => JSON.parse(text.slice(0, text.indexOf("\n"))).shared.batch;
    expect(batch(a)).toMatch(/^[0-9a-f]{16}$/);
    expect(batch(a)).not.toBe(batch(b));
  });

  it("leaves sessions that compare: equal values are equal, without a warning", async () => {
    const { run } = await recorded(["a", "b"]);
    const { stdout } = await run("compare", "a", "b", "-o", "json");
    const { a, b, specs, finals } = JSON.parse(stdout);
    // On a busy machine one of them may have a gap, and says so.
    expect([...a.warnings, ...b.warnings].filter((warning: string) => !warning.includes("with possible loss"))).toEqual([]);
    // Findings quote them: whether the last Event was recorded before the end is a matter of milliseconds.
    expect(JSON.stringify({ specs, finals })).not.toContain("redacted-");
  });

  it("leaves a session that is shared with its placeholders as they are, and with a new key", async () => {
    const { run } = await recorded(["r"]);
    const shared = async (file: string) => {
      const { code, stderr } = await run("share", "r", "-o", file);
      expect(code, stderr).toBe(0);
      return (await run("export", file, "-o", "-")).stdout;
    };
    const [a, b] = [await shared("a.kubespy"), await shared("b.kubespy")];
    const placeholders = (text: string) => [...new Set(text.match(/redacted-[0-9a-f]{16}/g))];
    expect(placeholders(a).length).toBeGreaterThan(2);
    expect(placeholders(a).filter((each) => placeholders(b).includes(each))).toEqual([]);
    expectNone(a);
    expect((await run("show", "a.kubespy")).stdout).toContain("Before that: shared at level secrets while recording");
  });

  it("cannot be combined with --include-secret-values", async () => {
    const { stderr, code } = await runInProcess(["record", "pod", "x", "--redact", "--include-secret-values"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--redact and --include-secret-values cannot be combined")]);
    expect((await runInProcess(["record", "-", "--redact", "--include-secret-values"])).code).toBe(2);
  });

  it("works for what kubectl writes to stdin", async () => {
    const { store, path } = await emptyStore();
    const all = [pod(0), secret, event("web.1", "u")].map((object) => {
      const metadata = { ...object.metadata, uid: `u-${object.kind}`, resourceVersion: "1" };
      return JSON.stringify({ type: "ADDED", object: { ...object, metadata } });
    });
    await recordInput(pieces(all.join("\n")), { store, session: "in", redact: true, signal: new AbortController().signal });
    const session = await store.open("in");
    let frames = 0;
    for await (const frame of session.frames()) {
      frames++;
      if (frame.kind === "object") expectNone(frame.revision.text);
    }
    await session.close();
    expect(frames).toBe(3);
    expect(session.summary.header.shared?.removed.length).toBeGreaterThan(0);
    for (const file of ["k.db", "k.db-wal"]) expectNone(readFileSync(join(path, file)).toString("latin1"));
  });
});
