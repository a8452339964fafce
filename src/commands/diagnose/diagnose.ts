import { Option } from "commander";
import { momentForms } from "../../replay/moment.js";
import type { AddCommand } from "../common/context.js";
import { durationFlag } from "../common/flag-values.js";
import { addHelpDetails } from "../common/help-details.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { addReportFlag } from "../common/report-flag.js";
import { namespaceOption } from "../common/scope-flags.js";
import { latestWords } from "../common/session-words.js";
import { timeOption } from "../common/time-flag.js";
import type { DiagnoseFlags } from "./diagnose-flags.js";

/** `kubespy diagnose SESSION|FILE|TARGET` */
export const addDiagnoseCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("diagnose")
    .summary("find failures, their causes and evidence, and what to try")
    .description(
      `Find what went wrong in a session: each failure by its Kubernetes reason, when it began and how long it was open, what resolved it, the frames
and Events that are its evidence, its cause, and what to try next. For an object of the cluster, as kubectl names it ("pod nginx",
"deploy/web"), a session is recorded first, until the object has settled or --timeout expires.`,
    )
    .argument("<what...>", `a session, ${latestWords}, a recording file ("-" for stdin), a bundled recording; or an object of the cluster`)
    .optionsGroup("Output:")
    .addOption(new Option("-o, --output <format>", "text, or json: one object").choices(["text", "json"]).default("text"))
    .addOption(
      new Option("--fail-on <severity>", "exit with 3 when a finding has at least this severity, open or resolved").choices([
        "warning",
        "critical",
      ]),
    )
    .optionsGroup("For a session or recording:")
    .option("--at <moment>", `the findings at this moment; ${momentForms}`)
    .optionsGroup("Output:")
    .addOption(timeOption())
    .optionsGroup("For an object of the cluster:")
    .addOption(namespaceOption())
    .option("-A, --all-namespaces", "record in all namespaces")
    .option("-l, --selector <labels>", "label selector, in kubectl syntax")
    .option("--field-selector <fields>", "field selector, in kubectl syntax")
    .option(
      "--until <state>",
      "record the object until it is ready, settled, failed, deleted or condition=NAME[=STATUS] (default: settled)",
    )
    .addOption(new Option("--timeout <duration>", "record for at most this long (default: 2m)").argParser(durationFlag("--timeout", "2m")))
    .addOption(new Option("--for <duration>", "record for exactly this long").argParser(durationFlag("--for", "90s")))
    .option("--session <name>", "name of the recorded session (default: the object's name and a number)")
    .option("--kubeconfig <file>", "kubeconfig to use instead of KUBECONFIG or ~/.kube/config")
    .option("--context <name>", "context of the kubeconfig")
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addReportFlag(command, "the page of the session");
  addHelpDetails(command, {
    exitStatus: [
      ["0", "done"],
      ["1", "failed, or the state of --until was not reached in time, or nothing was seen of an object"],
      ["3", "with --fail-on: there are such findings"],
      ["130", "interrupted before --until was reached"],
    ],
    examples: [
      [`${name} diagnose @latest`],
      [`${name} diagnose deployment-bad-rollout`, `a bundled recording`],
      [`${name} diagnose incident.kubespy.gz --at 20s`],
      [`${name} diagnose deploy/web -n shop --timeout 1m`, `an object of the cluster, now`],
      [`${name} diagnose deploy/web --until ready --fail-on critical --report web.html`],
      [`${name} diagnose @latest -o json | jq -r '.findings[].message'`],
    ],
  }).action(async (what: readonly string[], flags: DiagnoseFlags) => {
    const { printDiagnosis } = await import("./print-diagnosis.js");
    exit(await printDiagnosis(what, flags, withIdentities(flags, context)));
  });
};
