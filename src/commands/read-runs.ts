import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { readRun } from "../compare/read-run.js";
import type { Run } from "../compare/run.js";
import type { SessionReader } from "../model/session.js";
import type { CommandContext } from "./context.js";

/** What a thread of its own needs to open a session again. */
export interface RunRequest {
  readonly reference: string;
  readonly db: string | undefined;
  readonly cwd: string;
  readonly env: CommandContext["env"];
  readonly packageRoot: string;
  readonly programName: string;
}

/** Starting a thread costs some 0.1 s: shorter sessions are read before it has begun. */
const longFrames = 6000;
/** So many are read at once: each thread takes memory of its own. */
const mostThreads = 2;

/** Reads sessions that are open, each once: long ones in threads of their own, two at a time, where the program runs compiled. */
export async function readRuns(
  readers: ReadonlyMap<string, SessionReader>,
  db: string | undefined,
  context: CommandContext,
): Promise<ReadonlyMap<string, Run>> {
  const worker = new URL("./read-run-worker.js", import.meta.url);
  const canThread = existsSync(fileURLToPath(worker));
  const isLong = ([reference, { summary }]: [string, SessionReader]) => canThread && reference !== "-" && summary.frames >= longFrames;
  const runs = new Map<string, Run>();
  const long = [...readers].filter(isLong);
  const read = async () => {
    for (let next = long.shift(); next !== undefined; next = long.shift()) runs.set(next[0], await readInThread(worker, next, db, context));
  };
  const threads = Array.from({ length: Math.min(mostThreads, long.length) }, read);
  for (const [reference, reader] of readers)
    if (!isLong([reference, reader])) runs.set(reference, await readRun(reader, context.interrupt));
  await Promise.all(threads);
  return runs;
}

/**
 * Of what is parsed little is kept (some 25 MB for 500 objects), but left alone a thread collects its garbage late: two of them would
 * take twice the memory that they need. In MB; a session that needs more after all is read without a thread.
 */
function memoryLimit({ summary }: SessionReader): number {
  return Math.round(112 + summary.objects * 0.1);
}

async function readInThread(
  worker: URL,
  [reference, reader]: [string, SessionReader],
  db: string | undefined,
  context: CommandContext,
): Promise<Run> {
  const { cwd, env, packageRoot, programName, interrupt } = context;
  const request: RunRequest = { reference, db, cwd, env: { ...env }, packageRoot, programName };
  const thread = new Worker(worker, { workerData: request, resourceLimits: { maxOldGenerationSizeMb: memoryLimit(reader) } });
  const stop = () => void thread.terminate();
  interrupt.addEventListener("abort", stop, { once: true });
  try {
    return await new Promise<Run>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("the thread that read the session has ended")));
    });
  } catch {
    // Whatever keeps a thread from reading it is met again here, or not at all: no session is refused for that.
    return await readRun(reader, interrupt);
  } finally {
    interrupt.removeEventListener("abort", stop);
  }
}
