import { emitKeypressEvents, type Interface } from "node:readline";
import type { Unsubscribe } from "../../io/terminal.js";

/** A lone Esc is one when nothing follows for so long: what a slow connection tears apart comes together again. */
const escapeTimeoutMs = 50;

/**
 * Tells each key that is typed: a character, or a name such as "page-down" or "ctrl-c". By Node's own reader of keys, which takes apart what
 * comes in one piece (typed fast, or pasted).
 */
export function listenToKeys(input: NodeJS.ReadStream, onKey: (key: string) => void): Unsubscribe {
  // The one field of the interface that it reads for those who have none.
  emitKeypressEvents(input, { escapeCodeTimeout: escapeTimeoutMs } as unknown as Interface);
  const onKeypress = (_: unknown, key: Keypress) => {
    for (const name of keyNames(key)) onKey(name);
  };
  input.on("keypress", onKeypress);
  // Whoever listened before has paused it.
  input.resume();
  return () => {
    input.off("keypress", onKeypress);
    input.pause();
  };
}

/** What Node says of a key. */
interface Keypress {
  readonly sequence: string;
  readonly name?: string;
}

/** Terminals send Alt with a key as Esc before it. No key of ours has Alt, so it is Esc that was typed, and the other soon after. */
function keyNames({ sequence, name }: Keypress): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Esc is what is looked for
  const afterEscape = /^\x1b([^[O].*)$/s.exec(sequence)?.[1];
  if (afterEscape !== undefined) return ["escape", ...keyNames({ sequence: afterEscape, ...(name === undefined ? {} : { name }) })];
  const known = names[name ?? ""];
  if (known !== undefined) return [known];
  if ([...sequence].length > 1) return [];
  return [sequence < " " ? `ctrl-${String.fromCharCode(sequence.charCodeAt(0) + 96)}` : sequence];
}

/** Node's names, and ours. All other keys are known by what they send. */
const names: Readonly<Record<string, string>> = {
  up: "up",
  down: "down",
  left: "left",
  right: "right",
  pageup: "page-up",
  pagedown: "page-down",
  home: "home",
  end: "end",
  return: "enter",
  enter: "enter",
  escape: "escape",
  tab: "tab",
  backspace: "backspace",
  delete: "backspace",
};
