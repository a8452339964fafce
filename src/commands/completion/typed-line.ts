import { join } from "node:path";
import type { Command, Option } from "commander";

/** The words that were typed after the name of a command, as far as the command's own declarations explain them. Without the last one. */
export class TypedLine {
  readonly operands: readonly string[];
  readonly #command: Command;
  readonly #words: readonly string[];
  readonly #home: string | undefined;

  constructor(command: Command, words: readonly string[], home: string | undefined) {
    this.#command = command;
    this.#words = words;
    this.#home = home;
    this.operands = words.filter((word, i) => !word.startsWith("-") && !takesValue(optionNamed(command, words[i - 1]))).map(unquoted);
  }

  /** The flag whose value comes next. One with several values may have them all, so operands come as well. */
  get open(): Option | undefined {
    const option = optionNamed(this.#command, this.#words.at(-1));
    return takesValue(option) ? option : undefined;
  }

  /** The last value of a flag, `--db FILE` or `--db=FILE`. Named by its long form. */
  value(long: string): string | undefined {
    const values = this.#words.flatMap((word, i) => {
      if (word.startsWith(`${long}=`)) return [word.slice(long.length + 1)];
      return i > 0 && optionNamed(this.#command, this.#words[i - 1])?.long === long ? [word] : [];
    });
    const last = values.at(-1);
    return last === undefined ? undefined : unquoted(last);
  }

  /** The same of a flag whose value is a file: the shell has not replaced the tilde yet. */
  file(long: string): string | undefined {
    const file = this.value(long);
    return file?.startsWith("~/") && this.#home !== undefined ? join(this.#home, file.slice(2)) : file;
  }
}

/** By its long or short form. */
export function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return command.options.find((option) => word !== undefined && (option.long === word || option.short === word));
}

function takesValue(option: Option | undefined): boolean {
  return option?.required === true;
}

/** Shells pass words as they were typed, perhaps with a quote that is still open. */
export function unquoted(word: string): string {
  const quote = word[0];
  if (quote !== '"' && quote !== "'") return word;
  return word.length > 1 && word.endsWith(quote) ? word.slice(1, -1) : word.slice(1);
}
