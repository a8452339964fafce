import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { timedChunks } from "../../src/cluster/watch/timed-chunks.js";
import { systemClock } from "../../src/io/clock.js";

/**
 * A server in another thread, which keeps running while this one is blocked. On request it writes to its connections in this order: first,
 * second, first.
 */
const server = `
  const { parentPort } = require("node:worker_threads");
  const sockets = [];
  const wait = () => new Promise((resolve) => setTimeout(resolve, 10));
  const server = require("node:net").createServer((socket) => {
    socket.setNoDelay(true);
    sockets.push(socket);
    parentPort.postMessage("connected");
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
  parentPort.on("message", async () => {
    sockets[0].write("1");
    await wait();
    sockets[1].write("2");
    await wait();
    sockets[0].write("3");
  });`;

it("chunks that arrive on two streams while the first one is processed are processed in order of arrival", async () => {
  const worker = new Worker(server, { eval: true });
  const messageOf = <T>() => new Promise<T>((resolve) => worker.once("message", resolve));
  const port = await messageOf<number>();
  const sockets: Socket[] = [];
  for (let n = 0; n < 2; n++) {
    const connected = messageOf();
    sockets.push(connect(port, "127.0.0.1"));
    await connected;
  }
  const seen: string[] = [];
  const follow = async (socket: Socket) => {
    for await (const { pieces } of timedChunks(socket, systemClock, 60_000, () => new Error("silent"))) {
      seen.push(Buffer.concat(pieces).toString());
      if (seen.length === 1) standStill(100);
      if (seen.length === 3) for (const each of sockets) each.destroy();
    }
  };
  const following = sockets.map((socket) => follow(socket).catch(() => {}));
  worker.postMessage("write");
  await Promise.all(following);
  await worker.terminate();
  expect(seen).toEqual(["1", "2", "3"]);
});

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
