import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/commands/common/context.js";
import { addServeCommand } from "../../src/commands/serve/serve.js";
import { KubespyError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { ask, watch } from "../serve/http-client.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

/** Runs `serve` in this process until it ends or is interrupted. */
function start(args: readonly string[], cwd: string, stdin: NodeJS.ReadableStream = process.stdin) {
  const interrupt = new AbortController();
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written): OutputStream => ({
    write: (text) => {
      written[name] += text.toString();
      return true;
    },
    drained: async () => {},
    isTty: false,
    columns: () => 80,
    rows: () => 24,
    colour: false,
  });
  const context: CommandContext = {
    streams: { stdin, stdout: output("stdout"), stderr: output("stderr") },
    clock: systemClock,
    env: { KUBESPY_DB: join(cwd, "none.db") },
    cwd,
    interrupt: interrupt.signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  };
  const program = new Command("kubespy");
  let code: number | undefined;
  addServeCommand(program, context, (exitCode) => {
    code = exitCode;
  });
  const ended = program.parseAsync(["serve", ...args], { from: "user" }).then(() => code);
  ended.catch(() => {});
  return { ended, written, interrupt: () => interrupt.abort("SIGINT") };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(10);
}

/** As it is shown: without the key. */
function addressIn(text: string): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "";
}

/** As clients are given it, in the kubeconfig that the text names. */
function urlIn(text: string): string {
  const [, kubeconfig = ""] = /--kubeconfig (\S+) get/.exec(text) ?? [];
  return /server: (\S+)/.exec(readFileSync(kubeconfig, "utf8"))?.[1] ?? "";
}

