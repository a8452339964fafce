import type { Command } from "commander";

/** The flags of `kubespy learn LESSON --live`, as commander parses them. */
export interface LiveLessonFlags {
  readonly live?: true;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly db?: string;
  /** Makes the changes without a prompt. */
  readonly yes?: true;
  readonly output?: string;
}

/** Declares what `--live` takes, besides `--yes` and `-o json`. */
export function addLiveOptions(command: Command): Command {
  return command
    .optionsGroup("On your cluster:")
    .option("--live", "make the recording of the lesson on a cluster, in a namespace of its own that is removed at the end")
    .option("--kubeconfig <file>", "with --live: kubeconfig to use instead of KUBECONFIG or ~/.kube/config")
    .option("--context <name>", "with --live: context of the kubeconfig")
    .option("--db <file>", "with --live: database of sessions (default: KUBESPY_DB, else the user's data directory)");
}

/** For the help of the command. */
export const liveNotes: readonly string[] = [
  `With --live, your kubectl creates the namespace, applies the manifest of the lesson and deletes the namespace, also after Ctrl-C; kubespy itself only reads.`,
];
