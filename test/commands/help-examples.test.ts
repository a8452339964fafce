import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandPath, withSubcommands } from "../../src/commands/common/command-tree.js";
import { helpDetailsOf } from "../../src/commands/common/help-details.js";
import { makeProgram } from "../../src/commands/program.js";
import { auditOfFrames } from "../importing/audit/audit-of-recording.js";
import { bundled, objectFrames } from "../serve/bundled.js";
import { programOutput, runInProcess } from "../support/in-process.js";
import { ended, programPath, projectRoot, serve, temporaryFolder } from "../support/program.js";
import { TerminalProgram } from "../support/terminal.js";

const context = { programName: "kubespy", version: "0", packageRoot: projectRoot } as Parameters<typeof makeProgram>[0];
const program = makeProgram(context, () => {});
const commands = withSubcommands(program).map((command) => ({
  name: commandPath(command),
  examples: (helpDetailsOf(command).examples ?? []).map(([line]) => line),
}));

/** What examples name as sessions, and the recordings that stand for them; the last one is the newest. */
const sessions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["before", "good", "main-1", "main-2", "main-3", "main-4"].map((name) => [name, "pod-nginx"])),
  ...Object.fromEntries(["after", "bad", "pr-1", "pr-2", "pr-3", "pr-4"].map((name) => [name, "pod-nginx-1.28"])),
  "nginx-1": "pod-nginx",
  "test-1": "pod-nginx",
  "web-7": "deployment-rollout",
  "web-3": "deployment-bad-rollout",
};

/** Files that examples name, and what is in them. */
const recordings: Readonly<Record<string, string>> = {
  "incident.kubespy.gz": "deployment-bad-rollout",
  "web-1.kubespy.gz": "deployment-bad-rollout",
  "good.kubespy.gz": "deployment-rollout",
  "before.kubespy.gz": "pod-nginx",
  "after.kubespy.gz": "pod-nginx-1.28",
};

/** Programs that need a cluster, a screen or an account: what examples do with their input and output is done all the same. */
const substitutes: Readonly<Record<string, string>> = {
  kubespy: `exec "${process.execPath}" "${programPath}" "$@"`,
  kubectl: 'case "$1" in get) cat "$HOME/pods.json";; esac',
  less: "cat",
  gh: "cat >/dev/null",
  "xdg-open": ":",
  open: ":",
};

const template = temporaryFolder();
let served: Awaited<ReturnType<typeof serve>> | undefined;

