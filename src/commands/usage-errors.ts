import type { Command, CommanderError, Option } from "commander";
import { closest, UsageError } from "../errors.js";
import { commandPath, isCommandGroup, rootCommandOf, withSubcommands } from "./common/command-tree.js";
import { helpDetailsOf } from "./common/help-details.js";
import { missingCommands, otherWords } from "./other-words.js";

/** What commander refuses, as an error of ours: it names what was typed, and its hint is the next step. */
export function usageErrorOf(error: CommanderError, command: Command): UsageError {
  // Commander says what was wrong in its message only; a flag's declaration has no quote in it.
  const quoted = /'(.*)'/s.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownCommand":
      return unknownCommand(quoted, command);
    case "commander.unknownOption":
      return unknownFlag(quoted, command);
    case "commander.optionMissingArgument":
      return missingValue(optionOf(quoted, command));
    case "commander.missingArgument":
      return missingArgument(quoted, command);
    case "commander.excessArguments":
      return excessArgument(command);
    case "commander.invalidArgument":
      return invalidChoice(error.message, command);
    default:
      return new UsageError(error.message.replace(/^error: /, ""), { hint: seeHelp(command) });
  }
}

/** Also for `help NAME`. `group`: the program, or a command that holds others. */
export function unknownCommand(name: string, group: Command): UsageError {
  if (group.parent === null) return new UsageError(`unknown command "${name}"`, { hint: commandHint(name, group) });
  const typed = commandPath(group).slice(rootCommandOf(group).name().length + 1);
  return new UsageError(`unknown command "${typed} ${name}"`, { hint: subcommandHint(name, group) });
}

function subcommandHint(name: string, group: Command): string {
  const path = commandPath(group);
  if (name === "help") return `did you mean "${path} --help"?`;
  const near = closest(name, visibleNames(group));
  return near === undefined ? `"${path} --help" lists the commands` : `did you mean "${path} ${near}"?`;
}

function visibleNames(group: Command): readonly string[] {
  return group
    .createHelp()
    .visibleCommands(group)
    .map((command) => command.name());
}

function commandHint(name: string, program: Command): string {
  const me = program.name();
  const missing = ownEntry(missingCommands, name.toLowerCase());
  if (missing !== undefined) return missing;
  const near = ownEntry(otherWords, name.toLowerCase()) ?? closest(name, visibleNames(program));
  if (near !== undefined) return `did you mean "${me} ${near}"?`;
  if (/^[^/]+\/[^/]+$/.test(name) && !/\.(gz|html?|zip|age|ya?ml|json)$/.test(name))
    return `to record it: "${me} record ${name}"; "${me} --help" lists the commands`;
  const replayed = /^[\w@.-]+$/.test(name) ? name : "NAME";
  return `"${me} --help" lists the commands; to replay a session or a file: "${me} replay ${replayed}"`;
}

function unknownFlag(typed: string, command: Command): UsageError {
  const [flag = typed] = typed.split("=", 1);
  const known = command.options.find((option) => isFlag(option, flag));
  if (known !== undefined) return new UsageError(`${flag} takes no value: "${typed}"`, { hint: `write ${flag} alone, or leave it out` });
  return new UsageError(`unknown flag "${typed}"`, { hint: flagHint(flag, command) });
}

function flagHint(flag: string, command: Command): string {
  if (isCommandGroup(command)) return groupFlagHint(flag, command);
  const word = flag.replace(/^-+/, "");
  const chooser = command.options.find((option) => option.argChoices?.includes(word));
  if (chooser !== undefined) return `did you mean "${chooser.short ?? chooser.long} ${word}"?`;
  const own = command.options.flatMap(({ long }) => long ?? []);
  const near = flag.startsWith("--") ? closest(flag, [...own, "--help"]) : undefined;
  if (near !== undefined) return `did you mean "${near}"?`;
  const others = withSubcommands(rootCommandOf(command)).filter((other) => other.options.some((option) => isFlag(option, flag)));
  const elsewhere = others.length === 0 || others.length > maxOthers ? "" : `"${others.map(commandPath).join('", "')}" have it; `;
  return `${others.length === 1 ? elsewhere.replace("have", "has") : elsewhere}${seeHelp(command)}`;
}

