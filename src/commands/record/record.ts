import { Option } from "commander";
import { UsageError } from "../../errors.js";
import { parseRepairBudget, type RepairBudget } from "../../record/repair/budget.js";
import type { AddCommand } from "../common/context.js";
import { collectWords, durationFlag } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { addReportFlag } from "../common/report-flag.js";
import { assertOneScope, namespaceOption } from "../common/scope-flags.js";
import { timeOption } from "../common/time-flag.js";
import type { RecordFlags } from "./record-flags.js";

/** `kubespy record TARGET... [-- COMMAND...]` */
export const addRecordCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("record")
    .summary("record what happens to an object, all it owns, and its Events")
    .description(
      `Record every change of the targets, of all objects that they own (at any depth), of the Pods and EndpointSlices of a Service, and the
Kubernetes Events about them. If a target does not exist yet, kubespy waits for it. Values of Secrets are replaced by digests before they are stored.`,
    )
    .usage("[options] <target...> [-- <command...>]\n[options] -")
    .argument(
      "[target...]",
      'in kubectl syntax: "pod nginx", "po/nginx", "deploy/web svc/web", "pods", "v1 Pod nginx"; "-" for the output of kubectl on stdin; after "--", a command to run while recording',
    )
    .optionsGroup("What to record:")
    .addOption(namespaceOption())
    .option("-A, --all-namespaces", "record in all namespaces")
    .option("-l, --selector <labels>", "label selector, in kubectl syntax")
    .option("--field-selector <fields>", "field selector, in kubectl syntax")
    .option("--only", "record only the targets: no owned objects, no Events")
    .addOption(new Option("--with <type>", "also record all objects of this type; may be repeated").argParser(collectWords))
    .optionsGroup("When it ends:")
    .addOption(new Option("--for <duration>", "end after this long, such as 90s or 2m").argParser(durationFlag("--for", "90s")))
    .option("--until <state>", "end when the targets are: ready, settled, failed, deleted or condition=NAME[=STATUS]")
    .addOption(
      new Option("--timeout <duration>", "with --until or a command: stop waiting after this long (default: 10m)").argParser(
        durationFlag("--timeout", "2m"),
      ),
    )
    .optionsGroup("How it is stored:")
    .option("--session <name>", "name of the session (default: the target's name and a number)")
    .option("--title <text>", "title of the session")
    .optionsGroup("Cluster:")
    .option("--kubeconfig <file>", "kubeconfig to use instead of KUBECONFIG or ~/.kube/config")
    .option("--context <name>", "context of the kubeconfig")
    .optionsGroup("How it is stored:")
    .option("--include-secret-values", "store the values of Secrets in plain text")
    .option("--redact", "remove values that may be credentials before they are stored, as share does at level secrets")
    .addOption(
      new Option(
        "--repair <budget>",
        'requests and time to spend on reading each gap back from the server\'s history, such as "2000/2m"; "off" for none (default: 2000/30s)',
      ).argParser(repairFlag),
    )
    .optionsGroup("Output:")
    .option("-q, --quiet", "do not print a line for each change")
    .addOption(timeOption())
    .optionsGroup("General:")
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addReportFlag(command, "the page of what was recorded, however the recording ended,");
  addHelpDetails(command, {
    notes: [
      `After a type, a name may have its namespace: "pod shop/web" is pod/web in namespace shop.`,
      `Ends with Ctrl-C (everything seen is saved), after --for, at --until, or, with a command, when the targets have settled.`,
      `At its end, a recording is compared with the cluster, within a second: the last line says whether it is complete. A second Ctrl-C skips that.`,
    ],
    exitStatus: [
      ["0", "done"],
      ["1", "failed, nothing was recorded, or --until was not reached in time"],
      ["130", "interrupted before --for or --until ended it"],
      ["other", "that of the command, when it is not 0"],
    ],
    examples: [
      [`${name} record pod nginx`],
      [`${name} record deploy/web svc/web -n shop --until ready --timeout 2m`],
      [`${name} record pods -l app=web --for 90s --report web.html`],
      [`${name} record pod nginx -- kubectl apply -f fixtures/bad-image-tag.yaml`],
      [`${name} record widgets.example.com w1 --with configmaps`],
      [`kubectl get pods -w -o json --output-watch-events | ${name} record -`],
    ],
  }).action(async (targets: readonly string[], flags: RecordFlags, command) => {
    const trailing = trailingCommand(command.parent?.rawArgs ?? [], targets);
    assertOneRedaction(flags);
    if (trailing.targets.length === 1 && trailing.targets[0] === "-") {
      const { runRecordInput } = await import("./run-record-input.js");
      return exit(await runRecordInput(trailing.command, flags, context));
    }
    if (trailing.targets.includes("-"))
      throw new UsageError('"-" and other targets cannot be combined', {
        hint: `the program that writes to stdin decides what is recorded: "… | ${name} record -"`,
      });
    assertCoherent(trailing, flags, name);
    const { recordSession } = await import("./record-session.js");
    exit(await recordSession(trailing.targets, { command: trailing.command, flags, context }));
  });
};

/** Splits at the first `--`: the rest is the user's command, which is passed on unchanged. */
function trailingCommand(
  rawArgs: readonly string[],
  operands: readonly string[],
): { targets: readonly string[]; command: readonly string[] } {
  const dash = rawArgs.indexOf("--");
  if (dash < 0) return { targets: operands, command: [] };
  const command = rawArgs.slice(dash + 1);
  if (command.length === 0) throw new UsageError('no command after "--"', { hint: 'add the command to run, or leave out "--"' });
  return { targets: operands.slice(0, operands.length - command.length), command };
}

function assertCoherent({ targets, command }: ReturnType<typeof trailingCommand>, flags: RecordFlags, name: string): void {
  if (targets.length === 0) throw new UsageError("no target given", { hint: `name what to record, such as "${name} record pod nginx"` });
  if (flags.for !== undefined && flags.until !== undefined)
    throw new UsageError("--for and --until cannot be combined", { hint: "use --until with --timeout to limit how long it may take" });
  if (flags.timeout !== undefined && flags.for !== undefined)
    throw new UsageError("--for and --timeout cannot be combined", { hint: "--for records for exactly this long" });
  if (flags.timeout !== undefined && flags.until === undefined && command.length === 0)
    throw new UsageError("--timeout needs --until or a command", {
      hint: "--timeout limits how long is waited for a state; to record for a fixed time, use --for",
    });
  assertOneScope(flags);
}

function assertOneRedaction({ redact, includeSecretValues }: RecordFlags): void {
  if (redact && includeSecretValues)
    throw new UsageError("--redact and --include-secret-values cannot be combined", {
      hint: "--redact removes values that may be credentials, and those of Secrets always are",
    });
}

function repairFlag(text: string): RepairBudget {
  const budget = parseRepairBudget(text);
  if (budget !== undefined) return budget;
  throw new UsageError(`invalid --repair "${text}"`, {
    hint: 'use requests, or requests and time: "--repair 2000", "--repair 2000/2m", "--repair off"',
  });
}
