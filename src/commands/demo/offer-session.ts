import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ExitCode } from "../../errors.js";
import type { CommandContext } from "../common/context.js";
import { nextKey } from "../common/next-key.js";
import { runCommand } from "../common/run-command.js";

const prompt = "Enter: step through it · p: open the page in a browser · q: quit ";

/**
 * Offers the player and the page of a session, on a terminal, until its user quits; resolves with the exit code. Both are the commands that a user
 * would type. The page is served until then. In a pipe there is nobody to ask.
 */
export async function offerSession(session: string, store: readonly string[], context: CommandContext): Promise<number> {
  const { terminal, interrupt } = context;
  if (terminal === undefined) return ExitCode.done;
  const line = new PromptLine(context);
  let page: ChildProcess | undefined;
  try {
    for (;;) {
      line.show();
      switch (await nextKey(terminal, interrupt, choices)) {
        case "enter":
          line.hide();
          await runCommand([...context.self, "replay", session, ...store], context, interrupt);
          break;
        case "p":
          page ??= servePage(["open", session, ...store], line, context);
          break;
        case "q":
          line.hide();
          return ExitCode.done;
        case "interrupt":
          line.hide();
          return ExitCode.interrupted;
      }
    }
  } finally {
    if (page !== undefined) await ended(page);
  }
}

type Choice = "enter" | "p" | "q" | "interrupt";

const choices: Readonly<Record<string, Choice>> = {
  enter: "enter",
  p: "p",
  q: "q",
  escape: "q",
  "ctrl-d": "q",
  "ctrl-c": "interrupt",
};

/** The last line of the terminal. What is printed meanwhile goes above it; while it is hidden, that waits. */
class PromptLine {
  readonly #context: CommandContext;
  #isShown = false;
  #waiting = "";

  constructor(context: CommandContext) {
    this.#context = context;
  }

  show(): void {
    const { stdout } = this.#context.streams;
    stdout.write(`${this.#isShown ? "\r" : "\n"}\u001b[K${this.#waiting}${prompt}`);
    this.#isShown = true;
    this.#waiting = "";
  }

  hide(): void {
    this.#context.streams.stdout.write("\r\u001b[K");
    this.#isShown = false;
  }

  print(text: string): void {
    this.#waiting += text;
    if (this.#isShown) this.show();
  }
}

/** The command waits in the background: the terminal's keys are ours. */
function servePage(args: readonly string[], line: PromptLine, context: CommandContext): ChildProcess {
  const [file = "", ...self] = context.self;
  const child = spawn(file, [...self, ...args], { cwd: context.cwd, env: { ...context.env }, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => line.print(text));
  child.once("error", ({ message }) => line.print(`${message}\n`));
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
