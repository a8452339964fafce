import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { helpDetailsOf } from "../../src/commands/common/help-details.js";
import { makeProgram } from "../../src/commands/program.js";
import { auditOfFrames } from "../importing/audit/audit-of-recording.js";
import { bundled, objectFrames } from "../serve/bundled.js";
import { programOutput, runInProcess } from "../support/in-process.js";
import { ended, programPath, projectRoot, serve, temporaryFolder } from "../support/program.js";
import { TerminalProgram } from "../support/terminal.js";

const context = { programName: "kubespy", version: "0", packageRoot: projectRoot } as Parameters<typeof makeProgram>[0];
const program = makeProgram(context, () => {});
const examples = [program, ...program.commands].flatMap((command) => (helpDetailsOf(command).examples ?? []).map(([line]) => line));

/** Named by examples; the last one is the newest. */
const sessions = [
  ...["before", "after", "good", "bad", "nginx-1", "test-1"].map((name) => [name, "pod-nginx"] as const),
  ...["main-1", "main-2", "main-3", "main-4", "pr-1", "pr-2", "pr-3"].map((name) => [name, "pod-nginx"] as const),
  ["pr-4", "pod-nginx"] as const,
  ...["web-7", "web-1", "web-3"].map((name) => [name, "deployment-rollout"] as const),
] as const;

const template = temporaryFolder();
let cluster: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  const { path } = template;
  const db = ["--db", join(path, "sessions.db")];
  const run = async (...args: readonly string[]) => {
    const { code, stderr } = await runInProcess([...args, ...db], { cwd: path });
    if (code !== 0) throw new Error(`kubespy ${args.join(" ")}: ${stderr}`);
  };
  for (const [session, recording] of sessions) await run("import", recording, "--session", session);
  for (const [at, text] of [
    ["1s", "first restart"],
    ["2s", "third"],
  ] as const)
    await run("mark", "web-7", "--at", at, text);
  for (const name of ["incident", "good", "web-1"]) await run("export", "deployment-rollout", "-o", `${name}.kubespy.gz`);
  await run("report", "deployment-rollout", "-o", "incident.html");
  await run("share", "web-3");
  const watch = await programOutput("export", "pod-nginx", "--as", "watch");
  const objects = watch.trimEnd().split("\n").map((line) => JSON.parse(line).object);
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects.slice(0, 1) });
  for (const file of ["events.yaml", "pods.yaml"]) writeFileSync(join(path, file), list);
  writeFileSync(join(path, "pods.json"), watch);
  for (const folder of ["bin", "fpath", "dump", "audit-logs", "shared", ".config/fish/completions"]) mkdirSync(join(path, folder), { recursive: true });
  writeFileSync(join(path, "dump", "pods.json"), list);
  await ended(spawn("tar", ["czf", "must-gather.tar.gz", "dump"], { cwd: path }));
  const log = auditOfFrames(await objectFrames(await bundled("deployment-rollout"))).map(({ text }) => `${text}\n`);
  writeFileSync(join(path, "audit.log"), log.slice(20).join(""));
  writeFileSync(join(path, "audit-2026-11-22.log.gz"), gzipSync(log.slice(0, 20).join("")));
  writeFileSync(join(path, "audit-logs", "audit.log"), log.join(""));
  writeFileSync(join(path, "recipients.txt"), `${await identityToRecipient(await generateIdentity())}\n`);
  const scripts = {
    kubespy: `exec "${process.execPath}" "${programPath}" "$@"`,
    // What kubectl and others say is no matter of these tests.
    kubectl: `case "$1" in get) cat "$HOME/pods.json";; esac`,
    less: "cat",
    gh: "cat >/dev/null",
    "xdg-open": ":",
    open: ":",
  };
  for (const [name, script] of Object.entries(scripts)) writeFileSync(join(path, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  cluster = await serve("deployment-rollout", ["--at", "100%"]);
}, 120_000);

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  template[Symbol.dispose]();
});

/** A folder with all that examples name, for one of them. */
function workplace() {
  const folder = temporaryFolder();
  cpSync(template.path, folder.path, { recursive: true });
  const env = {
    PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`,
    HOME: folder.path,
    XDG_DATA_HOME: folder.path,
    KUBESPY_DB: join(folder.path, "sessions.db"),
    KUBECONFIG: cluster.kubeconfig,
    TERM: "dumb",
  };
  return { folder, env };
}

/** Prompts, lists and players: they run on a terminal, with these keys. */
const typed: Readonly<Record<string, string>> = { kubespy: "q", "kubespy replay": "q", "kubespy rm nginx-1": "y\r" };

/** Exit codes other than 0 of what ends by itself. */
const codes: Readonly<Record<string, number>> = {};

/** What only Ctrl-C ends here: servers, and what waits for changes of a cluster in which nothing changes. */
const isEndless = (line: string) =>
  /^kubespy (serve|open) /.test(line) ||
  (/^kubespy record /.test(line) && !line.includes("record -")) ||
  (/^kubespy (status|changes|trace) /.test(line) && !/(status|changes|trace) (@|\S+\.kubespy|pod-|deployment-)/.test(line)) ||
  /^kubespy diagnose deploy/.test(line);

describe("the examples of --help run as they are", { timeout: 60_000 }, () => {
  it("are there for every command that has arguments", () => {
    for (const command of program.createHelp().visibleCommands(program))
      if (command.registeredArguments.some(({ required }) => required)) expect(helpDetailsOf(command).examples ?? [], command.name()).not.toEqual([]);
  });

  it.each(examples.filter((line) => Object.hasOwn(typed, line)))("%s, on a terminal", async (line) => {
    const { folder, env } = workplace();
    using _ = folder;
    await using terminal = new TerminalProgram("bash", ["-c", line], { env: { ...env, TERM: "xterm-256color" }, cwd: folder.path });
    await terminal.shows(line.includes("rm") ? "[y/N]" : "web-3");
    terminal.type(typed[line] ?? "");
    expect((await terminal.exit).exitCode).toBe(0);
  });

  it.each(examples.filter((line) => !Object.hasOwn(typed, line)))("%s", async (line) => {
    const { folder, env } = workplace();
    using _ = folder;
    const shell = line.includes("fpath") ? ["zsh", "-fc", `fpath=("$HOME/fpath"); ${line}`] : ["bash", "-o", "pipefail", "-c", line];
    const child = spawn(shell[0] ?? "", shell.slice(1), { cwd: folder.path, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const interrupted = isEndless(line) ? interruptOnceRunning(child) : undefined;
    const { code, stdout, stderr } = await ended(child);
    const said = `${stdout}\n${stderr}`;
    expect(code, said).not.toBe(2);
    if (interrupted === undefined) expect(code, said).toBe(codes[line] ?? 0);
    // Where the end was reached before Ctrl-C, it is done; where nothing was seen, it has failed.
    else expect([0, 1, 130], said).toContain(code);
    expect(said).not.toContain("this is a bug");
  });
});

/** Ctrl-C, as a terminal sends it, once the program has said that it works. */
function interruptOnceRunning(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const interrupt = () => {
      setTimeout(() => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
        resolve();
      }, 300);
    };
    child.stderr?.once("data", interrupt);
  });
}
