import { expect, it } from "vitest";
import type { NewFrame } from "../../src/model/frame.js";
import { refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { BatchingSessionWriter } from "../../src/store/batching-session-writer.js";
import type { CommitPort, CommitRequest } from "../../src/store/commit-port.js";

/** Detaches the buffer of the sender, as a transfer to another thread does. */
class TakingPort implements CommitPort {
  committed = 0;
  async commit(request: CommitRequest): Promise<void> {
    this.committed += structuredClone(request, { transfer: [request.bytes.buffer as ArrayBuffer] }).bytes.length;
  }
  async close(): Promise<void> {}
}

const header = {
  name: "s",
  startedAt: "2026-01-01T00:00:00.000Z",
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "test",
} as const;

let objects = 0;

/** Each frame is of another object, so it is stored whole. */
function frameOf(bytes: number): NewFrame {
  const revision = Revision.ofObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "big", uid: `u${++objects}` },
    data: { text: "x".repeat(bytes) },
  });
  return {
    kind: "object",
    type: "MODIFIED",
    offsetMs: 0,
    observedAt: header.startedAt,
    ref: refOf(revision.object),
    resourceVersion: "1",
    revision,
  };
}

it("written frames no longer count as queued: a recording may grow without limit", async () => {
  const port = new TakingPort();
  const writer = new BatchingSessionWriter({ header, port, location: "none.db" });
  for (let i = 0; i < 300; i++) {
    writer.append(frameOf(1024 * 1024));
    if (i % 8 === 7) await writer.flush();
  }
  await writer.flush();
  expect(writer.committed).toBe(300);
  expect(port.committed).toBeGreaterThan(256 * 1024 * 1024);
});

it("backpressure lasts until half of the queue is written", async () => {
  let finish = () => {};
  const slow: CommitPort = { commit: () => new Promise((resolve) => (finish = resolve)), close: async () => {} };
  const writer = new BatchingSessionWriter({ header, port: slow, location: "none.db" });
  expect(writer.backpressure()).toBeUndefined();
  for (let i = 0; i < 3; i++) writer.append(frameOf(15 * 1024 * 1024));
  const backpressure = writer.backpressure();
  void writer.flush();
  let done = false;
  void backpressure?.then(() => {
    done = true;
  });
  for (let i = 0; i < 3 && !done; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(backpressure).toBeDefined();
  expect(done).toBe(true);
  expect(writer.backpressure()).toBeUndefined();
});

it("a stalled store is lost when the queue exceeds its limit", async () => {
  const stalled: CommitPort = { commit: () => new Promise(() => {}), close: async () => {} };
  const writer = new BatchingSessionWriter({ header, port: stalled, location: "none.db" });
  for (let i = 0; i < 80; i++) writer.append(frameOf(4 * 1024 * 1024));
  expect(await writer.lost).toMatchObject({ message: expect.stringContaining("256 MiB") });
  await expect(writer.flush()).rejects.toThrow("256 MiB");
});

it("queued revisions count with their stored size: a burst of small changes does not fill the memory", async () => {
  const stalled: CommitPort = { commit: () => new Promise(() => {}), close: async () => {} };
  const writer = new BatchingSessionWriter({ header, port: stalled, location: "none.db" });
  const frame = frameOf(4 * 1024 * 1024);
  for (let i = 0; i < 40; i++) writer.append(frame);
  expect(writer.backpressure()).toBeUndefined();
  await expect(Promise.race([writer.lost, Promise.resolve("not lost")])).resolves.toBe("not lost");
});
