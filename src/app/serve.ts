import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { KubespyError, UsageError } from "../errors.js";
import { type Clock, systemClock } from "../io/clock.js";
import { readRegularFile } from "../io/input-file.js";
import { makeTemporaryFolder, temporaryFailure } from "../io/temporary-folder.js";
import type { SessionReader } from "../model/session.js";
import { type ServedApi, type ServeOptions, startServer } from "../serve/start-server.js";
import { writeFile } from "./write-file.js";

/**
 * Serves a session as a read-only Kubernetes API over plain HTTP on loopback, for kubectl and any other client. Recorded time begins
 * a second after the first request for objects, or is paused with `at`. Keep the session open until the API is closed: revisions are read when they are
 * sent. Rejects with `KubespyError` when the port is taken.
 */
export async function serve(session: SessionReader, options: Partial<ServeOptions> = {}): Promise<ServedApi> {
  return await startServer(session, { clock: systemClock, ...options });
}

/**
 * Resolves when the recording has been played and no watch has been open for a second: a client that resumes a watch closes the old one first.
 * Resolves early when the signal aborts.
 */
export async function servedToEnd(api: ServedApi, signal: AbortSignal, clock: Clock = systemClock): Promise<void> {
  await api.ended;
  for (let quietMs = 0; quietMs < 1000 && !signal.aborted; quietMs = api.openWatches > 0 ? 0 : quietMs + 100) {
    await clock.sleep(100, signal);
  }
}

export interface KubeconfigFile {
  readonly path: string;
  /** Removes a temporary one. */
  remove(): void;
}

/** Writes the kubeconfig of a served API into a temporary file, readable by its owner only. */
export function temporaryKubeconfig(api: ServedApi): KubeconfigFile {
  const folder = makeTemporaryFolder("kubespy-serve-");
  const path = join(folder, "kubeconfig");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(path, api.kubeconfig(), { mode: 0o600 });
  } catch (error) {
    remove();
    throw temporaryFailure(error);
  }
  return { path, remove };
}

/**
 * Writes the kubeconfig of a served API to this absolute path, readable by its owner only. The whole file or none, so that a program that waits
 * for it never reads half of it. Throws `KubespyError` when the file exists and is not a kubeconfig of kubespy: a slip such as
 * `--kubeconfig-out ~/.kube/config` must not replace the user's own.
 */
export async function writeKubeconfig(api: ServedApi, path: string): Promise<KubeconfigFile> {
  assertReplaceable(path);
  await writeFile(Readable.from([Buffer.from(api.kubeconfig())]), path, { force: true, private: true }).catch((cause: Error) => {
    const hint = "name a file in an existing directory that you may write to, or leave out --kubeconfig-out";
    const Kind = cause instanceof UsageError ? UsageError : KubespyError;
    throw new Kind(cause.message, { hint, cause });
  });
  return { path, remove: () => undefined };
}

function assertReplaceable(path: string): void {
  let present: string;
  try {
    present = readRegularFile(path, { name: `"${path}"` }).toString("utf8");
  } catch {
    // To write there fails, and says why.
    return;
  }
  if (present.trim() === "" || present.includes("\ncurrent-context: kubespy\n")) return;
  throw new KubespyError(`"${path}" exists and is not a kubeconfig of kubespy`, { hint: "name another file, or remove that one first" });
}
