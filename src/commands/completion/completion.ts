import { Argument } from "commander";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { type Shell, shells } from "./shells.js";

/** `kubespy completion SHELL`, and the hidden command that the scripts call. */
export const addCompletionCommand: AddCommand = (program, context) => {
  const name = context.programName;
  const command = program
    .command("completion")
    .summary("print a script that makes a shell complete what is typed")
    .description(
      `Prints a completion script for the shell. The script calls the program, so it stays correct when the program changes. Types, namespaces and
names are read from the cluster of the command line, within a second. Nothing prompts: where the credentials come from an older auth provider, or from a
plugin whose interactiveMode is not Never, no cluster is read, and only common types are offered.`,
    )
    .addArgument(new Argument("<shell>", "which shell").choices(shells));
  addHelpDetails(command, {
    notes: [
      `The examples enable it in every new shell.`,
      `"kubectl spy" is completed by kubectl's own script, which finds kubectl_complete-spy in PATH: it is installed beside ${name}.`,
    ],
    examples: [
      [`echo 'source <(${name} completion bash)' >>~/.bashrc`],
      [`${name} completion zsh >"\${fpath[1]}/_kubespy"`],
      [`${name} completion fish >~/.config/fish/completions/kubespy.fish`],
    ],
  }).action(async (shell: Shell) => {
    const { completionScript } = await import("./completion-scripts.js");
    context.streams.stdout.write(completionScript(shell));
  });
  program
    .command("__complete", { hidden: true })
    .argument("[word...]", "the words typed after the program's name; the last one is to be completed and may be empty")
    .option("--kubectl", "answer in the form that kubectl takes from a plugin")
    .action(async (words: readonly string[], flags: { readonly kubectl?: true }) => {
      const { completeWords, forKubectl } = await import("./complete-words.js");
      const found = await completeWords(words, program, context);
      const candidates = flags.kubectl ? forKubectl(found, words.at(-1) ?? "") : found;
      context.streams.stdout.write(candidates.map((candidate) => `${candidate}\n`).join(""));
    });
};
