import { Option } from "commander";
import type { AddCommand } from "../common/context.js";
import { parseSpeed } from "../common/flag-values.js";

/** `kubespy demo`: serve, record and replay a recording, without a cluster. */
export const addDemoCommand: AddCommand = (program, context, exit) => {
  program
    .command("demo")
    .summary("see it work in seconds, without a cluster")
    .description(
      `Serves a bundled recording of a real cluster as a Kubernetes API on loopback, records it from there over HTTP into a temporary
database, and replays the session, with diffs. All files are removed at the end.`,
    )
    .argument("[recording]", 'a bundled recording (see "ls --bundled")', "pod-nginx")
    .addOption(new Option("--speed <factor>", "play this many times as fast").argParser((text) => parseSpeed(text)).default(4))
    .action(async (recording: string, flags: { readonly speed: number }) => {
      const { runDemo } = await import("./run-demo.js");
      exit(await runDemo({ recording, speed: flags.speed, context }));
    });
};
