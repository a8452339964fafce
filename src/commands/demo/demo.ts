import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { parseSpeed } from "../common/flag-values.js";

/** `kubespy demo`: the whole circle in seconds, without a cluster. */
export const addDemoCommand: AddCommand = (program, context, exit) => {
  program
    .command("demo")
    .summary("see it work in seconds, without a cluster")
    .description(
      `Serves a bundled recording of a real cluster as a Kubernetes API on loopback, records it from there over real HTTP into a temporary
database, and replays what was recorded, with diffs. Nothing is left behind.`,
    )
    .argument("[recording]", 'a bundled recording (see "ls --bundled")', "pod-nginx")
    .addOption(new Option("--speed <factor>", "how much faster than it happened").argParser((text) => parseSpeed(text)).default(4))
    .action(async (recording: string, flags: { readonly speed: number }) => {
      const { runDemo } = await import("./run-demo.js");
      exit(await runDemo({ recording, speed: flags.speed, context }));
    });
};