describe("kubespy serve", () => {
  it("prints where it serves and how to use it, writes a private kubeconfig, and removes it at Ctrl-C", async () => {
    using folder = temporaryFolder();
    const served = start(["pod-nginx"], folder.path);
    await until(() => served.written.stdout !== "");
    const [, kubeconfig = ""] = /--kubeconfig (\S+) get/.exec(served.written.stdout) ?? [];
    const url = urlIn(served.written.stdout);
    const address = addressIn(served.written.stdout);
    expect(url).toMatch(new RegExp(`^${address}/[\\w-]{22,}$`));
    expect(served.written.stdout.replaceAll(kubeconfig, "KUBECONFIG").replace(address, "ADDRESS")).toBe(
      `pod-nginx: 16 frames of 6 objects in 9.36s, at ADDRESS, read-only
recorded time starts with the first request for objects

  kubectl --kubeconfig KUBECONFIG get pods -w
  kubespy record pod/nginx --kubeconfig KUBECONFIG

Ctrl-C ends it
`,
    );
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    const text = readFileSync(kubeconfig, "utf8");
    for (const line of [`server: ${url}`, "insecure-skip-tls-verify: true", "current-context: kubespy", 'namespace: "default"'])
      expect(text).toContain(line);
    expect((await ask(`${url}/readyz`)).body).toBe("ok");
    expect((await ask(`${address}/readyz`)).status).toBe(404);
    expect(served.written.stderr).toBe("");
    served.interrupt();
    expect(await served.ended).toBe(0);
    expect(existsSync(kubeconfig)).toBe(false);
    await expect(ask(`${url}/readyz`)).rejects.toThrow("ECONNREFUSED");
  });

  it("with --no-key serves everybody on this machine, and warns of it", async () => {
    using folder = temporaryFolder();
    const served = start(["pod-nginx", "--no-key"], folder.path);
    await until(() => served.written.stdout !== "");
    const address = addressIn(served.written.stdout);
    expect(urlIn(served.written.stdout)).toBe(address);
    expect((await ask(`${address}/readyz`)).body).toBe("ok");
    expect(served.written.stderr).toBe("kubespy: warning: without a key, every user and program on this machine can read the session\n");
    served.interrupt();
    expect(await served.ended).toBe(0);
  });

  it("replaces its own kubeconfig, which is private again, and writes to nothing that is not a file", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "config");
    writeFileSync(path, "apiVersion: v1\ncurrent-context: kubespy\n", { mode: 0o644 });
    const served = start(["pod-nginx", "--kubeconfig-out", path], folder.path);
    await until(() => served.written.stdout !== "");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    served.interrupt();
    await served.ended;
    execFileSync("mkfifo", [join(folder.path, "fifo")]);
    for (const [name, kind] of [
      [join(folder.path, "fifo"), "it is a FIFO, not a file"],
      ["/dev/null", "it is a device, not a file"],
      [folder.path, "it is a directory"],
    ] as const)
      await expect(start(["pod-nginx", "--kubeconfig-out", name], folder.path).ended).rejects.toThrow(kind);
  });

  it("ends at Ctrl-C at once while watches are open", async () => {
    using folder = temporaryFolder();
    const served = start(["pod-nginx", "--at", "0"], folder.path);
    await until(() => served.written.stdout !== "");
    const watches = Array.from({ length: 3 }, () => watch(`${urlIn(served.written.stdout)}/api/v1/pods?watch=1`));
    for (const { opened } of watches) expect(await opened).toBe(200);
    served.interrupt();
    expect(await served.ended).toBe(0);
    for (const { ended } of watches) await ended;
  });

  it("keeps the kubeconfig that --kubeconfig-out names", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "it's mine");
    const served = start(["pod-nginx", "--at", "100%", "--kubeconfig-out", "it's mine"], folder.path);
    await until(() => existsSync(path) && served.written.stdout !== "");
    expect(served.written.stdout).toContain("recorded time is paused at 100%");
    expect(served.written.stdout).toContain(`'${path.replace("'", "'\\''")}' get pods\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    served.interrupt();
    expect(await served.ended).toBe(0);
    expect(existsSync(path)).toBe(true);
  });

  it("does not overwrite a kubeconfig that is not its own", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "config");
    writeFileSync(path, "apiVersion: v1\ncurrent-context: production\n");
    await expect(start(["pod-nginx", "--kubeconfig-out", path], folder.path).ended).rejects.toThrow(
      `"${path}" exists and is not a kubeconfig of kubespy`,
    );
    expect(readFileSync(path, "utf8")).toContain("production");
  });

  it("with --exit-when-done exits when the recording has been played and no watch is open", async () => {
    using folder = temporaryFolder();
    const served = start(["pod-missing-pvc", "--speed", "100", "--exit-when-done"], folder.path);
    await until(() => served.written.stdout !== "");
    const watching = watch(`${urlIn(served.written.stdout)}/api/v1/pods?watch=1`);
    await watching.has(2);
    let hasEnded = false;
    void served.ended.then(() => {
      hasEnded = true;
    });
    await systemClock.sleep(1500);
    expect(hasEnded).toBe(false);
    watching.stop();
    expect(await served.ended).toBe(0);
  });

  it("with --control reads commands that move recorded time, answers each, and keeps serving when the input ends", async () => {
    using folder = temporaryFolder();
    const input = new PassThrough();
    const served = start(["deployment-rollout", "--at", "0", "--control"], folder.path, input);
    await until(() => served.written.stdout !== "");
    const url = `${urlIn(served.written.stdout)}/apis/apps/v1/deployments`;
    const deployments = async () => (JSON.parse((await ask(url)).body) as { items: unknown[] }).items.length;
    expect(await deployments()).toBe(0);
    served.written.stdout = "";
    input.write("seek 4s\nsped 3\nseek next\nseek 50%\n");
    input.end();
    await until(() => served.written.stdout.split("\n").length > 3);
    expect(await deployments()).toBe(1);
    expect(served.written.stdout).toMatch(
      /^paused: \+4\.000s #\d+ of 140, 0 watches open\npaused: \+\d\.\d+s #\d+ of .*\npaused: \+7\.17\ds #\d+ of .*\n$/,
    );
    expect(served.written.stderr).toBe(
      'kubespy: error: unknown command "sped"\nkubespy: hint: did you mean "speed"? type "help" for all commands\n',
    );
    served.interrupt();
    expect(await served.ended).toBe(0);
  });

  it('"help" lists the commands, "quit" exits', async () => {
    using folder = temporaryFolder();
    const input = new PassThrough();
    const served = start(["pod-nginx", "--control"], folder.path, input);
    await until(() => served.written.stdout !== "");
    expect(served.written.stdout).toContain('type "help" for more');
    served.written.stdout = "";
    input.write("help\n");
    await until(() => served.written.stdout !== "");
    expect(served.written.stdout).toBe(
      `  play      run recorded time
  pause     pause recorded time
  seek 12s  go to an offset, a share (50%), a sequence (#12), a time (10:57:39Z), next or prev
  speed 4   play four times as fast as recorded; 0.5 is half as fast
  quit      exit, as Ctrl-C does
`,
    );
    input.write("quit\n");
    expect(await served.ended).toBe(0);
  });

  it("a port in use is named in the error", async () => {
    using folder = temporaryFolder();
    const first = start(["pod-nginx"], folder.path);
    await until(() => first.written.stdout !== "");
    const port = new URL(addressIn(first.written.stdout)).port;
    await expect(start(["pod-nginx", "--port", port], folder.path).ended).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: the port is in use`,
    );
    first.interrupt();
    await first.ended;
  });

  it.each([
    [["pod-nginx", "--speed", "0"], 'invalid --speed "0"'],
    [["pod-nginx", "--speed", "fast"], 'invalid --speed "fast"'],
    [["pod-nginx", "--at", "17"], 'invalid --at "17": the session has 16 frames'],
    [["pod-nginx", "--at", "1h"], 'invalid --at "1h": the session ends at +9.363s'],
    [["pod-nginx", "--at", "10:57:39"], 'invalid --at "10:57:39": a time needs a zone'],
    [["pod-nginx", "--at", "101%"], 'invalid --at "101%"'],
    [["pod-nginx", "--port", "70000"], 'invalid --port "70000"'],
    [["pod-nginx", "--at", "1s", "--speed", "2"], "--at and --speed cannot be combined"],
    [["-", "--control"], "--control and a session on stdin cannot be combined"],
    [["pod-nginx", "--at", "1s", "--exit-when-done"], "--at and --exit-when-done cannot be combined"],
  ])("%j is a usage error", async (args, message) => {
    using folder = temporaryFolder();
    const failure = await start(args, folder.path).ended.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KubespyError);
    expect(failure).toMatchObject({ message, exitCode: 2 });
  });
});
