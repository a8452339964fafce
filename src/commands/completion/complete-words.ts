import type { Argument, Command, Option } from "commander";
import { isCommandGroup, resolveCommand } from "../common/command-tree.js";
import type { CommandContext } from "../common/context.js";
import { type CompletionRequest, type CompletionValues, candidatesFor, commandsOf, described, files, isChanging } from "./candidates.js";
import { optionNamed, TypedLine, unquoted } from "./typed-line.js";

/** By what commands call their operands and the values of their flags; with the flag where one name means several things. */
export const valuesByName: Readonly<Record<string, CompletionValues>> = {
  session: "sessions",
  sessions: "sessions",
  sql: "sql",
  what: "what",
  target: "targets",
  recording: "bundled",
  marker: "markers",
  command: "commands",
  lesson: "lessons",
  // What `import` takes besides files.
  file: "recordings",
  lessons: "lessons",
  "<sessions>": "sessions",
  "<file>": "files",
  "<dir>": "files",
  "<marker>": "markers",
  "<type>": "types",
  "<kinds>": "kinds",
  "--namespace <name>": "namespaces",
  "--context <name>": "contexts",
  "--until <state>": "states",
  "--object <which>": "objects",
  "--by <who>": "managers",
  "--outcome <words>": "outcomes",
};

/** So long a person waits for a key to be answered. */
const maxWaitMs = 1000;

/**
 * Candidates for the last of the words, each followed by a tab and its description where it has one; `:files` means file names. Reads
 * the program's own commands and flags; where one is expected, the names of sessions, of what they hold, and of what the cluster holds, for at most a
 * second. What cannot be read, or would need a person, gives no candidates.
 */
export async function completeWords(words: readonly string[], program: Command, context: CommandContext): Promise<readonly string[]> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  // The rest is the user's command.
  if (before.includes("--")) return [files];
  const { command, length } = resolveCommand(program, before);
  const own = before.slice(length);
  if (isCommandGroup(command)) {
    // A word that names no command of the group.
    if (own.some((word) => !word.startsWith("-"))) return [];
    return current.startsWith("-") ? flagsOf(command) : commandsOf(command);
  }
  const line = new TypedLine(command, own, context.env["HOME"]);
  const late = new AbortController();
  const request = { command, line, current: unquoted(current), context, signal: late.signal };
  void context.clock.sleep(maxWaitMs, late.signal).then(() => late.abort());
  try {
    return await candidatesOf(current, request);
  } finally {
    late.abort();
  }
}

/**
 * The same in the form of cobra, the library of kubectl: a last line says with a number how the shell goes on. Of `--flag=value` only the value is
 * expected, and only what begins as it was typed.
 */
export function forKubectl(found: readonly string[], typed: string): readonly string[] {
  const [head = ""] = /^--[^=]+=/.exec(typed) ?? [];
  const words = found.filter((word) => word !== files && word.startsWith(typed)).map((word) => word.slice(head.length));
  return [...words, found.includes(files) ? cobra.withFiles : cobra.withoutFiles];
}

/** ShellCompDirectiveDefault, ShellCompDirectiveNoFileComp. */
const cobra = { withFiles: ":0", withoutFiles: ":4" } as const;

async function candidatesOf(typed: string, request: CompletionRequest): Promise<readonly string[]> {
  const { command, line } = request;
  // A flag with several values takes the operands of its command: `compare --baseline`.
  if (line.open !== undefined && !line.open.variadic) return await valuesOf(line.open, request);
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (flag !== undefined) {
    const option = optionNamed(command, flag);
    const values = option === undefined ? [] : await valuesOf(option, { ...request, current: unquoted(value ?? "") });
    return values.map((each) => (each === files ? each : `${flag}=${each}`));
  }
  if (typed.startsWith("-")) return flagsOf(command);
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[line.operands.length] ?? (last?.variadic ? last : undefined);
  return argument === undefined ? [] : await operandsOf(argument, request);
}

function flagsOf(command: Command): readonly string[] {
  const flags = command.createHelp().visibleOptions(command);
  return flags.map((option) => described({ word: option.long ?? option.short ?? "", description: option.description }));
}

async function valuesOf(option: Option, request: CompletionRequest): Promise<readonly string[]> {
  if (option.argChoices !== undefined) return option.argChoices;
  const [placeholder = ""] = /<[^>.]+/.exec(option.flags) ?? [];
  const name = `${placeholder}>`;
  const values = valuesByName[`${option.long} ${name}`] ?? valuesByName[name];
  return values === undefined ? [] : await candidatesFor(values, request);
}

async function operandsOf(argument: Argument, request: CompletionRequest): Promise<readonly string[]> {
  if (argument.argChoices !== undefined) return argument.argChoices;
  const values = valuesByName[argument.name()];
  if (values === undefined) return [];
  const { operands } = request.line;
  const isNew = (line: string) => !operands.includes(line.split("\t")[0] ?? "");
  const found = await candidatesFor(values, request);
  return argument.variadic && isChanging(request.command) ? found.filter(isNew) : found;
}