beforeAll(async () => {
  const { path } = template;
  const run = async (db: string, ...args: readonly string[]) => {
    const { code, stderr } = await runInProcess([...args, "--db", db], { cwd: path });
    if (code !== 0) throw new Error(`kubespy ${args.join(" ")}: ${stderr}`);
  };
  const db = join(path, "sessions.db");
  for (const [session, recording] of Object.entries(sessions)) await run(db, "import", recording, "--session", session);
  for (const name of ["web-7", "web-3"])
    for (const at of ["1s", "2s", "12.5s"]) await run(db, "mark", name, "--at", at, at === "1s" ? "first restart" : "x");
  for (const [file, recording] of Object.entries(recordings)) await run(db, "export", recording, "-o", file);
  await run(db, "report", "deployment-rollout", "-o", "incident.html");
  await run(db, "share", "web-3");
  await run(db, "lesson", "new", "web-3", "-o", "incident-7");

  const watch = await programOutput("export", "pod-nginx", "--as", "watch");
  const [first = ""] = watch.split("\n");
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [JSON.parse(first).object] });
  for (const folder of ["bin", "fpath", "dump", "audit-logs", "shared", ".config/fish/completions"])
    mkdirSync(join(path, folder), { recursive: true });
  for (const file of ["events.yaml", "pods.yaml", "dump/pods.json"]) writeFileSync(join(path, file), list);
  const events = watch
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  // As kubectl writes them, without what kubespy adds.
  writeFileSync(join(path, "pods.json"), events.map(({ type, object }) => `${JSON.stringify({ type, object })}\n`).join(""));
  writeFileSync(join(path, "slow-pulls.sql"), "SELECT session, sentence FROM frames WHERE sentence LIKE '%pull%'");
  await ended(spawn("tar", ["czf", "must-gather.tar.gz", "dump"], { cwd: path }));
  const log = ofLastHour(auditOfFrames(await objectFrames(await bundled("deployment-rollout"))).map(({ text }) => `${text}\n`));
  writeFileSync(join(path, "audit-2026-11-22.log.gz"), gzipSync(log.slice(0, 20).join("")));
  writeFileSync(join(path, "audit.log"), log.slice(20).join(""));
  writeFileSync(join(path, "audit-logs", "audit.log"), log.join(""));
  writeFileSync(join(path, "recipients.txt"), `${await identityToRecipient(await generateIdentity())}\n`);
  for (const [name, script] of Object.entries(substitutes))
    writeFileSync(join(path, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const cluster = [...(await lastObjects("deployment-rollout")), ...(await lastObjects("pod-nginx")), ...others];
  writeFileSync(join(path, "cluster.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: cluster }));
  const clusterDb = join(path, "cluster.db");
  for (const session of ["cluster", "web-3"]) await run(clusterDb, "import", "cluster.json", "--session", session);
  served = await serve("cluster", ["--at", "100%", "--db", clusterDb]);
}, 120_000);

/** What the cluster of the examples has beside the last objects of recordings. */
const others = [
  { apiVersion: "v1", kind: "ConfigMap", name: "settings" },
  { apiVersion: "batch/v1", kind: "Job", name: "import" },
  { apiVersion: "example.com/v1", kind: "Widget", name: "w1" },
].map(({ name, ...type }) => ({
  ...type,
  data: { "nginx.conf": "# ACME-12" },
  metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion: "9" },
}));

async function lastObjects(recording: string): Promise<readonly unknown[]> {
  const lines = (await programOutput("export", recording, "--as", "watch")).trimEnd().split("\n");
  const objects = lines.map((line) => JSON.parse(line)).filter(({ type }) => type !== "DELETED");
  return [...new Map(objects.map(({ object }) => [object?.metadata.uid, object])).values()].filter((object) => object !== undefined);
}

/** The lines of an audit log, moved so that the last change was just now, in the namespace that examples name. */
function ofLastHour(lines: readonly string[]): readonly string[] {
  const time = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g;
  const newest = Math.max(...lines.flatMap((line) => [...line.matchAll(time)].map(([, text = ""]) => Date.parse(text))));
  const moved = (text: string) => new Date(Date.parse(text) + Date.now() - newest).toISOString();
  return lines.map((line) =>
    line
      .replace(time, (_, text) => `"${moved(text)}"`)
      .replaceAll('"namespace":"default"', '"namespace":"shop"')
      .replaceAll("/namespaces/default/", "/namespaces/shop/"),
  );
}

afterAll(async () => {
  await served?.[Symbol.asyncDispose]();
  template[Symbol.dispose]();
});

/** A folder with all that an example reads, and nothing that it writes. */
function workplace(line: string) {
  const folder = temporaryFolder();
  const [, written] = / -o (\S+\.\S+)/.exec(line) ?? [];
  const isRead = (source: string) =>
    !source.endsWith(".gz") || dirname(source) !== template.path || (line.includes(basename(source)) && basename(source) !== written);
  cpSync(template.path, folder.path, { recursive: true, filter: isRead });
  if (written !== undefined) rmSync(join(folder.path, written), { force: true });
  const env = {
    PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`,
    HOME: folder.path,
    XDG_DATA_HOME: folder.path,
    // Of all sessions, those of the cluster have a ConfigMap.
    KUBESPY_DB: join(folder.path, line.includes("ConfigMap:") ? "cluster.db" : "sessions.db"),
    KUBECONFIG: served?.kubeconfig ?? "",
    TERM: "dumb",
  };
  return { folder, env };
}

/** What needs a terminal: what it shows there, and the keys that end it. */
const typed: Readonly<Record<string, readonly [shown: string, keys: string]>> = {
  "kubespy replay": ["web-3", "\u001b"],
  "kubespy rm nginx-1": ["[y/N]", "y\r"],
};

/** Exit codes other than 0 of what ends by itself, and why. */
const codes: Readonly<Record<string, readonly [code: number, reason: string]>> = {
  "kubespy compare before after --exit-code --fail-on slower=20% --report comparison.html": [3, "the later version is slower"],
};

/** What only Ctrl-C ends here: servers, and what waits for changes of a cluster in which nothing changes. */
function isEndless(line: string): boolean {
  const [, command = "", what = ""] = /^kubespy (\w+) (\S+)/.exec(line) ?? [];
  if (command === "serve" || command === "open" || line.includes("--serve")) return true;
  if (command === "record") return what !== "-";
  const isSession = what.startsWith("@") || what.includes(".kubespy") || /^(pod|deployment)-/.test(what);
  // Until an object has settled, this takes a while.
  if (command === "diagnose") return !isSession && !line.includes("--until");
  return ["status", "changes", "trace"].includes(command) && !isSession;
}

async function runExample(line: string): Promise<void> {
  const { folder, env } = workplace(line);
  using _ = folder;
  const typing = typed[line];
  if (typing !== undefined) {
    await using terminal = new TerminalProgram("bash", ["-c", line], { env: { ...env, TERM: "xterm-256color" }, cwd: folder.path });
    await terminal.shows(typing[0]);
    terminal.type(typing[1]);
    expect((await terminal.exit).exitCode, line).toBe(0);
    return;
  }
  // Now is a moment of a session that is being recorded.
  if (line.startsWith("kubespy mark @latest") && !line.includes("--at")) {
    const recorder = spawn("kubespy", ["record", "pods", "--session", "live", "--quiet"], { cwd: folder.path, env, stdio: "ignore" });
    const recorded = new Promise((resolve) => recorder.once("close", resolve));
    try {
      await expect.poll(async () => (await runInProcess(["ls", "-o", "name"], { env })).stdout, { timeout: 20_000 }).toContain("live");
      await runLine(line, folder.path, env);
    } finally {
      recorder.kill("SIGINT");
      await recorded;
    }
    return;
  }
  await runLine(line, folder.path, env);
}

async function runLine(line: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  const shell = line.includes("fpath") ? ["zsh", "-fc", `fpath=("$HOME/fpath"); ${line}`] : ["bash", "-o", "pipefail", "-c", line];
  const child = spawn(shell[0] ?? "", shell.slice(1), { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  if (isEndless(line)) interruptOnceRunning(child);
  const { code, stdout, stderr } = await ended(child);
  const said = `${line}\n${stdout}\n${stderr}`;
  // Ctrl-C after the end was reached changes nothing; where nothing was seen by then, a recording has failed.
  const isInterrupted = isEndless(line) && codes[line] === undefined;
  const expected = isInterrupted ? [0, 130, ...(/nothing was seen/.test(stderr) ? [1] : [])] : [codes[line]?.[0] ?? 0];
  expect(expected, said).toContain(code);
  expect(said).not.toContain("this is a bug");
}

/** Ctrl-C, as a terminal sends it, once the program has said that it works. */
function interruptOnceRunning(child: ChildProcess): void {
  const interrupt = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
  };
  const begun = Promise.race([child.stdout, child.stderr].map((output) => new Promise((resolve) => output?.once("data", resolve))));
  void begun.then(() => setTimeout(interrupt, 300));
}

describe("the examples of --help run as they are", { timeout: 40_000 }, () => {
  it("are there for every command that has arguments", () => {
    for (const command of withSubcommands(program))
      if (!command.name().startsWith("__") && command.registeredArguments.some(({ required }) => required))
        expect(helpDetailsOf(command).examples ?? [], commandPath(command)).not.toEqual([]);
  });

  it.each(commands.filter(({ examples }) => examples.length > 0))("$name", async ({ examples }) => {
    const failures: unknown[] = [];
    const waiting = [...examples];
    const runSome = async () => {
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift())
        await runExample(line).catch((error: unknown) => failures.push(error));
    };
    await Promise.all([runSome(), runSome()]);
    expect(failures.map((failure) => (failure instanceof Error ? failure.message : failure))).toEqual([]);
  });
});
