import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ended, startProgram, temporaryFolder } from "../support/program.js";
import { startRecorder } from "../support/recorder-process.js";

function folder(): string {
  const made = temporaryFolder();
  onTestFinished(() => made[Symbol.dispose]());
  return made.path;
}

interface Opened {
  /** The address that was printed. */
  readonly url: string;
  /** Resolves once this is on stderr. */
  said(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  interrupt(): ReturnType<typeof ended>;
}

async function open(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Opened> {
  const child = startProgram(["open", ...args], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const result = ended(child);
  let output = "";
  let notes = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk));
  child.stderr?.on("data", (chunk: Buffer) => (notes += chunk));
  const until = async (isThere: () => boolean) => {
    while (!isThere() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
    if (!isThere()) throw new Error(`open ended: ${output}${notes}`);
  };
  await until(() => output.includes("\n"));
  return {
    url: output.trim(),
    said: async (text) => await until(() => notes.includes(text)),
    signal: (signal) => void child.kill(signal),
    interrupt: async () => {
      child.kill("SIGINT");
      return await result;
    },
  };
}

/** A folder in which the platform's opener is this script. */
function openerThat(script: string): string {
  const path = join(folder(), "bin");
  mkdirSync(path);
  for (const name of ["xdg-open", "open"]) {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return `${path}${delimiter}${process.env["PATH"]}`;
}

describe("kubespy open", () => {
  it("prints an address that shows the page, on this machine only, and ends with 0 on Ctrl-C", async () => {
    const opened = await open(["pod-nginx", "--no-browser"]);
    expect(opened.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#key=[\w-]{43}$/);
    const page = await (await fetch(opened.url)).text();
    expect(page).toContain('<div id="page">');
    const result = await opened.interrupt();
    expect(result).toMatchObject({ code: 0, stdout: `${opened.url}\n` });
    expect(result.stderr).toBe("serving the page on this machine only; Ctrl-C ends it\n");
  });

  it.skipIf(process.platform === "win32")(
    "opens the browser, without a shell, and shows the key to no other user of the machine",
    async () => {
      const seen = join(folder(), "seen");
      const script = `printf '%s\\n' "$#" "$1" > ${seen}.part; mv ${seen}.part ${seen}`;
      const opened = await open(["pod-nginx"], { PATH: openerThat(script), HOME: folder() });
      let text = "";
      while (text === "") {
        await new Promise((resolve) => setTimeout(resolve, 20));
        text = readText(seen);
      }
      const [count, file = ""] = text.split("\n");
      expect(count).toBe("1");
      expect(text).not.toContain(opened.url.split("#key=")[1]);
      expect(readFileSync(file, "utf8")).toContain(`<meta http-equiv="refresh" content="0;url=${opened.url}">`);
      expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
      await opened.interrupt();
      expect(existsSync(dirname(file))).toBe(false);
    },
  );

  it.skipIf(process.platform === "win32")("says so where no browser can be opened, and serves on", async () => {
    for (const [path, words] of [
      [openerThat("exit 3"), "ended with 3"],
      [folder(), "ENOENT"],
    ] as const) {
      const opened = await open(["pod-nginx"], { PATH: path, HOME: folder() });
      await opened.said(words);
      await opened.said("open the address above");
      expect((await fetch(opened.url)).status).toBe(200);
      expect((await opened.interrupt()).code).toBe(0);
    }
  });

  it("says that the session is being recorded, and when that has ended", async () => {
    const database = join(folder(), "kubespy.db");
    await startRecorder(database, { frames: 600, perSecond: 400 });
    const opened = await open(["live", "--db", database, "--no-browser"]);
    await opened.said("following the session, which is being recorded");
    await opened.said("the recording has ended; the page shows all of it");
    expect((await opened.interrupt()).code).toBe(0);
  });

  it("says that a session was removed while it was shown", async () => {
    const database = join(folder(), "kubespy.db");
    const recorder = await startRecorder(database, { frames: Number.POSITIVE_INFINITY, perSecond: 100 });
    const opened = await open(["live", "--db", database, "--no-browser"]);
    await opened.said("following the session");
    const died = once(recorder, "close");
    // Until both have happened: that the recorder died would end the following.
    opened.signal("SIGSTOP");
    recorder.kill("SIGKILL");
    await died;
    expect((await ended(startProgram(["rm", "live", "--yes", "--db", database]))).code).toBe(0);
    opened.signal("SIGCONT");
    await opened.said('the session is no longer followed: session "live" was removed');
    expect((await opened.interrupt()).code).toBe(0);
  });

  it("refuses a port that is in use or none, and a session that is not there", async () => {
    const { url, interrupt } = await open(["pod-nginx", "--no-browser"]);
    const port = new URL(url).port;
    for (const [args, error] of [
      [["pod-nginx", "--port", port], `cannot listen on 127.0.0.1:${port}: the port is in use`],
      [["pod-nginx", "--port", "http"], 'invalid --port "http"'],
      [["nothing-of-this-name"], 'no session "nothing-of-this-name"'],
    ] as const) {
      const { code, stdout, stderr } = await ended(startProgram(["open", ...args, "--no-browser"]));
      expect([code === 0, stdout], stderr).toEqual([false, ""]);
      expect(stderr).toContain(error);
    }
    await interrupt();
  });
});

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
