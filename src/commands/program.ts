import { setImmediate as nextTurn } from "node:timers/promises";
import { Command, CommanderError, Option } from "commander";
import { ExitCode, KubespyError, UsageError } from "../errors.js";
import { printable } from "../io/printable.js";
import { whenAborted } from "../io/when-aborted.js";
import { AmbiguousSession } from "../store/session-store.js";
import { assertValues } from "./assert-values.js";
import { addChangesCommand } from "./changes/changes.js";
import { commandPath, isCommandGroup, resolveCommand, withSubcommands } from "./common/command-tree.js";
import type { AddCommand, CommandContext } from "./common/context.js";
import { addHelpDetails } from "./common/help-details.js";
import { helpFormat, maxHelpColumns } from "./common/help-format.js";
import { addCompareCommand } from "./compare/compare.js";
import { addCompletionCommand } from "./completion/completion.js";
import { addDemoCommand } from "./demo/demo.js";
import { addDiagnoseCommand } from "./diagnose/diagnose.js";
import { addExportCommand } from "./export/export.js";
import { addImportCommand } from "./import/import.js";
import { addLearnCommand } from "./learn/learn.js";
import { addLessonCommand } from "./lesson/lesson.js";
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
import { unknownCommand, usageErrorOf } from "./usage-errors.js";
import { addVacuumCommand } from "./vacuum/vacuum.js";

/** What `--help` lists, in its order: from what one does first to what one does rarely. */
const commands: readonly (readonly [group: string, commands: readonly AddCommand[]])[] = [
  ["Record", [addDemoCommand, addRecordCommand, addImportCommand]],
  ["Look", [addReplayCommand, addOpenCommand, addShowCommand, addLsCommand, addTraceCommand, addStatusCommand, addChangesCommand]],
  ["Explain", [addDiagnoseCommand, addCompareCommand, addQueryCommand]],
  ["Share", [addShareCommand, addReportCommand, addExportCommand, addServeCommand]],
  ["Learn", [addLearnCommand, addLessonCommand]],
  ["Keep", [addMarkCommand, addUnmarkCommand, addTitleCommand, addRenameCommand, addRmCommand, addVacuumCommand]],
  ["Other", [addCompletionCommand, addHelpCommand]],
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
    const words = withSeparateValues(withDefaultCommand(args, context), program);
    await program.parseAsync([...words], { from: "user" }).catch(unlessHelp);
    await Promise.race([context.streams.stdout.drained().catch(unlessBrokenPipe), givenUp(context.interrupt)]);
    return code;
  } catch (error) {
    return await report(error, context);
  }
}

export function makeProgram(context: CommandContext, exit: (code: number) => void): Command {
  const name = context.programName;
  const program = new Command(name)
    .description("A flight recorder for Kubernetes lifecycles: record what happens, step through it later, share it as one file.")
    .usage("[command]")
    .version(context.version, "-V, --version", "print the version")
    .addOption(new Option("--no-color", "plain text, also on a terminal (NO_COLOR does the same)"))
    .showSuggestionAfterError(false)
    .helpCommand(false);
  addHelpDetails(program, {
    notes: [`"${name} COMMAND --help" explains a command.`],
    examples: [
      [name, "choose from a list, on a terminal"],
      [`${name} demo`, "see it work without a cluster"],
      [`${name} record pod nginx`, "record a Pod and its Events until Ctrl-C"],
      [`${name} record deploy/web -- kubectl apply -f web.yaml`],
      [`${name} replay @latest`, "step through the newest session"],
      [`${name} replay pod-bad-image-tag`, "step through a bundled recording"],
    ],
  });
  program.hook("preAction", async (_, command) => {
    assertValues(command);
    await context.beforeAction?.();
  });
  for (const [group, adders] of commands) {
    program.commandsGroup(`${group}:`);
    for (const add of adders) add(program, context, exit);
  }
  for (const command of withSubcommands(program)) {
    command.helpOption("-h, --help", "print this help");
    command.exitOverride((error) => {
      throw isHelp(error) ? error : usageErrorOf(error, command);
    });
    // "kubespy help NAME" explains a command of a group as well.
    if (isCommandGroup(command)) command.helpCommand(false).showSuggestionAfterError(false);
    command.configureHelp(helpFormat);
    const write = (text: string) => void context.streams.stdout.write(text);
    command.configureOutput({
      writeOut: write,
      // The help of a group that is named without a command.
      writeErr: write,
      // What is wrong is thrown.
      outputError: () => {},
      getOutHelpWidth: () => Math.min(context.streams.stdout.columns(), maxHelpColumns),
    });
  }
  return program;
}

/** `kubespy help [COMMAND...]`. Commander's own prints the whole help where it does not know the command. */
function addHelpCommand(program: Command): void {
  program
    .command("help")
    .summary("explain a command")
    .description("Prints the help of a command, or of the program.")
    .argument("[command...]", "a command; of a group, its name and that of a command in it")
    .action((names: readonly string[]) => {
      const { command, length } = resolveCommand(program, names);
      const [unknown] = names.slice(length);
      if (unknown === undefined) command.outputHelp();
      else if (isCommandGroup(command)) throw unknownCommand(unknown, command);
      else throw new UsageError(`unexpected argument "${unknown}"`, { hint: `"${commandPath(command)}" has no commands of its own` });
    });
}

/** As in kubectl, `-o=json` is `-o json`. What is after `--` is another program's. */
function withSeparateValues(args: readonly string[], program: Command): readonly string[] {
  const { command } = resolveCommand(program, args);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.flatMap((arg, i) => {
    const [, flag, value] = /^(-[a-zA-Z])=(.*)$/s.exec(arg) ?? [];
    const takesValue = command.options.some(({ short, required }) => required && short === flag);
    return flag !== undefined && value !== undefined && takesValue && i < end ? [flag, value] : [arg];
  });
}

/** On a terminal the program without a command lists sessions to choose from; elsewhere it prints its help. */
function withDefaultCommand(args: readonly string[], { terminal }: CommandContext): readonly string[] {
  if (terminal !== undefined) return hasNoCommand(args) ? ["replay", ...args] : args;
  return args.every((arg) => arg === "--no-color") ? [...args, "help"] : args;
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
  if (!(error instanceof CommanderError && isHelp(error))) throw error;
}

/** Also that of a group of commands, which commander prints, with another exit code, where none of them is named. */
function isHelp({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === "commander.help";
}

function unlessBrokenPipe(error: unknown): void {
  if (!isBrokenPipe(error)) throw error;
}

async function report(error: unknown, context: CommandContext): Promise<number> {
  const { stderr } = context.streams;
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
