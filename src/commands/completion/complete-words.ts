import type { Command, Option } from "commander";
import { withExistingDatabase } from "../../app/open-store.js";
import { bundledNames } from "../../app/sessions/bundled-recordings.js";
import { sessionManagers } from "../../app/sessions/session-managers.js";
import { printable } from "../../io/printable.js";
import { assertNever } from "../../model/assert-never.js";
import type { CommandContext } from "../common/context.js";
import { outcomeFlagWords } from "../ls/list-sessions.js";

/** What an operand or the value of a flag may be. */
type Values = "session" | "stored" | "recording" | "none";

/** The kinds of operands of each command; the last one is repeated. Commands without operands are missing. */
const operands: Readonly<Record<string, readonly Values[]>> = {
  record: ["none"],
  replay: ["session", "none"],
  status: ["session", "none"],
  changes: ["session", "none"],
  trace: ["session", "none"],
  show: ["session", "none"],
  compare: ["session"],
  diagnose: ["session", "none"],
  export: ["session", "none"],
  serve: ["session", "none"],
  open: ["session", "none"],
  report: ["session"],
  import: ["recording"],
  rename: ["stored", "none"],
  title: ["stored", "none"],
  mark: ["stored", "none"],
  unmark: ["stored", "none"],
  rm: ["stored"],
};

/** Flags whose value is a file. */
const fileFlags: ReadonlySet<string> = new Set(["--db", "--kubeconfig", "--kubeconfig-out", "--report", "--identity"]);

/**
 * Candidates for the last of the words, each followed by a tab and its description where it has one; `:files` means file names. Reads
 * the program's own commands and flags, and the names of sessions where one is expected. What cannot be read gives no candidates.
 */
export async function completeWords(words: readonly string[], program: Command, context: CommandContext): Promise<readonly string[]> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  // The rest is the user's command.
  if (before.includes("--")) return [":files"];
  const at = before.findIndex((word) => !word.startsWith("-"));
  if (at < 0) return current.startsWith("-") ? flagsOf(program) : commandsOf(program);
  const command = program.commands.find((candidate) => candidate.name() === before[at]);
  if (command === undefined) return before[at] === "help" ? commandsOf(program) : [];
  const typed = before.slice(at + 1);
  const open = takesValue(optionNamed(command, typed.at(-1))) ? typed.at(-1) : undefined;
  // A flag with several values takes the operands of its command: `compare --baseline`.
  const values = (flag: string) => (isBy(command, flag) ? managersOf(command, typed, context) : valuesOf(command, flag));
  if (open !== undefined && optionNamed(command, open)?.variadic !== true) return await values(open);
  const equals = /^(--[^=]+)=/.exec(current)?.[1];
  if (equals !== undefined) return (await values(equals)).map((value) => (value.startsWith(":") ? value : `${equals}=${value}`));
  if (current.startsWith("-") && current !== "-") return flagsOf(command);
  return await operandsOf(command, typed, context);
}

function commandsOf(program: Command): readonly string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => described(command.name(), command.summary()));
}

function flagsOf(command: Command): readonly string[] {
  const flags = command.createHelp().visibleOptions(command);
  return flags.map((option) => described(option.long ?? option.short ?? "", option.description));
}

function described(word: string, description: string): string {
  return description === "" ? word : `${word}\t${description.replace(/\s+/g, " ")}`;
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return command.options.find((option) => word !== undefined && (option.long === word || option.short === word));
}

function takesValue(option: Option | undefined): boolean {
  return option?.required === true;
}

function valuesOf(command: Command, flag: string): readonly string[] {
  const option = optionNamed(command, flag);
  if (option?.argChoices !== undefined) return option.argChoices;
  if (option?.long === "--outcome") return outcomeFlagWords;
  const isOutput = (command.name() === "export" || command.name() === "report") && option?.long === "--output";
  return isOutput || fileFlags.has(option?.long ?? "") ? [":files"] : [];
}

function isBy(command: Command, flag: string): boolean {
  return optionNamed(command, flag)?.long === "--by";
}

/** Of the session that the line names. What cannot be read gives no candidates. */
async function managersOf(command: Command, typed: readonly string[], context: CommandContext): Promise<readonly string[]> {
  const [session] = operandsIn(command, typed);
  if (session === undefined || session === "-") return [];
  try {
    return (await sessionManagers(session, context, databaseOf(typed))).map((name) => printable(name));
  } catch {
    return [];
  }
}

function operandsIn(command: Command, typed: readonly string[]): readonly string[] {
  return typed.filter((word, i) => !word.startsWith("-") && !takesValue(optionNamed(command, typed[i - 1])));
}

async function operandsOf(command: Command, typed: readonly string[], context: CommandContext): Promise<readonly string[]> {
  const given = operandsIn(command, typed);
  const choices = command.registeredArguments[given.length]?.argChoices;
  if (choices !== undefined) return choices;
  const kinds = operands[command.name()] ?? [];
  const values = kinds[Math.min(given.length, kinds.length - 1)] ?? "none";
  const isNew = (line: string) => !given.includes(line.split("\t")[0] ?? "");
  switch (values) {
    case "session":
      return [...(await storedNames(typed, context)), "@latest", ...(await bundledNames(context)).map(asBundled), ":files"];
    case "stored":
      return [...(await storedNames(typed, context)).filter(isNew), ...latest(command)];
    case "recording":
      return [...(await bundledNames(context)).map(asBundled), ":files"];
    case "none":
      return [];
    default:
      return assertNever(values);
  }
}

/** `rm` takes full names only. */
function latest(command: Command): readonly string[] {
  return command.name() === "rm" ? [] : ["@latest"];
}

function asBundled(name: string): string {
  return `${name}\tbundled recording`;
}

/** Of the database that the line names, else of the default one. A broken database must not disturb the person who types. */
async function storedNames(typed: readonly string[], context: CommandContext): Promise<readonly string[]> {
  try {
    const sessions = await withExistingDatabase(context, databaseOf(typed), "read", async (store) => (await store?.list()) ?? []);
    return sessions.map(({ header }) => described(header.name, printable(header.title ?? header.targets.join(" "), 60)));
  } catch {
    return [];
  }
}

function databaseOf(typed: readonly string[]): string | undefined {
  const at = typed.indexOf("--db");
  return at >= 0 ? typed[at + 1] : typed.find((word) => word.startsWith("--db="))?.slice("--db=".length);
}
