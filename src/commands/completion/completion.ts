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
    .description("Prints a completion script for the shell. The script calls the program, so it stays correct when the program changes.")
    .addArgument(new Argument("<shell>", "which shell").choices(shells));
  addHelpDetails(command, {
    notes: [`The examples enable it in every new shell.`],
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
    .action(async (words: readonly string[]) => {
      const { completeWords } = await import("./complete-words.js");
      const candidates = await completeWords(words, program, context);
      context.streams.stdout.write(candidates.map((candidate) => `${candidate}\n`).join(""));
    });
};
