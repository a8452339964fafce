import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { record } from "../../src/app/record.js";
import { recordInput } from "../../src/app/record-input.js";
import type { CredentialSpan } from "../../src/sharing/credentials/credential-span.js";
import { startCluster } from "../support/cluster.js";
import type { TestObject } from "../support/fault-server.js";
import { emptyStore, pieces } from "./support.js";

const clear = "Tr0ub4dor-and-3-horses";
const poison = "poisoned text";
const pods = "/api/v1/pods";

/** A detector that fails on one text, and whose error quotes it. */
const detectors = vi.hoisted(() => ({ find: undefined as undefined | ((texts: Iterable<string>) => void) }));
vi.mock("../../src/sharing/credentials/find-credentials.js", () => ({
  findCredentials: async (texts: Iterable<string>): Promise<ReadonlyMap<string, readonly CredentialSpan[]>> => {
    detectors.find?.(texts);
    return new Map();
  },
}));

function failOnPoison(): void {
  detectors.find = (texts) => {
    if ([...texts].some((text) => text.includes(poison))) throw new TypeError(`cannot read ${clear}`);
  };
}

afterEach(() => {
  detectors.find = undefined;
});

function pod(name: string, note: string): TestObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", annotations: { note } },
    spec: { containers: [{ name: "c", image: "i", env: [{ name: "DB_PASSWORD", value: clear }] }] },
  } as TestObject;
}

const stored = (path: string) => ["k.db", "k.db-wal"].map((file) => readFileSync(join(path, file)).toString("latin1")).join();

describe("where redaction itself fails", () => {
  it("a change becomes a gap, which quotes nothing of it, and later changes are recorded", async () => {
    failOnPoison();
    const { store, path } = await emptyStore();
    await using server = await startCluster(path);
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    server.apply(pods, pod("web", "0"));
    const options = { store, kubeconfig: server.kubeconfig, session: "r", env: {}, signal: stop.signal, redact: true };
    const running = record(["pod/web"], { ...options, until: "deleted" });
    await Promise.race([server.until(({ openStreams }) => openStreams >= 2), running]);
    server.apply(pods, pod("web", poison));
    server.apply(pods, pod("web", "2"));
    server.remove(pods, "web", "shop");
    await running;
    const session = await store.open("r");
    const gaps: string[] = [];
    const types: string[] = [];
    for await (const frame of session.frames()) {
      if (frame.kind === "gap") gaps.push(frame.reason);
      else types.push(frame.type);
    }
    await session.close();
    expect(gaps.join()).toContain("could not be redacted (TypeError)");
    expect(types).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    expect(stored(path)).not.toContain(clear);
    expect(stored(path)).not.toContain(poison);
  });

  it("the recording of an input ends with an error, and holds nothing of it", async () => {
    failOnPoison();
    const { store, path } = await emptyStore();
    const uid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    const lines = [pod("a", "0"), pod("b", poison), pod("c", "2")].map((object, n) =>
      JSON.stringify({ type: "ADDED", object: { ...object, metadata: { ...object.metadata, uid: uid(n), resourceVersion: `${n + 1}` } } }),
    );
    const input = pieces(`${lines.join("\n")}\n`);
    const recorded = await recordInput(input, { store, session: "r", redact: true, signal: new AbortController().signal });
    expect(recorded.end).toMatchObject({ outcome: "error" });
    expect(recorded.end.reason).toContain("could not be redacted (TypeError)");
    expect(recorded.frames).toBe(1);
    expect(stored(path)).not.toContain(clear);
    expect(stored(path)).not.toContain(poison);
  });
});
