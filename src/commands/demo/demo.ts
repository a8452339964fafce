import type { AddCommand } from "../common/context.js";

/** `kubespy demo`: serve, record and replay a recording, without a cluster. */
export const addDemoCommand: AddCommand = (program, context, exit) => {
  program
    .command("demo")
    .summary("see it work in seconds, without a cluster")
    .description(
      `Serves a bundled recording of a real cluster as a Kubernetes API on loopback, records it from there over HTTP into a temporary
database, as fast as it happened, and sums the session up. On a terminal you can then step through it, or open its page. All files are removed at the end.`,
    )
    .argument("[recording]", 'a bundled recording (see "ls --bundled")', "pod-nginx")
    .action(async (recording: string) => {
      const { runDemo } = await import("./run-demo.js");
      exit(await runDemo(recording, context));
    });
};
