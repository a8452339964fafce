import { setImmediate as nextTurn } from "node:timers/promises";
import { Command, CommanderError, Option } from "commander";
import { ExitCode, KubespyError } from "../errors.js";
import { printable } from "../io/printable.js";
import { whenAborted } from "../io/when-aborted.js";
import { AmbiguousSession } from "../store/session-store.js";
import { addChangesCommand } from "./changes/changes.js";
import type { AddCommand, CommandContext } from "./common/context.js";
import { addCompareCommand } from "./compare/compare.js";
import { addCompletionCommand } from "./completion/completion.js";
import { addDemoCommand } from "./demo/demo.js";
import { addDiagnoseCommand } from "./diagnose/diagnose.js";
import { addExportCommand } from "./export/export.js";
import { addImportCommand } from "./import/import.js";
import { addLsCommand } from "./ls/ls.js";
import { addMarkCommand } from "./mark/mark.js";
import { addOpenCommand } from "./open/open.js";
import { addQueryCommand } from "./query/query.js";
import { addRecordCommand } from "./record/record.js";
import { addRenameCommand } from "./rename/rename.js";
import { addReplayCommand } from "./replay/replay.js";
import { addReportCommand } from "./report/report.js";
import { addRmCommand } from "./rm/rm.js";
import { addServeCommand } from "./serve/serve.js";
import { addShareCommand } from "./share/share.js";
import { addShowCommand } from "./show/show.js";
import { addStatusCommand } from "./status/status.js";
import { addTitleCommand } from "./title/title.js";
import { addTraceCommand } from "./trace/trace.js";
import { addUnmarkCommand } from "./unmark/unmark.js";
import { addVacuumCommand } from "./vacuum/vacuum.js";

/** In the order of `--help`. */
const commands: readonly AddCommand[] = [
  addRecordCommand,
  addReplayCommand,
  addDiagnoseCommand,
  addStatusCommand,
  addChangesCommand,
  addTraceCommand,
  addLsCommand,
  addShowCommand,
  addCompareCommand,
  addQueryCommand,
  addRenameCommand,
  addTitleCommand,
  addMarkCommand,
  addUnmarkCommand,
  addRmCommand,
  addVacuumCommand,
  addShareCommand,
  addExportCommand,
  addReportCommand,
  addOpenCommand,
  addImportCommand,
  addServeCommand,
  addDemoCommand,
  addCompletionCommand,
];

/**
 * Parses and runs one command line; resolves with the exit code. Never throws: an expected failure is printed as `error:` and
 * `hint:`, any other as a bug to report (with its stack when KUBESPY_DEBUG is set).
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  let code: number = ExitCode.done;
  const program = makeProgram(context, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync([...withDefaultCommand(args, context)], { from: "user" }).catch(unlessHelp);
    await Promise.race([context.streams.stdout.drained().catch(unlessBrokenPipe), givenUp(context.interrupt)]);
    return code;
  } catch (error) {
    return await report(error, context);
  }
}

export function makeProgram(context: CommandContext, exit: (code: number) => void): Command {
  const program = new Command(context.programName)
    .description("A flight recorder for Kubernetes lifecycles: record what happens, step through it later, share it as one file.")
    .version(context.version, "-V, --version")
    .addOption(new Option("--no-color", "plain text, also on a terminal (NO_COLOR does the same)"))
    .showSuggestionAfterError(true)
    .helpCommand(true)
    .addHelpText(
      "after",
      `
Examples:
  ${context.programName}                               choose from the sessions and bundled recordings (on a terminal)
  ${context.programName} demo                          see it work without a cluster
  ${context.programName} record pod nginx              record a Pod and the Events about it until Ctrl-C
  ${context.programName} record deploy/web -- kubectl apply -f web.yaml
  ${context.programName} replay @latest                step through the newest session
  ${context.programName} replay pod-bad-image-tag      step through a bundled recording (see "ls --bundled")`,
    );
  program.hook("preAction", async () => await context.beforeAction?.());
  for (const add of commands) add(program, context, exit);
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    // A paragraph is broken where the terminal ends, not where the source does.
    command.configureHelp({ commandDescription: (each) => each.description().replace(/(?<!\n)\n(?!\n)/g, " ") });
    command.configureOutput({
      writeOut: (text) => void context.streams.stdout.write(text),
      writeErr: (text) => void context.streams.stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error: /, "kubespy: error: ").replace(/\n\(Did you mean (.*)\?\)/, '\nkubespy: hint: did you mean "$1"?')),
      getOutHelpWidth: () => Math.min(context.streams.stdout.columns(), 100),
    });
  }
  return program;
}

/** On a terminal the program without a command lists sessions to choose from; elsewhere it prints its help. */
function withDefaultCommand(args: readonly string[], { terminal }: CommandContext): readonly string[] {
  return terminal !== undefined && hasNoCommand(args) ? ["replay", ...args] : args;
}

/** True where there is nothing but where the sessions are, and whether in colour: `--db FILE`, `--no-color`. */
function hasNoCommand(args: readonly string[]): boolean {
  return args.every((arg, i) => arg === "--no-color" || arg === "--db" || arg.startsWith("--db=") || args[i - 1] === "--db");
}

/** After a signal nobody waits for a reader that takes nothing any more; a failure that is known by then still counts. */
async function givenUp(interrupt: AbortSignal): Promise<void> {
  await whenAborted(interrupt);
  await nextTurn();
}

/** Help and version were printed as they were asked for. */
function unlessHelp(error: unknown): void {
  if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
}

function unlessBrokenPipe(error: unknown): void {
  if (!isBrokenPipe(error)) throw error;
}

async function report(error: unknown, context: CommandContext): Promise<number> {
  const { stderr } = context.streams;
  if (error instanceof CommanderError) return ExitCode.usage;
  if (isBrokenPipe(error)) return ExitCode.done;
  if (error instanceof KubespyError) {
    stderr.write(`kubespy: error: ${safeLines(error.message)}\n`);
    if (error instanceof AmbiguousSession) {
      const { sessionChoices } = await import("../report/overview/session-choices.js");
      stderr.write(sessionChoices(error.choices, stderr.isTty ? stderr.columns() : undefined));
    }
    if (error.hint !== undefined) stderr.write(`kubespy: hint: ${safeLines(error.hint)}\n`);
    if (context.env["KUBESPY_DEBUG"]) stderr.write(`${error.stack}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  stderr.write(
    `kubespy: error: ${safeLines(message)}\nkubespy: hint: this is a bug; please report it with the output of KUBESPY_DEBUG=1\n`,
  );
  if (context.env["KUBESPY_DEBUG"] && error instanceof Error) stderr.write(`${error.stack}\n`);
  return ExitCode.failed;
}

/** The reader of our output is gone (`| head`): no failure. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

function safeLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line))
    .join("\n");
}
