import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "./program.js";

/**
 * Appends frames of Pods at a steady rate, from another process with the built program's store; ends the session with the last, or on SIGTERM.
 * Prints how many are committed, a line for each time that it waits.
 */
const recorder = `(async () => {
  const [database, built, count, perSecond] = process.argv.slice(1);
  const { openSqliteStore } = await import(built + "/store/sqlite/sqlite-store.js");
  const { Revision } = await import(built + "/model/revision.js");
  const { systemClock } = await import(built + "/io/clock.js");
  const store = await openSqliteStore(database, { clock: systemClock });
  const startedMs = Date.now();
  const writer = await store.create({
    name: "live", startedAt: new Date(startedMs).toISOString(), targets: ["pods"], streams: [], omissions: [], secretValues: "digests", recorder: "test",
  });
  process.stdout.write("recording\\n");
  let isStopped = false;
  process.once("SIGTERM", () => (isStopped = true));
  for (let n = 1; n <= Number(count) && !isStopped; n++) {
    const waitMs = (n * 1000) / Number(perSecond) - (Date.now() - startedMs);
    if (waitMs > 1) {
      process.stdout.write(writer.committed + "\\n");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    const name = "web-" + (n % 7);
    const ref = { uid: "uid-" + name, apiVersion: "v1", kind: "Pod", namespace: "default", name };
    const metadata = { uid: ref.uid, namespace: "default", name, resourceVersion: String(n), annotations: { filler: "x".repeat(n % 900) } };
    const status = { phase: n > 7 ? "Running" : "Pending" };
    const revision = Revision.ofObject({ apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "c" }] }, status });
    const nowMs = Date.now();
    const type = n > 7 ? "MODIFIED" : "ADDED";
    const observedAt = new Date(nowMs).toISOString();
    writer.append({ kind: "object", offsetMs: nowMs - startedMs, observedAt, type, ref, resourceVersion: String(n), revision });
  }
  await writer.end({ endedAt: new Date().toISOString(), offsetMs: Date.now() - startedMs, outcome: "duration" });
  await store.close();
})();`;

/** Resolves once the session "live" is there. */
export async function startRecorder(
  database: string,
  options: { readonly frames: number; readonly perSecond: number },
): Promise<ChildProcess> {
  const built = pathToFileURL(join(projectRoot, "dist")).href;
  // Not as a module by --input-type: the writer's thread would inherit that, and it is a file.
  const args = ["-e", recorder, database, built, String(options.frames), String(options.perSecond)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (child.stdout !== null) await once(child.stdout, "data");
  child.stdout?.resume();
  return child;
}
