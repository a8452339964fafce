import type { Command } from "commander";

/** How a command is typed: "kubespy record", "kubespy lesson check". */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** The program that a command belongs to. */
export function rootCommandOf(command: Command): Command {
  return command.parent === null ? command : rootCommandOf(command.parent);
}

/** A command and all below it, in the order of the help. */
export function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Whether it only holds other commands, as the program itself does: it has flags of its own at most. */
export function isCommandGroup(command: Command): boolean {
  return command.commands.length > 0;
}

/** The command that words name from the first one on, and how many of them do; the words after these are its own. Flags between them name none. */
export function resolveCommand(program: Command, words: readonly string[]): { readonly command: Command; readonly length: number } {
  let command = program;
  let length = 0;
  for (const [i, word] of words.entries()) {
    if (!isCommandGroup(command)) break;
    if (word.startsWith("-")) continue;
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
    length = i + 1;
  }
  return { command, length };
}
