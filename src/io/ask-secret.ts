import { closeSync, constants, openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Interrupted } from "../errors.js";

/** Asks a user for what nobody may see. Resolves with undefined where there is no terminal; rejects with `Interrupted` on Ctrl-C. */
export type AskSecret = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Asks on the terminal of this process, also where stdin is a file and stdout a pipe, as ssh and age do. What is typed is not shown. A system
 * without /dev/tty (Windows) has no terminal here.
 */
export const askOnTerminal: AskSecret = async (question, signal) => {
  const tty = openTerminal();
  if (tty === undefined) return undefined;
  const input = new ReadStream(tty);
  try {
    // Before the question: who sees it may type at once, and what the terminal gets until then it shows.
    input.setRawMode(true);
    input.setEncoding("utf8");
    say(question);
    return await typedLine(input, signal);
  } finally {
    input.setRawMode(false);
    input.destroy();
    say("\n");
  }
};

function openTerminal(): number | undefined {
  try {
    return openSync("/dev/tty", constants.O_RDWR | (constants.O_NOCTTY ?? 0));
  } catch {
    return undefined;
  }
}

/** By a descriptor of its own: that of the stream may be closed, or not block. */
function say(text: string): void {
  const tty = openTerminal();
  if (tty === undefined) return;
  writeSync(tty, text);
  closeSync(tty);
}

/** In raw mode, the keys that a terminal would act on are characters. */
const keys = { enter: /[\r\n]/, interrupt: "\x03", endOfInput: "\x04", backspace: /[\x7f\b]/, clear: "\x15" };

/** Nobody types more; a program may send it. */
const maxLength = 4096;

function typedLine(input: ReadStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const stop = () => reject(new Interrupted("stopped at the prompt"));
    const take = (text: string) => {
      for (const key of text) {
        if (keys.enter.test(key)) return resolve(typed.join(""));
        if (key === keys.interrupt || key === keys.endOfInput) return stop();
        if (key === keys.clear) typed = [];
        else if (keys.backspace.test(key)) typed.pop();
        else if (key >= " " && typed.length < maxLength) typed.push(key);
      }
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    input.on("data", take);
    input.on("error", reject);
    // The terminal is gone.
    input.on("end", stop);
  });
}
