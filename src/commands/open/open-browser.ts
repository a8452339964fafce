import { spawn } from "node:child_process";
import { platform } from "node:os";
import { printable } from "../../io/printable.js";
import type { CommandContext } from "../common/context.js";

/** The program that opens an address in the user's browser, with its arguments; none goes through a shell. */
const openers: { readonly [name: string]: readonly [string, ...string[]] } = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** An opener that runs for longer has found a browser, and some wait for it. */
const patienceMs = 3000;

/** Opens an address in the user's browser. Resolves with why that failed, for people; undefined where it did not. */
export async function openBrowser(url: string, { env, clock, interrupt }: CommandContext): Promise<string | undefined> {
  const [program, ...args] = openers[platform()] ?? ["xdg-open"];
  const child = spawn(program, [...args, url], { env, stdio: "ignore", detached: true, shell: false });
  child.unref();
  const failure = new Promise<string | undefined>((resolve) => {
    child.once("error", ({ message }) => resolve(printable(message)));
    child.once("exit", (code) => resolve(code === 0 ? undefined : `${program} ended with ${code ?? "a signal"}`));
  });
  const stop = new AbortController();
  const waited = clock.sleep(patienceMs, AbortSignal.any([interrupt, stop.signal])).then(() => undefined);
  try {
    return await Promise.race([failure, waited]);
  } finally {
    stop.abort();
  }
}
