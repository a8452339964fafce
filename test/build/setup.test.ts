import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { PhaseProgress } from "../../scripts/setup-progress.mjs";
import { ended, projectRoot, temporaryFolder } from "../support/program.js";
import { TerminalProgram } from "../support/terminal.js";

/**
 * A clone whose npm is a script: `install` runs for "npm ci". SQLite is a module that loads, and the compiler of kubespy one that writes what is
 * looked for.
 */
function clone(install: string, compile = 'console.log("compiled"); writeFileSync("built", "")') {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const { path } = folder;
  for (const name of ["bin", "scripts", "node_modules", "node_modules/better-sqlite3", "tmp"]) mkdirSync(join(path, name));
  for (const name of ["setup.mjs", "setup-progress.mjs"]) copyFileSync(join(projectRoot, "scripts", name), join(path, "scripts", name));
  writeFileSync(join(path, "package.json"), '{"type":"module"}');
  writeFileSync(join(path, "package-lock.json"), "{}");
  writeFileSync(join(path, "node_modules", "better-sqlite3", "index.js"), "module.exports = class {};");
  const build = `import { existsSync, writeFileSync } from "node:fs";
export const isBuilt = () => existsSync("built");
if (process.argv[1].endsWith("build.mjs")) { ${compile} }`;
  writeFileSync(join(path, "scripts", "build.mjs"), build);
  const npm = join(path, "bin", "npm");
  writeFileSync(npm, `#!/bin/sh\necho "$@" >>calls\necho "noise of $1"\n[ "$1" != ci ] || { ${install}\n}\n`);
  chmodSync(npm, 0o755);
  const env = { PATH: `${join(path, "bin")}${delimiter}${process.env["PATH"]}`, TMPDIR: join(path, "tmp") };
  const args = [join("scripts", "setup.mjs")];
  const start = () => spawn(process.execPath, args, { cwd: path, env });
  return {
    path,
    start,
    run: async () => await ended(start()),
    inTerminal: () => new TerminalProgram(process.execPath, args, { cwd: path, env }),
    calls: () => readFileSync(join(path, "calls"), "utf8").trimEnd().split("\n"),
  };
}

/** Waits for a file that the test makes. */
const untilReleased = "while [ ! -e released ]; do sleep 0.05; done";

describe("the setup of a fresh clone", () => {
  it("folds what npm and the compiler print to a line for each phase, and does nothing the next time", async () => {
    const { run, calls } = clone(":");
    const first = await run();
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr.replace(/\d+:\d\d/g, "M:SS")).toBe(`kubespy setup: installing dependencies
kubespy setup: installing dependencies … M:SS done
kubespy setup: building SQLite
kubespy setup: building SQLite … M:SS done
kubespy setup: compiling kubespy
kubespy setup: compiling kubespy … M:SS done
`);
    expect(calls().map((line) => line.split(" ")[0])).toEqual(["ci", "rebuild"]);
    expect(await run()).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("shows the whole output of what fails, and what to do", async () => {
    const { run, path } = clone('echo "gyp ERR! not found: make" >&2; exit 7;');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr.replace(/\d+:\d\d/g, "M:SS")).toBe(`kubespy setup: installing dependencies
kubespy setup: installing dependencies … M:SS failed
noise of ci
gyp ERR! not found: make
kubespy setup: "npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error" failed; install Node, npm, python3, make and g++, then try again
`);
    expect(existsSync(join(path, "built"))).toBe(false);
  });

  it("shows the end of a long output, and where all of it is", async () => {
    const { run } = clone("i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; exit 1;");
    const { stderr } = await run();
    expect(stderr).not.toContain("line 100\n");
    expect(stderr).toContain("line 499\n");
    const [, log = ""] = /its whole output: (.+)\n$/.exec(stderr) ?? [];
    expect(readFileSync(log, "utf8")).toContain("noise of ci\nline 0\n");
  });

  it("says where src/ does not compile", async () => {
    const { run } = clone(":", 'console.log("src/main.ts(1,1): error TS1005"); process.exitCode = 1;');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain("src/main.ts(1,1): error TS1005\nkubespy setup: ");
    expect(stderr).toContain("see the errors above");
  });

  it("says that there is no npm", async () => {
    const { path } = clone(":");
    const child = spawn(process.execPath, ["scripts/setup.mjs"], { cwd: path, env: { PATH: join(path, "nowhere") } });
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toContain("cannot run npm: spawn npm ENOENT; install Node, npm, python3, make and g++");
  });

  it("on a terminal redraws one line with the elapsed time", async () => {
    const { inTerminal, path } = clone(untilReleased);
    await using terminal = inTerminal();
    await terminal.shows(/^kubespy setup: installing dependencies … 0:01\n\n/);
    await terminal.shows(/^kubespy setup: installing dependencies … 0:02\n\n/);
    writeFileSync(join(path, "released"), "");
    expect((await terminal.exit).exitCode).toBe(0);
    expect(terminal.text.replace(/\d+:\d\d/g, "M:SS").trimEnd()).toBe(`kubespy setup: installing dependencies … M:SS done
kubespy setup: building SQLite … M:SS done
kubespy setup: compiling kubespy … M:SS done`);
  });

  it("Ctrl-C ends npm and what it started, and exits with 130", async () => {
    const { inTerminal, path } = clone("sleep 600 & echo $! >started; wait;");
    await using terminal = inTerminal();
    await expect.poll(() => existsSync(join(path, "started")) && readFileSync(join(path, "started"), "utf8")).toMatch(/\d+\n/);
    terminal.type("\x03");
    expect((await terminal.exit).exitCode).toBe(130);
    expect(terminal.text).toMatch(/^kubespy setup: installing dependencies … \d+:\d\d stopped\n/);
    const started = Number(readFileSync(join(path, "started"), "utf8"));
    await expect.poll(() => isRunning(started)).toBe(false);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s to it alone ends npm too, and exits with %i", async (signal, code) => {
    const { start, path } = clone("echo $$ >started; exec sleep 600");
    const child = start();
    await expect.poll(() => existsSync(join(path, "started")) && readFileSync(join(path, "started"), "utf8")).toMatch(/\d+\n/);
    const end = ended(child);
    child.kill(signal);
    expect((await end).code).toBe(code);
    expect(isRunning(Number(readFileSync(join(path, "started"), "utf8")))).toBe(false);
  });
});

describe("the progress of a phase", () => {
  const shown = (isTTY: boolean, seconds: readonly number[]) => {
    let text = "";
    const progress = new PhaseProgress("compiling", { isTTY, write: (piece: string) => (text += piece) }, 1000);
    for (const second of seconds) progress.tick(1000 + second * 1000);
    progress.end("done", 1000 + 1000 * (seconds.at(-1) ?? 0));
    return text;
  };

  it("is a line each 15 s in a pipe", () => {
    const everySecond = Array.from({ length: 32 }, (_, i) => i + 1);
    expect(shown(false, everySecond)).toBe(`kubespy setup: compiling
kubespy setup: compiling … 0:15
kubespy setup: compiling … 0:30
kubespy setup: compiling … 0:32 done
`);
  });

  it("is one line on a terminal, with minutes and seconds", () => {
    expect(shown(true, [1, 725])).toBe(
      ["0:00", "0:01", "12:05", "12:05 done\n"].map((time) => `\r\x1b[Kkubespy setup: compiling … ${time}`).join(""),
    );
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
