import type { Command } from "commander";
import type { AppContext } from "../../app/app-context.js";
import type { AskSecret } from "../../io/ask-secret.js";
import type { Streams } from "../../io/streams.js";
import type { Terminal } from "../../io/terminal.js";

/** What a command may know of the world; `main.ts` makes it from `process`, tests make their own. */
export interface CommandContext extends AppContext {
  readonly streams: Streams;
  /** Present where both stdin and stdout are a terminal: what a full-screen program may take over. */
  readonly terminal?: Terminal | undefined;
  /** Asks for a passphrase. Default: there is no terminal to do so. */
  readonly askSecret?: AskSecret | undefined;
  /** Takes the second signal, which would end the process at once: it aborts what is returned. A third one ends the process. */
  readonly secondInterrupt?: () => AbortSignal;
  /** Called once a command line is understood, before its action: what `--help` can do without. */
  readonly beforeAction?: () => Promise<void>;
  /** Program and arguments that start this program again: for commands that are made of others. */
  readonly self: readonly string[];
}

/**
 * The one shape of a command file: adds itself to the program. The action parses, calls a use case of `app/` and hands the result to `report/`;
 * what it needs beyond that it imports when it runs, so that `--help` and other commands stay fast. An action ends with the exit code through `exit`.
 */
export type AddCommand = (program: Command, context: CommandContext, exit: (code: number) => void) => void;

/** Whether to name the next commands after a result: not when KUBESPY_HINTS is "off", as in scripts and in the demo. */
export function wantsHints(context: CommandContext): boolean {
  return context.env["KUBESPY_HINTS"] !== "off";
}
