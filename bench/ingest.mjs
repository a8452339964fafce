// Ingestion over loopback HTTP: the recorder, the ceiling, and kubectl, on the same events.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { cleanEnv, FrameCount, footprint, now, program, root, startLoadServer, timed } from "./processes.mjs";

export const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

/**
 * One run of the real program, `kubespy record pods`, from the first event on the wire to the last commit: the clock stops when another
 * process sees the last frame in the database. `framesBytes`: size of the database then, `storedBytes`: after the recording has ended, with what
 * is derived from the frames and kept. `nodeArgs` go to node, for a profile; `recordArgs` to the program. The database is left without
 * a write-ahead log.
 */
export async function ingestWithKubespy(load, folder, { nodeArgs = [], recordArgs = [], session = "bench", db = databaseIn(folder) } = {}) {
  const server = await startLoadServer(load);
  const args = ["record", "pods", "--only", "--quiet", "--session", session, "--db", db, "--kubeconfig", kubeconfig(folder, server.port)];
  args.push(...recordArgs);
  const watching = server.next("watch");
  const sent = server.next("sent");
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], { env: cleanEnv, stdio: ["ignore", "ignore", "pipe"] });
  const words = [];
  child.stderr.on("data", (chunk) => words.push(chunk));
  const ended = once(child, "close");
  const { at: startedAt } = await Promise.race([watching, ended.then(() => fail(words))]);
  const committedAt = await Promise.race([allCommitted(db, session, load.objects + load.events), ended.then(() => fail(words))]);
  const { bytes } = await sent;
  const cost = footprint(child.pid);
  const framesBytes = await copiedSize(db);
  child.kill("SIGINT");
  await ended;
  server.stop();
  return { ms: committedAt - startedAt, wireBytes: bytes, framesBytes, storedBytes: checkpointedSize(db), db, ...cost };
}

let databases = 0;

function databaseIn(folder) {
  return join(folder, `ingest-${process.pid}-${++databases}.db`);
}

function fail(words) {
  throw new Error(`kubespy record ended early: ${Buffer.concat(words)}`);
}

async function allCommitted(db, session, frames) {
  const count = new FrameCount(db, session);
  while ((await count.now()) < frames) await new Promise((resolve) => setTimeout(resolve, 10));
  const at = now();
  await count.close();
  return at;
}

/** Of a database that is in use, page by page. */
export async function copiedSize(db) {
  const copy = `${db}-copy`;
  const database = new Database(db, { readonly: true });
  await database.backup(copy);
  database.close();
  const { size } = statSync(copy);
  rmSync(copy);
  return size;
}

function checkpointedSize(db) {
  const database = new Database(db);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
  return statSync(db).size;
}

/** Splitting and parsing only, in a process of its own. */
export async function ingestCeiling(load) {
  const server = await startLoadServer(load);
  const watching = server.next("watch");
  const { stdout } = await timed(process.execPath, [join(root, "bench", "parse-ceiling.mjs"), String(server.port), String(load.events)]);
  const { lines, doneAt } = JSON.parse(stdout);
  if (lines !== load.events) throw new Error(`the ceiling saw ${lines} events of ${load.events}`);
  server.stop();
  return { ms: doneAt - (await watching).at };
}

/** `kubectl get pods -w -o json --output-watch-events >file`, until it has written everything and ended. */
export async function ingestWithKubectl(load, folder) {
  const server = await startLoadServer(load);
  const watching = server.next("watch");
  const file = join(folder, "kubectl.json");
  const output = openSync(file, "w");
  const args = ["--kubeconfig", kubeconfig(folder, server.port), "--cache-dir", join(folder, "cache")];
  const child = spawn("kubectl", [...args, "get", "pods", "-w", "-o", "json", "--output-watch-events"], {
    env: cleanEnv,
    stdio: ["ignore", output, "ignore"],
  });
  await once(child, "close");
  const ms = now() - (await watching).at;
  closeSync(output);
  server.stop();
  return { ms, storedBytes: statSync(file).size };
}

export function kubeconfig(folder, port) {
  const file = join(folder, `kubeconfig-${port}`);
  writeFileSync(
    file,
    `apiVersion: v1
kind: Config
current-context: load
clusters: [{name: load, cluster: {server: "http://127.0.0.1:${port}"}}]
users: [{name: load, user: {}}]
contexts: [{name: load, context: {cluster: load, user: load, namespace: default}}]
`,
    { mode: 0o600 },
  );
  return file;
}
