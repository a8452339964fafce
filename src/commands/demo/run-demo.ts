import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { makeTemporaryFolder } from "../../io/temporary-folder.js";
import type { CommandContext } from "../common/context.js";
import { openWithWarnings } from "../common/print-session.js";
import { runCommand } from "../common/run-command.js";

interface DemoRequest {
  readonly recording: string;
  readonly speed: number;
  readonly context: CommandContext;
}

/** How long the served API may take to start. */
const serveTimeoutMs = 10_000;

/**
 * Runs the three commands that a user would type, each in its own process, and shows each before it runs. So what works here also works by
 * hand.
 */
export async function runDemo(request: DemoRequest): Promise<number> {
  // The commands would suggest next steps for a session that is removed at the end.
  const context = { ...request.context, env: { ...request.context.env, KUBESPY_HINTS: "off" } };
  const { targets, durationMs, title } = await facts(request);
  const folder = makeTemporaryFolder("kubespy-demo-");
  const kubeconfig = join(folder, "kubeconfig");
  let server: ChildProcess | undefined;
  try {
    say(context, `kubespy serves a recording of a real cluster as a Kubernetes API on loopback, ${request.speed} times as fast.`);
    server = await serve(request, kubeconfig);
    say(context, "kubespy records it from there over HTTP, as from any cluster.");
    // The recording's own length, and a second and a half for the lead-in of the server.
    const seconds = Math.ceil(durationMs / request.speed / 1000 + 1.5);
    const store = ["--db", join(folder, "demo.db")];
    const how = ["--session", "demo", "--title", title, "--for", `${seconds}s`, "--kubeconfig", kubeconfig];
    const recorded = await step(context, ["record", ...targets, ...how, ...store]);
    if (recorded !== ExitCode.done) return recorded;
    say(context, "The session now replays without a cluster, step by step, with what changed and what it means.");
    server.kill("SIGTERM");
    const replayed = await step(context, ["replay", "demo", "--plain", ...store]);
    if (replayed === ExitCode.done) context.streams.stdout.write(next(context.programName));
    return replayed;
  } finally {
    server?.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function facts(request: DemoRequest): Promise<{ targets: readonly string[]; durationMs: number; title: string }> {
  const reader = await openWithWarnings(request.recording, undefined, request.context);
  try {
    const { header, durationMs } = reader.summary;
    return { targets: header.targets, durationMs, title: header.title ?? header.name };
  } finally {
    await reader.close();
  }
}

async function serve(request: DemoRequest, kubeconfig: string): Promise<ChildProcess> {
  const { context } = request;
  const args = ["serve", request.recording, "--speed", String(request.speed), "--kubeconfig-out", kubeconfig];
  show(context, args);
  const [file = "", ...self] = context.self;
  const server = spawn(file, [...self, ...args], { cwd: context.cwd, env: { ...context.env }, stdio: "ignore" });
  const deadline = context.clock.monotonicMs() + serveTimeoutMs;
  while (!existsSync(kubeconfig)) {
    if (server.exitCode !== null || context.clock.monotonicMs() > deadline)
      throw new KubespyError(`"serve ${request.recording}" did not start`, {
        hint: `run it by hand: ${context.programName} serve ${request.recording}`,
      });
    await context.clock.sleep(50, context.interrupt);
  }
  return server;
}

async function step(context: CommandContext, args: readonly string[]): Promise<number> {
  show(context, args);
  return (await runCommand([...context.self, ...args], context, context.interrupt)).exitCode;
}

function say(context: CommandContext, text: string): void {
  context.streams.stdout.write(`\n# ${text}\n`);
}

function show(context: CommandContext, args: readonly string[]): void {
  context.streams.stdout.write(`$ ${printable([context.programName, ...args.map(shellWord)].join(" "))}\n`);
}

function shellWord(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function next(name: string): string {
  return `
# Try next:
  ${name} replay pod-bad-image-tag                 a bundled recording of a failure ("${name} ls --bundled" lists all)
  ${name} replay deployment-rollout --object rs    the ReplicaSets of a rollout
  ${name} record pod nginx                         your own cluster, until Ctrl-C
  ${name} record deploy/web -- kubectl apply -f web.yaml
`;
}
