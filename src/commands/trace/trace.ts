import type { SessionSource } from "../../app/sessions/session-source.js";
import { UsageError } from "../../errors.js";
import type { AddCommand } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import { withIdentities } from "../common/identity-flags.js";
import { latestWords } from "../common/session-words.js";
import { addViewFlags, assertFlagsFit, viewSource, wrongSource } from "../common/view-flags.js";
import type { TraceFlags } from "./trace-flags.js";

/** `kubespy trace TARGET...|SESSION|FILE` */
export const addTraceCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("trace")
    .summary("show a workload as a live tree, and what it waits for")
    .description(
      `Show a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Service, Ingress or Pod with all objects that it owns or selects: each with
its stage, readiness, age of that state, and what blocks it; above them, in a sentence, what the workload waits for. On a terminal the
tree is redrawn in place; in a pipe each new tree is printed below the previous one. If a target does not exist yet, kubespy waits for it.
A session or recording file plays in recorded time on a terminal; in a pipe, its last state
is printed, or, where all was deleted by then, the one before that.`,
    )
    .argument(
      "<what...>",
      `an object, in kubectl syntax ("deploy web", "deploy/web svc/web"); or a session, ${latestWords}, a recording file ("-" for stdin), or a bundled recording`,
    );
  addViewFlags(command)
    .optionsGroup("For a session or recording:")
    .option("--end", "show only the last state")
    .option("--all", "print the tree after every change, without waiting");
  addHelpDetails(command, {
    notes: [`Ends with Ctrl-C, after --for, or at --until; the last state stays on the screen.`],
    examples: [
      [`${name} trace deploy web -n shop`],
      [`${name} trace service nginx --until ready`],
      [`${name} trace job/import --session import-1`],
      [`${name} trace deployment-bad-rollout`],
      [`${name} trace deployment-bad-rollout --at 20s`],
      [`${name} trace @latest --all | less`],
      [`${name} trace web-1.kubespy.gz -o json | jq -r .waiting[]`],
    ],
  }).action(async (words: readonly string[], flags: TraceFlags) => {
    const source = await viewSource(words, flags, context);
    assertFlagsFit(flags, source, words);
    assertOnePlace(flags, source);
    if (source === "cluster") {
      const { traceCluster } = await import("./trace-screen.js");
      return exit(await traceCluster(words, flags, context));
    }
    const { traceSession } = await import("./trace-session.js");
    exit(await traceSession(words.join(" "), flags, withIdentities(flags, context)));
  });
};

/** `--end`, `--all` and `--at` each choose which states of a session to show. */
function assertOnePlace(flags: TraceFlags, source: SessionSource): void {
  const [first, second] = (["end", "all", "at"] as const).filter((flag) => flags[flag] !== undefined);
  if (first !== undefined && source === "cluster") throw wrongSource(first, source, []);
  if (second !== undefined) throw new UsageError(`--${first} and --${second} cannot be combined`, { hint: "use one of them" });
  if (flags.end && flags.speed !== undefined)
    throw new UsageError("--end and --speed cannot be combined", { hint: "--end shows one state" });
}
