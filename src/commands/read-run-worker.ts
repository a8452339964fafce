import { Readable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import { readRun } from "../compare/read-run.js";
import { systemClock } from "../io/clock.js";
import type { OutputStream } from "../io/streams.js";
import { openSession } from "./open-session.js";
import type { RunRequest } from "./read-runs.js";

/** The thread that reads one long session: opens it anew, answers with its run, and ends. What it would warn of, the program has said already. */
const { reference, db, cwd, env, packageRoot, programName } = workerData as RunRequest;

const silent: OutputStream = {
  write: () => true,
  drained: async () => {},
  isTty: false,
  columns: () => 80,
  rows: () => 24,
  colour: false,
};

const session = await openSession(
  reference,
  {
    streams: { stdin: Readable.from([]), stdout: silent, stderr: silent },
    clock: systemClock,
    env,
    cwd,
    packageRoot,
    programName,
    version: "",
    self: [],
    interrupt: new AbortController().signal,
  },
  { db },
);
try {
  parentPort?.postMessage(await readRun(session));
} finally {
  await session.close();
}
