import type { Terminal } from "../../io/terminal.js";
import { whenAborted } from "../../io/when-aborted.js";
import { listenToKeys } from "../../tui/runtime/keyboard.js";

/** Waits for a key that is a choice: `choices` says what each key means. */
export async function nextKey<Choice extends string>(
  terminal: Terminal,
  interrupt: AbortSignal,
  choices: Readonly<Record<string, Choice>>,
): Promise<Choice | "interrupt"> {
  terminal.setRaw(true);
  let unlisten = () => {};
  const typed = new Promise<Choice>((resolve) => {
    unlisten = listenToKeys(terminal.input, (key) => {
      const choice = Object.hasOwn(choices, key) ? choices[key] : undefined;
      if (choice !== undefined) resolve(choice);
    });
  });
  try {
    return await Promise.race([typed, whenAborted(interrupt).then(() => "interrupt" as const)]);
  } finally {
    unlisten();
    terminal.setRaw(false);
  }
}
