import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lacks } from "../support/needs.js";
import { programPath, serve, temporaryFolder } from "../support/program.js";
import { TerminalProgram } from "../support/terminal.js";

const bashCompletion = "/usr/share/bash-completion/bash_completion";

/** The program under its three names, and a cluster. */
const folder = temporaryFolder();
let served: Awaited<ReturnType<typeof serve>>;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  for (const name of ["kubespy", "kubectl-spy", "kubectl_complete-spy"]) symlinkSync(programPath, join(bin, name));
  served = await serve("deployment-rollout", ["--at", "50%"]);
  env = {
    KUBECONFIG: served.kubeconfig,
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: folder.path,
    XDG_CONFIG_HOME: join(folder.path, "config"),
    XDG_DATA_HOME: join(folder.path, "data"),
    PS1: "$ ",
  };
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const shells = [
  {
    shell: "bash",
    args: ["--noprofile", "--norc", "-i"],
    enable: (program: string) => `${program === "kubectl" ? `source ${bashCompletion}; ` : ""}source <(${program} completion bash)`,
    isMissing: (program: string) => program === "kubectl" && !existsSync(bashCompletion),
  },
  {
    shell: "zsh",
    args: ["-f", "-i"],
    enable: (program: string) => `autoload -Uz compinit; compinit -D; source <(${program} completion zsh)`,
    isMissing: () => lacks("zsh", "completion in zsh"),
  },
  {
    shell: "fish",
    args: ["--no-config", "-i"],
    enable: (program: string) => `function fish_prompt; echo '$ '; end; ${program} completion fish | source`,
    isMissing: () => lacks("fish", "completion in fish"),
  },
];

const lines = [
  ["record replicas\t", "record replicasets "],
  ["record svc kub\t", "record svc kubernetes "],
  ["record deploy/we\t", "record deploy/web "],
  ["record deploy/web --until condition=Av\t", "record deploy/web --until condition=Available "],
  ["record --context kub\t", "record --context kubespy "],
  ["ls --output=j\t", "ls --output=json "],
] as const;

/** On a busy machine the cluster may take more than a second to answer: then a user presses Tab again. */
async function completed(terminal: TerminalProgram, typed: string, shows: string, tries = 5): Promise<void> {
  terminal.type(typed);
  const isShown = terminal.shows(shows, 6000).then(() => true);
  const isDone = tries > 1 ? await isShown.catch(() => false) : await isShown;
  // Ctrl-U empties the line.
  terminal.type("\x15");
  if (!isDone) await completed(terminal, typed, shows, tries - 1);
}

describe.each(shells)("in $shell", ({ shell, args, enable, isMissing }) => {
  const complete = async (program: string, prefix: string) => {
    await using terminal = new TerminalProgram(shell, args, { env, cwd: folder.path, columns: 120 });
    terminal.type(`${enable(program)}; echo so''urced\r`);
    await terminal.shows("\nsourced");
    for (const [typed, shows] of lines) {
      await completed(terminal, `${prefix} ${typed}!`, `${prefix} ${shows}!`);
    }
    expect(terminal.ended).toBe(false);
  };

  it.skipIf(isMissing("kubespy"))("types, names, conditions, contexts and choices are completed", { timeout: 90_000 }, async () => {
    await complete("kubespy", "kubespy");
  });

  it.skipIf(isMissing("kubectl") || lacks("kubectl", "completion of kubectl spy"))(
    "the same through kubectl spy",
    { timeout: 90_000 },
    async () => {
      await complete("kubectl", "kubectl spy");
    },
  );
});
