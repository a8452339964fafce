import { Option } from "commander";
import { UsageError } from "../../errors.js";
import { parseRepairBudget, type RepairBudget } from "../../record/repair/budget.js";
import type { AddCommand } from "../common/context.js";
import { collectWords, durationFlag } from "../common/flag-values.js";
import type { RecordFlags } from "./record-flags.js";

/** `kubespy record TARGET... [-- COMMAND...]` */
export const addRecordCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  program
    .command("record")
    .summary("record what happens to an object, all it owns, and the Events about them")
    .description(
      `Record every change of the targets, of what they own however deep, of what a Service stands for, and the Kubernetes Events about them.
A target that does not exist yet is waited for. Values of Secrets are replaced by digests before anything is stored.`,
    )
    .argument(
      "[target...]",
      'as kubectl takes them: "pod nginx", "po/nginx", "deploy/web svc/web", "pods", "v1 Pod nginx"; "-" for what kubectl writes to stdin; after "--", a command to run while recording',
    )
    .option("-n, --namespace <name>", "namespace (default: the context's own)")
    .option("-A, --all-namespaces", "record in all namespaces")
    .option("-l, --selector <labels>", "label selector, as kubectl takes it")
    .option("--field-selector <fields>", "field selector, as kubectl takes it")
    .option("--only", "record just what was named: nothing owned, no Events")
    .addOption(new Option("--with <type>", "record all objects of this type beside it; may be repeated").argParser(collectWords))
    .addOption(new Option("--for <duration>", "end after this long, such as 90s or 2m").argParser(durationFlag("--for", "90s")))
    .option("--until <state>", "end when it is: ready, settled, failed, deleted or condition=NAME[=STATUS]")
    .addOption(
      new Option("--timeout <duration>", "with --until or a command: give up after this long")
        .argParser(durationFlag("--timeout", "2m"))
        .default(600_000, "10m"),
    )
    .option("--session <name>", "name of the session (default: the target's name and a number)")
    .option("--title <text>", "a title for people")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .option("--kubeconfig <file>", "kubeconfig to use instead of KUBECONFIG or ~/.kube/config")
    .option("--context <name>", "context of the kubeconfig")
    .option("--include-secret-values", "store the values of Secrets in clear")
    .addOption(
      new Option(
        "--repair <budget>",
        'requests, and time, that a gap may cost to be read back from the server\'s history, such as "2000/2m"; "off" for none (default: 1000/30s)',
      ).argParser(repairFlag),
    )
    .option("-q, --quiet", "do not print a line for each change")
    .addHelpText(
      "after",
      `
Ends with Ctrl-C (everything seen is saved), after --for, at --until, or, with a command, when all has settled.
Exit status: 0 done; 1 failed, or --until was not reached in time; 130 interrupted before --for or --until was over;
with a command, the command's own when it is not 0.

Examples:
  ${name} record pod nginx
  ${name} record deploy/web svc/web -n shop --until ready --timeout 2m
  ${name} record pods -l app=web --for 90s
  ${name} record pod nginx -- kubectl apply -f fixtures/bad-image-tag.yaml
  ${name} record widgets.example.com w1 --with configmaps
  kubectl get pods -w -o json --output-watch-events | ${name} record -`,
    )
    .action(async (targets: readonly string[], flags: RecordFlags, command) => {
      const trailing = trailingCommand(command.parent?.rawArgs ?? [], targets);
      if (trailing.targets.length === 1 && trailing.targets[0] === "-") {
        const { recordInput } = await import("./record-input.js");
        return exit(await recordInput(trailing.command, flags, context));
      }
      assertCoherent(trailing.targets, flags, name);
      const { recordSession } = await import("./record-session.js");
      exit(await recordSession(trailing.targets, { command: trailing.command, flags, context }));
    });
};

/** Splits at the first `--`: what follows is a command of the user's, to be passed on untouched. */
function trailingCommand(
  rawArgs: readonly string[],
  operands: readonly string[],
): { targets: readonly string[]; command: readonly string[] } {
  const dash = rawArgs.indexOf("--");
  if (dash < 0) return { targets: operands, command: [] };
  const command = rawArgs.slice(dash + 1);
  if (command.length === 0)
    throw new UsageError('nothing stands after "--"', { hint: "put the command to run there, or leave the dashes out" });
  return { targets: operands.slice(0, operands.length - command.length), command };
}

function assertCoherent(targets: readonly string[], flags: RecordFlags, name: string): void {
  if (targets.length === 0) throw new UsageError("no target given", { hint: `name what to record, such as "${name} record pod nginx"` });
  if (flags.for !== undefined && flags.until !== undefined)
    throw new UsageError("--for and --until contradict each other", { hint: "use --until with --timeout to limit how long it may take" });
  if (flags.namespace !== undefined && flags.allNamespaces)
    throw new UsageError("-n and -A contradict each other", { hint: "give one of them" });
}

function repairFlag(text: string): RepairBudget {
  const budget = parseRepairBudget(text);
  if (budget !== undefined) return budget;
  throw new UsageError(`--repair "${text}" is no budget`, {
    hint: 'write requests, or requests and time: "--repair 2000", "--repair 2000/2m", "--repair off"',
  });
}
