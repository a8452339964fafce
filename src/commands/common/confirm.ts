import { createInterface } from "node:readline/promises";
import { UsageError } from "../../errors.js";
import type { CommandContext } from "./context.js";

/**
 * Asks for a yes on stderr, before something is removed. `hint`: what `--yes` does. Throws `UsageError` where there is no terminal. An interrupt and
 * the end of the input are a no.
 */
export async function confirmed(question: string, hint: string, { streams, interrupt }: CommandContext): Promise<boolean> {
  const { stdin, stderr } = streams;
  if (!(stderr.isTty && "isTTY" in stdin && stdin.isTTY === true))
    throw new UsageError("cannot prompt without a terminal; pass --yes", { hint });
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  const answer = await new Promise<string>((resolve) => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
    interrupt.addEventListener("abort", () => resolve(""));
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
