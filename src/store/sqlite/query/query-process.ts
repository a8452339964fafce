import { readSync, writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { lengthBytes, maxMemoryBytes, messageBytes, type QueryMessage, type StartMessage } from "./query-messages.js";
import { QueryRefused, QuerySession } from "./query-session.js";

/**
 * The process that runs the SQL of one query. A process of its own, because SQLite in Node can neither be interrupted nor wait for a promise: this one can be
 * killed, and waits for its rows by reading from a pipe. It opens no file.
 */

/** Both ways; see `queryDatabase`. */
const pipe = 3;

/**
 * Ends this process from a thread beside the one that is in SQLite. Standard input is a pipe that nobody writes to: it ends when the program does, however
 * that ended. SQLite's own limit of memory has no effect: better-sqlite3 compiles it without counting what it uses.
 */
const endInTime = `
const { writeSync } = require("node:fs");
const { Socket } = require("node:net");
const end = () => process.kill(process.pid, "SIGKILL");
new Socket({ fd: 0 }).on("error", () => {}).on("close", end).resume();
const watchMemory = () => {
  if (process.memoryUsage.rss() < ${maxMemoryBytes}) return;
  writeSync(2, "out of memory");
  end();
};
setInterval(watchMemory, 50);`;
new Worker(endInTime, { eval: true }).unref();

function send(message: QueryMessage): void {
  const bytes = messageBytes(message);
  for (let at = 0; at < bytes.length; ) at += writeSync(pipe, bytes, at);
}

function receive(): unknown {
  const length = read(lengthBytes).readUInt32LE();
  return JSON.parse(read(length).toString());
}

function read(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const count = readSync(pipe, bytes, at, length - at, null);
    if (count === 0) throw new Error("the program that asked is gone");
    at += count;
  }
  return bytes;
}

function ask<Answer>(message: QueryMessage): Answer {
  send(message);
  return receive() as Answer;
}

const { sql, catalogue } = receive() as StartMessage;
try {
  new QuerySession(catalogue, { send, ask }).run(sql);
  send({ kind: "done" });
} catch (error) {
  const { code } = error as { readonly code?: unknown };
  const message = error instanceof Error ? error.message : "it failed";
  const isRefused = error instanceof QueryRefused;
  send({ kind: "failed", message, ...(isRefused ? {} : { code: typeof code === "string" ? code : "unknown" }) });
}
