import type { Command, Option } from "commander";
import { UsageError } from "../errors.js";
import { rootCommandOf } from "./common/command-tree.js";
import { isFlag, missingValue } from "./usage-errors.js";

/** An empty value means "none" here, as in kubectl. */
const mayBeEmpty: ReadonlySet<string> = new Set(["--title", "--selector", "--field-selector"]);

/** Texts that a person writes, of sessions, markers and queries: their commands say what an empty one lacks. */
const textArguments: ReadonlySet<string> = new Set(["text", "sql"]);

/**
 * Rejects values that are empty, as those of a variable of a script that is not set, and values that are flags, as after a forgotten value. Throws
 * `UsageError`.
 */
export function assertValues(command: Command): void {
  for (const option of command.options.filter(({ required }) => required)) assertValue(option, command);
  const operands = ownOperands(command);
  for (const [i, argument] of command.registeredArguments.entries()) {
    const words = argument.variadic ? operands.slice(i) : operands.slice(i, i + 1);
    if (words.includes("") && !textArguments.has(argument.name()))
      throw new UsageError(`${argument.variadic && argument.name().endsWith("s") ? "one of the" : "the"} ${argument.name()} is empty`, {
        hint: "name it; a variable of the shell that is not set is empty",
      });
  }
}

/** Without what is after "--": it is passed to another program. */
function ownOperands(command: Command): readonly string[] {
  const { rawArgs = [] } = rootCommandOf(command) as unknown as { readonly rawArgs?: readonly string[] };
  const end = rawArgs.indexOf("--");
  return end < 0 ? command.args : command.args.slice(0, command.args.length - (rawArgs.length - end - 1));
}

function assertValue(option: Option, command: Command): void {
  const flag = option.long ?? option.short ?? "";
  const value: unknown = command.getOptionValue(option.attributeName());
  const isEmpty = value === "" || (Array.isArray(value) && (value.length === 0 || value.includes("")));
  if (isEmpty && !mayBeEmpty.has(flag)) throw missingValue(option, "");
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const taken = values.find((each) => typeof each === "string" && command.options.some((other) => isFlag(other, each)));
  if (typeof taken === "string") throw missingValue(option, taken);
}
