import { spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { printable } from "../../io/printable.js";
import { makeTemporaryFolder } from "../../io/temporary-folder.js";
import type { CommandContext } from "../common/context.js";

/** The program that opens a file in the user's browser, with its arguments; none goes through a shell. */
const openers: { readonly [name: string]: readonly [string, ...string[]] } = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** An opener that runs for longer has found a browser, and some wait for it. */
const patienceMs = 3000;

/** A file that leads a browser to an address. Every user of a machine sees the arguments of all programs, and this address has a key. */
export class WayToPage implements Disposable {
  readonly file: string;
  readonly #folder: string;

  /** Throws `KubespyError` where it cannot be written. */
  constructor(url: string, env: CommandContext["env"]) {
    const home = env["HOME"];
    // Browsers that are snaps see the user's home, and a /tmp of their own.
    const isSnap = platform() === "linux" && home !== undefined && existsSync("/snap");
    this.#folder = makeTemporaryFolder("kubespy-open-", isSnap ? home : undefined);
    this.file = join(this.#folder, "open.html");
    try {
      writeFileSync(this.file, pageTo(url), { mode: 0o600 });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Nothing in an address of ours ends an attribute. */
function pageTo(url: string): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${url}">
<title>kubespy</title>
<p><a href="${url}">Show the session</a></p>
`;
}

/** Opens a file in the user's browser. Resolves with why that failed, for people; undefined where it did not. */
export async function openBrowser(file: string, { env, clock, interrupt }: CommandContext): Promise<string | undefined> {
  const [program, ...args] = openers[platform()] ?? ["xdg-open"];
  const child = spawn(program, [...args, file], { env, stdio: "ignore", detached: true, shell: false });
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
