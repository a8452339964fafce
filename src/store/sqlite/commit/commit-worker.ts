import { parentPort, workerData } from "node:worker_threads";
import { KubespyError } from "../../../errors.js";
import type { CommitRequest } from "../../commit-port.js";
import type { CommitterOptions } from "./frame-committer.js";
import { type CommitReply, InThreadPort } from "./make-commit-port.js";

/** The thread that writes one session: commits requests in order and replies to each when it is committed or has failed for good. */
const port = new InThreadPort(workerData as CommitterOptions);

parentPort?.on("message", async (request: CommitRequest | "close") => {
  if (request === "close") {
    await port.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(await commit(request));
});

async function commit(request: CommitRequest): Promise<CommitReply> {
  try {
    await port.commit(request);
    return { ok: true };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof KubespyError ? error.hint : undefined;
    return { ok: false, message, ...(hint === undefined ? {} : { hint }) };
  }
}