/** A flag that more commands have says nothing about what was meant. */
const maxOthers = 3;

/** Of the program, or of a command that holds others. */
function groupFlagHint(flag: string, group: Command): string {
  const path = commandPath(group);
  const inner = withSubcommands(group).filter((command) => command !== group);
  if (inner.some((command) => command.options.some((option) => isFlag(option, flag))))
    return `write the flags of a command after it: "${path} COMMAND ${flag}"`;
  const near = closest(
    flag,
    [...group.options, ...group.createHelp().visibleOptions(group)].flatMap(({ long }) => long ?? []),
  );
  return near === undefined ? `"${path} --help" lists commands and flags` : `did you mean "${near}"?`;
}

/** A flag without its value; `typed` is what was taken for it, if anything. */
export function missingValue(option: Option | undefined, typed?: string): UsageError {
  const flag = option?.long ?? option?.short ?? "the flag";
  const instead = typed === undefined ? "" : `, not "${typed}"`;
  return new UsageError(`${flag} needs a value${instead}`, { hint: `${option?.flags.replace(/^-., /, "")}: ${option?.description}` });
}

function missingArgument(argument: string, command: Command): UsageError {
  return new UsageError(`no ${argumentWords[argument] ?? argument} given`, { hint: argumentHint(argument, command) });
}

/** Where the name of an argument is no word of a sentence. */
const argumentWords: Readonly<Record<string, string>> = {
  what: "object or session",
  sessions: "session",
  lessons: "lesson",
  "new-name": "new name",
};

function argumentHint(argument: string, command: Command): string {
  const me = rootCommandOf(command).name();
  if (/^sessions?$/.test(argument)) return `run "${me} ls" to see the sessions, or "${me} ls --bundled" to see the bundled recordings`;
  if (argument === "what") return `name an object ("pod nginx", "deploy/web") or a session (run "${me} ls" to see them)`;
  // Some are of commands that are used before or after this one.
  const example = helpDetailsOf(command).examples?.find(([line]) => line.includes(`${commandPath(command)} `));
  return example === undefined ? `usage: ${usageOf(command)}` : `for example: ${example[0]}`;
}

function excessArgument(command: Command): UsageError {
  const expected = command.registeredArguments.length;
  const [first = ""] = command.args.slice(expected);
  const hint = expected === 0 ? `"${commandPath(command)}" takes flags only; ${seeHelp(command)}` : `usage: ${usageOf(command)}`;
  return new UsageError(`unexpected argument "${first}"`, { hint });
}

function invalidChoice(message: string, command: Command): UsageError {
  const [, flags = "", value] = /option '([^']*)' argument '(.*)' is invalid/s.exec(message) ?? [];
  const typed = value ?? / value '(.*)' is invalid/s.exec(message)?.[1] ?? "";
  const option = optionOf(flags, command);
  const argument = command.registeredArguments.find(({ argChoices }) => argChoices !== undefined);
  const choices = option?.argChoices ?? argument?.argChoices ?? [];
  const name = option?.long ?? argument?.name() ?? "value";
  const near = closest(typed, choices);
  return new UsageError(`invalid ${name} "${typed}"`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}use ${choices.length === 1 ? "" : "one of "}${choices.join(", ")}`,
  });
}

function optionOf(flags: string, command: Command): Option | undefined {
  return command.options.find((option) => option.flags === flags);
}

/** Whether this is how the flag is typed: "-o", "--output". */
export function isFlag({ short, long }: Option, typed: string): boolean {
  return typed === short || typed === long;
}

/** The first way to use it, as its help says. */
function usageOf(command: Command): string {
  return `${commandPath(command)} ${command.usage().split("\n")[0]}`;
}

function seeHelp(command: Command): string {
  return `"${commandPath(command)} --help" lists the flags`;
}

function ownEntry(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
