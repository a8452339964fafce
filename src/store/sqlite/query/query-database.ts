import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { execPath } from "node:process";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { Interrupted, KubespyError } from "../../../errors.js";
import { settledOrAborted } from "../../../io/settled-or-aborted.js";
import { codeOf } from "../../../io/system-error.js";
import type { QueryAnswer, QueryValue } from "../../../model/query-value.js";
import type { QueryCatalogue, QueryData } from "./query-catalogue.js";
import { lengthBytes, maxMemoryBytes, messageBytes, type QueryMessage, type SentValue } from "./query-messages.js";

export interface QueryDatabaseOptions {
  readonly catalogue: QueryCatalogue;
  readonly data: QueryData;
  /** Ends the query at once: rejects with `Interrupted`, or with the reason where that is a `KubespyError`. */
  readonly signal: AbortSignal;
}

/** SQLite refused or failed. `code`: SQLite's own; absent where the statement does not only read. */
export class QueryFailure extends KubespyError {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs one statement of SQL over what `data` supplies, in a process of its own, which ends with the iteration, whatever the query does. Nothing is read
 * ahead of who iterates but some hundred rows. Rejects with `QueryFailure`, or with what `data` rejects with.
 */
export async function* queryDatabase(sql: string, { catalogue, data, signal }: QueryDatabaseOptions): AsyncGenerator<QueryAnswer> {
  const stopped = () => (signal.reason instanceof KubespyError ? signal.reason : new Interrupted("the query was stopped"));
  if (signal.aborted) throw stopped();
  const child = startProcess();
  const stderr = lastOf(child);
  const kill = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  try {
    const pipe = child.stdio[3] as Duplex;
    const write = (message: unknown) => void pipe.write(messageBytes(message));
    write({ sql, catalogue });
    for await (const message of messagesOf(pipe)) {
      if (signal.aborted) break;
      if (message.kind === "done") return;
      if (message.kind === "failed") throw new QueryFailure(message.message, message.code);
      if (message.kind === "rows" || message.kind === "values") {
        const answer = answerOf(message, data);
        await settledOrAborted(answer, signal);
        if (signal.aborted) {
          answer.catch(() => {});
          break;
        }
        write(await answer);
      } else yield message.kind === "columns" ? message : { kind: "rows", rows: message.rows.map((row) => row.map(receivedValue)) };
    }
    throw signal.aborted ? stopped() : await processEnded(child, stderr);
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
  }
}

async function answerOf(message: Extract<QueryMessage, { kind: "rows" | "values" }>, data: QueryData): Promise<unknown> {
  return message.kind === "rows"
    ? await data.rows(message.source, message.session, message.from, message.count)
    : await data.frameValues(message.name, message.session, message.sequence, message.count);
}

/** In a process group of its own: Ctrl-C is for the program, which then ends this one. */
function startProcess(): ChildProcess {
  const child = spawn(execPath, [`--max-old-space-size=${maxMemoryBytes / 1024 ** 2}`, processFile()], {
    detached: true,
    windowsHide: true,
    stdio: ["pipe", "ignore", "pipe", "pipe"],
  });
  // What cannot be written to or read from is a process that ended, which is noticed by its pipe.
  for (const stream of [child, child.stdin, child.stdio[3]]) stream?.on("error", () => {});
  return child;
}

/** When the program runs from its TypeScript sources, the compiled file is that of the last build. */
function processFile(): string {
  const beside = fileURLToPath(new URL("./query-process.js", import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL("../../../../dist/chunks/query-process.js", import.meta.url));
}

async function* messagesOf(pipe: Duplex): AsyncGenerator<QueryMessage> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(pipe)) {
    parts.push(chunk);
    length += chunk.length;
    if (length < wantedOf(parts[0] as Buffer)) continue;
    let rest = Buffer.concat(parts);
    for (let end = wantedOf(rest); end <= rest.length; end = wantedOf(rest)) {
      yield JSON.parse(rest.toString("utf8", lengthBytes, end)) as QueryMessage;
      rest = rest.subarray(end);
    }
    parts = [rest];
    length = rest.length;
  }
}

/** A process that is killed with something unread in its pipe resets that: it has ended all the same. */
async function* chunksOf(pipe: Duplex): AsyncGenerator<Buffer> {
  try {
    yield* pipe as AsyncIterable<Buffer>;
  } catch (error) {
    if (codeOf(error) !== "ECONNRESET" && codeOf(error) !== "EPIPE") throw error;
  }
}

/** The length of the first message, with its own; of too few bytes to know, one more. */
function wantedOf(bytes: Buffer): number {
  return bytes.length < lengthBytes ? lengthBytes : lengthBytes + bytes.readUInt32LE();
}

function receivedValue(value: SentValue): QueryValue {
  if (value === null || typeof value !== "object") return value;
  if ("integer" in value) return BigInt(value.integer);
  return "real" in value ? Number(value.real) : Buffer.from(value.blob, "hex");
}

const maxStderr = 16_384;

function lastOf(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    text = `${text}${chunk}`.slice(-maxStderr);
  });
  return () => text;
}

async function processEnded(child: ChildProcess, stderr: () => string): Promise<KubespyError> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once("close", resolve));
  const hasNoMemory = /out of memory|allocation failed/i.test(stderr()) || child.signalCode !== null;
  if (hasNoMemory)
    return new KubespyError("the query needs too much memory", {
      hint: "select fewer columns, or aggregate fewer rows at a time: it can have 1 GB",
    });
  return new KubespyError("the process of the query ended early", { cause: new Error(stderr()) });
}
