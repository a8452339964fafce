import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandPath, withSubcommands } from "../../src/commands/common/command-tree.js";
import { makeProgram } from "../../src/commands/program.js";
import { lacks } from "../support/needs.js";
import { programPath, projectRoot, runProgram, temporaryFolder } from "../support/program.js";
import { TerminalProgram } from "../support/terminal.js";

/** A folder with a session, and a `kubespy` on the path. */
async function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "kubespy"), `#!/bin/sh\nexec "${process.execPath}" "${programPath}" "$@"\n`);
  chmodSync(join(bin, "kubespy"), 0o755);
  const env = { KUBESPY_DB: join(folder.path, "kubespy.db"), PATH: `${bin}:${process.env["PATH"]}` };
  await runProgram(["import", "pod-nginx", "--session", "checkout-1"], { env });
  for (const file of ["incident.kubespy.gz", "web@noon.kubespy.gz"]) writeFileSync(join(folder.path, file), "");
  const complete = async (...words: readonly string[]) =>
    (await runProgram(["__complete", "--", ...words], { env, cwd: folder.path })).stdout.trimEnd().split("\n");
  return { path: folder.path, env, complete };
}

describe("what can be completed", () => {
  it("is every command, each with its summary, and no hidden one", async () => {
    const { complete } = await workplace();
    const lines = await complete("");
    expect(lines).toContain("ls\tlist the recorded sessions, newest first");
    expect(lines.some((line) => line.startsWith("__"))).toBe(false);
  });

  it("is a session, @latest, a bundled recording or a file where a session is expected", async () => {
    const { complete } = await workplace();
    const lines = await complete("replay", "--plain", "--speed", "2", "");
    expect(lines).toEqual(
      expect.arrayContaining(["checkout-1\tA Pod from birth to deletion", "@latest", "pod-nginx\tbundled recording", ":files"]),
    );
    expect(await complete("replay", "checkout-1", "")).toEqual([""]);
    expect(await complete("compare", "pod-nginx", "")).toContain("checkout-1\tA Pod from birth to deletion");
    expect(await complete("compare", "--baseline", "")).toContain("checkout-1\tA Pod from birth to deletion");
  });

  it("is a session of the database where a session is changed, and only its full name where it is removed", async () => {
    const { complete } = await workplace();
    expect(await complete("title", "")).toEqual(["checkout-1\tA Pod from birth to deletion", "@latest"]);
    expect(await complete("rm", "")).toEqual(["checkout-1\tA Pod from birth to deletion"]);
    expect(await complete("rm", "checkout-1", "")).toEqual([""]);
    expect(await complete("rm", "--db", "elsewhere.db", "")).toEqual([""]);
  });

  it("is the flags of the command, and the values of a flag", async () => {
    const { complete } = await workplace();
    expect((await complete("ls", "--")).map((line) => line.split("\t")[0])).toEqual(
      expect.arrayContaining(["--bundled", "--output", "--target", "--outcome", "--db", "--help"]),
    );
    for (const words of [["ls"], ["replay", "checkout-1"], ["rm", "checkout-1"]])
      expect((await complete(...words, "-")).map((line) => line.split("\t")[0])).toContain("--db");
    expect(await complete("ls", "-o", "")).toEqual(["wide", "json", "name"]);
    expect(await complete("ls", "--output=")).toEqual(["--output=wide", "--output=json", "--output=name"]);
    expect(await complete("ls", "--outcome", "")).toContain("interrupted");
    expect(await complete("show", "--db", "")).toEqual([":files"]);
    expect(await complete("show", "--identity", "")).toEqual([":files"]);
    expect(await complete("replay", "checkout-1", "--by", "")).toEqual(["kube-scheduler", "kubectl-client-side-apply", "kubelet"]);
    expect(await complete("changes", "pod-nginx", "--by=")).toContain("--by=kubelet");
    expect(await complete("replay", "no-such-session", "--by", "")).toEqual([""]);
    expect(await complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("works for every command", async () => {
    const { complete } = await workplace();
    for (const line of await complete("")) {
      const [command = ""] = line.split("\t");
      expect((await complete(command, "-x")).length, command).toBeGreaterThan(0);
    }
    expect(await complete("no-such-command", "")).toEqual([""]);
    expect(await complete("record", "pod", "nginx", "--", "kubectl", "")).toEqual([":files"]);
  });

  it("knows each command that takes a session", () => {
    const context = { programName: "kubespy", version: "0", packageRoot: projectRoot } as Parameters<typeof makeProgram>[0];
    const program = makeProgram(context, () => {});
    const taking = withSubcommands(program).filter((command) => command.registeredArguments[0]?.name() === "session");
    expect(taking.map((command) => commandPath(command).slice("kubespy ".length)).sort()).toEqual([
      "export",
      "lesson new",
      "mark",
      "open",
      "rename",
      "replay",
      "rm",
      "serve",
      "show",
      "title",
      "unmark",
    ]);
  });
});

describe("in bash", () => {
  it.each([
    { typed: "kubespy sho\t", shows: "kubespy show " },
    { typed: "kubespy show che\t", shows: "kubespy show checkout-1 " },
    { typed: "kubespy show @\t", shows: "kubespy show @latest " },
    { typed: "kubespy lesson ch\t", shows: "kubespy lesson check " },
    { typed: "kubespy replay @la\t", shows: "kubespy replay @latest " },
    { typed: "kubespy show inc\t", shows: "kubespy show incident.kubespy.gz " },
    { typed: "kubespy show web@\t", shows: "kubespy show web\\@noon.kubespy.gz " },
    { typed: "kubespy ls --output=j\t", shows: "kubespy ls --output=json " },
  ])("$typed becomes $shows", async ({ typed, shows }) => {
    const { path, env } = await workplace();
    await using bash = new TerminalProgram("bash", ["--noprofile", "--norc", "-i"], { env: { ...env, PS1: "$ " }, cwd: path });
    bash.type("source <(kubespy completion bash); echo so''urced\r");
    await bash.shows("\nsourced");
    bash.type(`${typed}!`);
    expect(await bash.shows(`${shows}!`)).toContain(`${shows}!`);
  });
});

const inShells = [
  { typed: "kubespy sho\t", shows: "kubespy show " },
  { typed: "kubespy show che\t", shows: "kubespy show checkout-1 " },
  { typed: "kubespy replay @la\t", shows: "kubespy replay @latest " },
  { typed: "kubespy show inc\t", shows: "kubespy show incident.kubespy.gz " },
  { typed: "kubespy ls -o js\t", shows: "kubespy ls -o json " },
  { typed: "kubespy ls --output=j\t", shows: "kubespy ls --output=json " },
  { typed: "kubespy ls --bund\t", shows: "kubespy ls --bundled " },
  { typed: 'kubespy replay --plain "che\t', shows: /kubespy replay --plain "?checkout-1"? / },
];

describe.skipIf(lacks("zsh", "completion in zsh"))("in zsh", () => {
  it.each(inShells)("$typed becomes $shows", async ({ typed, shows }) => {
    const { path, env } = await workplace();
    await using zsh = new TerminalProgram("zsh", ["-f", "-i"], { env: { ...env, PS1: "$ " }, cwd: path });
    zsh.type(`autoload -Uz compinit; compinit -D; source <(kubespy completion zsh); echo so''urced\r`);
    await zsh.shows("\nsourced");
    zsh.type(`${typed}!`);
    await zsh.shows(followedBy(shows));
  });

  it("the script also works as a file of the function path", async () => {
    const { path, env } = await workplace();
    writeFileSync(join(path, "_kubespy"), (await runProgram(["completion", "zsh"])).stdout);
    await using zsh = new TerminalProgram("zsh", ["-f", "-i"], { env: { ...env, PS1: "$ " }, cwd: path });
    zsh.type(`fpath=("$PWD" $fpath); autoload -Uz compinit; compinit -u -D; echo lo''aded\r`);
    await zsh.shows("\nloaded");
    zsh.type("kubespy show che\t!");
    await zsh.shows("kubespy show checkout-1 !");
  });
});

describe.skipIf(lacks("fish", "completion in fish"))("in fish", () => {
  it.each(inShells)("$typed becomes $shows", async ({ typed, shows }) => {
    const { path, env } = await workplace();
    const home = { HOME: path, XDG_CONFIG_HOME: join(path, "config"), XDG_DATA_HOME: join(path, "data") };
    await using fish = new TerminalProgram("fish", ["--no-config", "-i"], { env: { ...env, ...home }, cwd: path });
    fish.type("function fish_prompt; echo '$ '; end; kubespy completion fish | source; echo so''urced\r");
    await fish.shows("\nsourced");
    fish.type(`${typed}!`);
    await fish.shows(followedBy(shows));
  });
});

/** A key typed after the completion shows where it ended. */
function followedBy(shows: string | RegExp): string | RegExp {
  return typeof shows === "string" ? `${shows}!` : new RegExp(`${shows.source}!`);
}
