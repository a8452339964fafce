import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { analysisOf } from "../../app/sessions/derived/derived-session.js";
import { openSession } from "../../app/sessions/open-session.js";
import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import { interpretAt } from "../../interpret/interpret-at.js";
import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { shellWord } from "../../io/suggested-command.js";
import { makeTemporaryFolder } from "../../io/temporary-folder.js";
import { greatest } from "../../model/extremes.js";
import { oneScreen, tellingSteps } from "../../report/overview/one-screen.js";
import type { CommandContext } from "../common/context.js";
import { openWithWarnings } from "../common/print-session.js";
import { runCommand } from "../common/run-command.js";
import { offerSession } from "./offer-session.js";

/** How long the served API may take to start. */
const serveTimeoutMs = 10_000;

/** The lead-in of the server, and half a second for what comes last. */
const aroundMs = 1500;

/**
 * Runs the commands that a user would type, each in its own process, and shows each before it runs. So what works here also works by hand. The
 * recording plays as fast as it happened: at any other speed, offsets would contradict the times that are within the objects.
 */
export async function runDemo(recording: string, outer: CommandContext): Promise<number> {
  if (recording === "-") throw new UsageError("demo cannot read a recording from stdin", { hint: "save it to a file, and name that" });
  // The commands would suggest next steps for a session that is removed at the end.
  const context = { ...outer, env: { ...outer.env, KUBESPY_HINTS: "off" } };
  const { targets, durationMs, title } = await facts(recording, context);
  const seconds = Math.ceil((durationMs + aroundMs) / 1000);
  const folder = makeTemporaryFolder("kubespy-demo-");
  const kubeconfig = join(folder, "kubeconfig");
  const store = ["--db", join(folder, "demo.db")];
  let server: ChildProcess | undefined;
  try {
    say(
      context,
      `A recording of a real cluster is served as a Kubernetes API on loopback, as fast as it happened (${formatDuration(durationMs)}).`,
    );
    server = await serve(recording, kubeconfig, context);
    say(context, "kubespy records it from there over HTTP, as from any cluster.");
    const how = ["--session", "demo", "--title", title, "--for", `${seconds}s`, "--kubeconfig", kubeconfig];
    const recorded = await step(context, ["record", ...targets, ...how, ...store]);
    if (recorded !== ExitCode.done) return recorded;
    server.kill("SIGTERM");
    const ending = nextCommands(context.programName);
    await sumUp(store[1], ending.split("\n").length + 1, context);
    context.streams.stdout.write(ending);
    return await offerSession("demo", store, context);
  } finally {
    server?.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function facts(
  recording: string,
  context: CommandContext,
): Promise<{ targets: readonly string[]; durationMs: number; title: string }> {
  const reader = await openWithWarnings(recording, undefined, context);
  try {
    const { header, durationMs } = reader.summary;
    return { targets: header.targets, durationMs, title: header.title ?? header.name };
  } finally {
    await reader.close();
  }
}

async function serve(recording: string, kubeconfig: string, context: CommandContext): Promise<ChildProcess> {
  const args = ["serve", recording, "--kubeconfig-out", kubeconfig];
  show(context, args);
  const [file = "", ...self] = context.self;
  const server = spawn(file, [...self, ...args], { cwd: context.cwd, env: { ...context.env }, stdio: "ignore" });
  const deadline = context.clock.monotonicMs() + serveTimeoutMs;
  while (!existsSync(kubeconfig)) {
    if (server.exitCode !== null || context.clock.monotonicMs() > deadline)
      throw new KubespyError(`"serve ${recording}" did not start`, {
        hint: `run it by hand: ${context.programName} serve ${recording}`,
      });
    await context.clock.sleep(50, context.interrupt);
  }
  return server;
}

async function step(context: CommandContext, args: readonly string[]): Promise<number> {
  show(context, args);
  return (await runCommand([...context.self, ...args], context, context.interrupt)).exitCode;
}

/** `taken`: the lines of the screen that come below. */
async function sumUp(db: string | undefined, taken: number, context: CommandContext): Promise<void> {
  const { stdout } = context.streams;
  const session = await openSession("demo", context, { db });
  try {
    const analysis = await analysisOf(session, context.interrupt);
    const steps: InterpretedFrame[] = [];
    for (const sequence of tellingSteps(analysis)) {
      const step = await interpretAt(session, analysis, sequence);
      if (step !== undefined) steps.push(step);
    }
    say(context, "What the recording shows (the server is stopped):");
    const room = stdout.isTty ? { room: { columns: stdout.columns(), rows: stdout.rows() - taken - 1 } } : {};
    stdout.write(oneScreen({ summary: session.summary, analysis, steps }, { colour: stdout.colour, ...room }));
  } finally {
    await session.close();
  }
}

function say(context: CommandContext, text: string): void {
  context.streams.stdout.write(`\n# ${text}\n`);
}

function show(context: CommandContext, args: readonly string[]): void {
  context.streams.stdout.write(`$ ${printable([context.programName, ...args.map(shellWord)].join(" "))}\n`);
}

function nextCommands(name: string): string {
  const commands = [
    ["replay pod-bad-image-tag", "a recording of a failure"],
    ["ls --bundled", "all recordings that are included"],
    ["record pod nginx", "your own cluster, until Ctrl-C"],
  ] as const;
  const width = greatest(commands.map(([command]) => command.length));
  const lines = commands.map(([command, what]) => `  ${name} ${command.padEnd(width)}   ${what}\n`);
  return `\n# Try next:\n${lines.join("")}`;
}
