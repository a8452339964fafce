import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ExecPlugin } from "../../../src/cluster/auth/exec-plugin.js";
import { runPluginProcess } from "../../../src/cluster/auth/plugin-process.js";
import { processTree } from "../../../src/cluster/auth/process-tree.js";
import { systemClock } from "../../../src/io/clock.js";
import { ended, startProgram } from "../../support/program.js";
import { certificate } from "../../support/tls.js";
import { execCredential, execUser, failureOf, KubeconfigRig, kubeconfigOf, trusted } from "./kubeconfig-rig.js";

const done = `echo '${execCredential({ token: "t" })}'`;

/** A process that the script writes the id of to `file`. */
function pidIn(file: string): number {
  return Number(readFileSync(file, "utf8"));
}

/** Also of a process that has ended and was not waited for. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function pluginOf(rig: KubeconfigRig, script: string, more: { maxSilentRunMs?: number; interactive?: boolean } = {}): ExecPlugin {
  const { interactive = false, ...limit } = more;
  return new ExecPlugin({
    plugin: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: rig.plugin(script),
      args: [],
      env: [],
      interactiveMode: interactive ? "IfAvailable" : "Never",
      provideClusterInfo: false,
    },
    cluster: { insecure: false, disableCompression: false },
    env: { PATH: process.env["PATH"] },
    clock: systemClock,
    interactive,
    say: (text) => rig.said.push(text),
    ...limit,
  });
}

describe("a credential plugin", () => {
  it("is done when it exits, although a process that it left behind holds its output open; that one is killed", async () => {
    await using rig = new KubeconfigRig();
    const pid = join(rig.folder, "pid");
    const plugin = pluginOf(rig, `sleep 1000 & echo $! > ${pid}; ${done}`);
    expect(await plugin.credential()).toEqual({ token: "t" });
    await until(() => !exists(pidIn(pid)));
  });

  it("may leave a process behind that does not hold its output open, as a browser", async () => {
    await using rig = new KubeconfigRig();
    const pid = join(rig.folder, "pid");
    await pluginOf(rig, `sleep 1000 >&2 & echo $! > ${pid}; ${done}`).credential();
    expect(exists(pidIn(pid))).toBe(true);
    process.kill(pidIn(pid), "SIGKILL");
  });

  it("may exit before its child has written the credential", async () => {
    await using rig = new KubeconfigRig();
    expect(await pluginOf(rig, `(sleep 0.3; ${done}) & exit 0`).credential()).toEqual({ token: "t" });
  });

  it("that fails is done as well, with a process left behind", async () => {
    await using rig = new KubeconfigRig();
    const failure = await failureOf(pluginOf(rig, "sleep 1000 & echo 'log in first' >&2; exit 3").credential());
    expect(failure.message).toMatch(/failed \(3\): log in first$/);
  });

  it("has a limit that holds, whatever it ignores and leaves behind", async () => {
    await using rig = new KubeconfigRig();
    const pids = [join(rig.folder, "child"), join(rig.folder, "self")];
    const script = `trap '' TERM; (trap '' TERM; sleep 1000) & echo $! > ${pids[0]}; echo $$ > ${pids[1]}; sleep 1000; sleep 1000`;
    const failure = await failureOf(pluginOf(rig, script, { maxSilentRunMs: 200 }).credential());
    expect(failure.message).toContain("was ended: it did not finish within");
    for (const pid of pids) await until(() => !exists(pidIn(pid)));
  });

  it("is ended when the last request that waits for it stops waiting, not before", async () => {
    await using rig = new KubeconfigRig();
    const pid = join(rig.folder, "pid");
    const plugin = pluginOf(rig, `echo $$ > ${pid}; sleep 1000`);
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [plugin.credential(first.signal), plugin.credential(second.signal)];
    both.map((work) => work.catch(() => {}));
    await until(() => existsSync(pid) && readFileSync(pid, "utf8") !== "");
    first.abort("first");
    await expect(both[0]).rejects.toBe("first");
    expect(exists(pidIn(pid))).toBe(true);
    second.abort("second");
    await expect(both[1]).rejects.toBe("second");
    await until(() => !exists(pidIn(pid)));
  });

  it("is ended when the connection is closed", async () => {
    await using rig = new KubeconfigRig();
    const pid = join(rig.folder, "pid");
    const plugin = pluginOf(rig, `echo $$ > ${pid}; sleep 1000`);
    const work = failureOf(plugin.credential());
    await until(() => existsSync(pid) && readFileSync(pid, "utf8") !== "");
    plugin.close();
    expect((await work).message).toContain("was ended");
    await until(() => !exists(pidIn(pid)));
  });

  it("that may prompt stays in the terminal's foreground group, and is ended with its descendants", async () => {
    await using rig = new KubeconfigRig();
    const pids = [join(rig.folder, "self"), join(rig.folder, "child")];
    const group = join(rig.folder, "group");
    const stop = new AbortController();
    const script = `ps -o pgid= -p $$ > ${group}; echo $$ > ${pids[0]}; (trap '' TERM; sleep 1000; sleep 1000) & echo $! > ${pids[1]}; wait`;
    const work = pluginOf(rig, script, { interactive: true }).credential(stop.signal);
    work.catch(() => {});
    await until(() => existsSync(pids[1] ?? "") && readFileSync(pids[1] ?? "", "utf8") !== "");
    const ours = readFileSync(`/proc/${process.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2];
    expect(readFileSync(group, "utf8").trim()).toBe(ours);
    stop.abort("stopped");
    await expect(work).rejects.toBe("stopped");
    for (const pid of pids) await until(() => !exists(pidIn(pid)));
  });

  it("that prints without end is ended, and its output is bounded", async () => {
    await using rig = new KubeconfigRig();
    expect((await failureOf(pluginOf(rig, "yes").credential())).message).toContain("was ended: it printed more than");
    const noisy = await failureOf(pluginOf(rig, "yes >&2", { maxSilentRunMs: 500 }).credential());
    expect(noisy.message).toContain("did not finish within");
    expect(rig.said.join("").length).toBeLessThan(70_000);
    expect(rig.said.at(-1)).toBe("(the credential plugin printed more than is shown here)\n");
  });

  it("cannot steer the terminal: its stderr is shown line by line, made safe", async () => {
    await using rig = new KubeconfigRig();
    await pluginOf(rig, `printf '\\033]0;title\\007open \\033[31mthis\\r\\nand \\342\\200\\256that' >&2; ${done}`).credential();
    expect(rig.said.join("")).toBe("\\e]0;title\\u0007open \\e[31mthis\nand \\u202ethat\n");
  });

  it("may ask without a newline: the prompt is shown while it waits", async () => {
    await using rig = new KubeconfigRig();
    const stop = new AbortController();
    const work = pluginOf(rig, "printf 'Code: ' >&2; sleep 1000").credential(stop.signal);
    work.catch(() => {});
    await until(() => rig.said.join("") === "Code: ");
    stop.abort();
    await expect(work).rejects.toBeDefined();
  });

  it("whose arguments no program can have is reported", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const failure = await failureOf(rig.request(trusted(server.url), execUser("sh", { args: ["a\u0000b"] })));
    expect(failure.message).toBe('the credential plugin "sh" of the kubeconfig cannot be started: ERR_INVALID_ARG_VALUE');
  });

  it("gets the cluster with its authority from a file, and what the cluster has for plugins", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    rig.write("ca.crt", certificate("ca.crt"));
    const cluster = {
      server: server.url,
      "certificate-authority": "ca.crt",
      extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "x" } }],
    };
    await rig.request(
      cluster,
      execUser(rig.plugin(`echo "$KUBERNETES_EXEC_INFO" > ${rig.folder}/info; ${done}`), { provideClusterInfo: true }),
    );
    expect(JSON.parse(readFileSync(join(rig.folder, "info"), "utf8")).spec.cluster).toEqual({
      server: server.url,
      "certificate-authority-data": Buffer.from(certificate("ca.crt")).toString("base64"),
      config: { audience: "x" },
    });
  });

  it.each([
    ["no JSON", "echo hello", "its output is not an ExecCredential in JSON"],
    ["another object", `echo '{"kind":"Pod"}'`, "its output is not an ExecCredential in JSON"],
    [
      "another version",
      `echo '${execCredential({ token: "t" }, "v1beta1")}'`,
      "exec plugin is configured to use API version client.authentication.k8s.io/v1, plugin returned version client.authentication.k8s.io/v1beta1",
    ],
    ["no status", `echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}'`, "didn't return a status field"],
    ["no credential", `echo '${execCredential({})}'`, "exec plugin didn't return a token or cert/key pair"],
    ["half a pair", `echo '${execCredential({ clientKeyData: "x" })}'`, "exec plugin returned only certificate or key, not both"],
    ["a token that is no text", `echo '${execCredential({ token: 5 })}'`, "status.token is not a string"],
    ["no time", `echo '${execCredential({ token: "t", expirationTimestamp: "soon" })}'`, 'cannot parse status.expirationTimestamp "soon"'],
  ])("that prints %s is refused: requests would be anonymous", async (_what, script, message) => {
    await using rig = new KubeconfigRig();
    expect((await failureOf(pluginOf(rig, script).credential())).message).toContain(message);
  });

  it("that needs a terminal is refused where there is none", async () => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const failure = await failureOf(rig.request(trusted(server.url), execUser(rig.plugin(done), { interactiveMode: "Always" })));
    expect(failure.message).toContain("cannot support interactive mode: standard input is not a terminal");
  });
});

describe("the program, while a plugin runs", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("ends at the first %s, and the plugin with it", async (signal) => {
    await using rig = new KubeconfigRig();
    const server = await rig.serveTls();
    const pids = [join(rig.folder, "self"), join(rig.folder, "child")];
    const plugin = rig.plugin(`trap '' TERM INT; echo $$ > ${pids[0]}; sleep 1000 & echo $! > ${pids[1]}; wait; sleep 1000`);
    const config = rig.write("config", kubeconfigOf(trusted(server.url), execUser(plugin)));
    const program = startProgram(["record", "pod", "x", "--kubeconfig", config, "--db", join(rig.folder, "x.db")]);
    const end = ended(program);
    await until(() => existsSync(pids[1] ?? "") && readFileSync(pids[1] ?? "", "utf8") !== "");
    program.kill(signal);
    expect((await end).code).toBe(130);
    for (const pid of pids) await until(() => !exists(pidIn(pid)));
  });
});

it("a process tree is found with its grandchildren", async () => {
  await using rig = new KubeconfigRig();
  const stop = new AbortController();
  const pid = join(rig.folder, "pid");
  const work = runPluginProcess({
    command: rig.plugin(`sh -c 'sleep 1000 & echo $$ > ${pid}; wait' & wait`),
    args: [],
    env: { PATH: process.env["PATH"] },
    isInteractive: false,
    signal: stop.signal,
    say: () => {},
  });
  await until(() => existsSync(pid) && readFileSync(pid, "utf8") !== "");
  await until(() => processTree(pidIn(pid)).length === 2);
  expect(processTree(process.pid)).toEqual(expect.arrayContaining([...processTree(pidIn(pid))]));
  stop.abort();
  expect((await work).kind).toBe("ended-by-us");
});
