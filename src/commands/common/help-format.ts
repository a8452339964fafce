import { type Command, Help, type HelpConfiguration, type Option } from "commander";
import { commandPath } from "./command-tree.js";
import { type Example, helpDetailsOf } from "./help-details.js";

/** Longer lines of prose are hard to read; no flag needs more. */
export const maxHelpColumns = 100;

/** Narrower descriptions are put below what they describe. */
const minDescriptionColumns = 24;

/** How all commands print their help: each text is wrapped once, where the line ends. */
export const helpFormat: HelpConfiguration = {
  minWidthToWrap: 1,
  formatHelp: (command, helper) => `${[Help.prototype.formatHelp.call(helper, command, helper), ...details(command, helper)].join("\n")}`,
  commandUsage: usageLines,
  // A paragraph is broken where the line ends, not where the source does.
  commandDescription: (command) => command.description().replace(/(?<!\n)\n(?!\n)/g, " "),
  subcommandTerm: (command) => command.name(),
  optionDescription: ({ description, argChoices, required, optional, ...option }) =>
    withValues(description, argChoices, required || optional ? presetOf(option) : undefined),
  argumentDescription: ({ description, argChoices, ...argument }) => withValues(description, argChoices, presetOf(argument)),
  formatItem,
};

/** A command that is used in several ways has a usage of several lines. */
function usageLines(this: Help, command: Command): string {
  const prefix = commandPath(command);
  const lines = command.usage().split("\n");
  const wrapped = lines.map((usage) => indentRest(this.boxWrap(`${prefix} ${usage}`, widthOf(this) - "Usage: ".length - 2), 2));
  return wrapped.join("\n").replaceAll("\n", `\n${" ".repeat("Usage: ".length)}`);
}

/** What a flag is when it is not given: in the words of its declaration where its value has a unit. */
function presetOf({ defaultValue, defaultValueDescription }: Pick<Option, "defaultValue" | "defaultValueDescription">): string | undefined {
  return defaultValueDescription ?? (typeof defaultValue === "string" ? defaultValue : undefined);
}

/** Choices are listed where the text does not name them all. */
function withValues(description: string, choices: readonly string[] = [], preset?: string): string {
  const isNamed = choices.every((choice) => new RegExp(`\\b${choice}\\b`).test(description));
  const more = [...(isNamed ? [] : [`one of ${choices.join(", ")}`]), ...(preset === undefined ? [] : [`default: ${preset}`])];
  return more.length === 0 ? description : `${description} (${more.join("; ")})`;
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  if (description === "") return `  ${term}`;
  const indent = termWidth + 4;
  const columns = widthOf(helper) - indent;
  if (columns < minDescriptionColumns) return `  ${term}\n      ${indentRest(helper.boxWrap(description, widthOf(helper) - 6), 6)}`;
  return `  ${term.padEnd(termWidth)}  ${indentRest(helper.boxWrap(description, columns), indent)}`;
}

function details(command: Command, helper: Help): readonly string[] {
  const { notes = [], exitStatus = [], examples = [] } = helpDetailsOf(command);
  const statusWidth = exitStatus.reduce((most, [status]) => Math.max(most, status.length), 0);
  const statuses = exitStatus.map(([status, meaning]) => helper.formatItem(status, statusWidth, meaning, helper));
  return [
    ...notes.flatMap((note) => [helper.boxWrap(note, widthOf(helper)), ""]),
    ...helper.formatItemList("Exit status:", statuses, helper),
    ...helper.formatItemList("Examples:", exampleLines(examples, helper), helper),
  ];
}

/** Meanings stand in one column, as long as they fit beside the commands. */
function exampleLines(examples: readonly Example[], helper: Help): string[] {
  const width = widthOf(helper);
  const explained = examples.filter(([, meaning]) => meaning !== undefined);
  const commandWidth = explained.reduce((most, [line]) => (fitsBeside(line, width) ? Math.max(most, line.length) : most), 0);
  return examples.map(([line, meaning]) => {
    if (meaning === undefined) return brokenCommand(line, width);
    if (fitsBeside(line, width)) return helper.formatItem(line, commandWidth, meaning, helper);
    return `${brokenCommand(line, width)}\n${`\n${helper.boxWrap(meaning, width - 8)}`.replaceAll("\n", "\n      # ").slice(1)}`;
  });
}

function fitsBeside(line: string, width: number): boolean {
  return line.length + 4 + minDescriptionColumns <= width;
}

/** A command that is too long for a line goes on after a backslash, between two of its words: it can still be pasted into a shell. */
function brokenCommand(command: string, width: number): string {
  const words = command.match(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g) ?? [];
  const lines: string[] = [];
  let line = " ";
  for (const [i, word] of words.entries()) {
    const room = width - (i === words.length - 1 ? 0 : " \\".length);
    if (line.trim() !== "" && line.length + 1 + word.length > room) {
      lines.push(`${line} \\`);
      line = "     ";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}

function widthOf(helper: Help): number {
  return helper.helpWidth ?? 80;
}

function indentRest(text: string, columns: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(columns)}`);
}
