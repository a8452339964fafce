import { type Command, Option } from "commander";
import type { SessionSource } from "../../app/sessions/session-source.js";
import { UsageError } from "../../errors.js";
import { objectForms } from "../../replay/choose-objects.js";
import { momentForms } from "../../replay/moment.js";
import type { RecordFlags } from "../record/record-flags.js";
import type { CommandContext } from "./context.js";
import { collectWords, durationFlag, flagName, parseIdleLimit, parseSpeed } from "./flag-values.js";
import type { IdentityFlags } from "./identity-flags.js";
import { identityOption } from "./identity-flags.js";
import { assertOneScope, namespaceOption } from "./scope-flags.js";
import { type TimeFlag, timeOption } from "./time-flag.js";

/** The flags of `status`, `changes` and `trace`, for a cluster or a session. Durations in ms. */
export interface ViewFlags extends RecordFlags, IdentityFlags, TimeFlag {
  readonly at?: string;
  readonly object?: readonly string[];
  readonly speed?: number;
  readonly idleLimit?: number;
  readonly output: "text" | "json";
}

/** Adds the flags that all three commands have. */
export function addViewFlags(command: Command): Command {
  return command
    .optionsGroup("For an object of the cluster:")
    .addOption(namespaceOption())
    .option("-A, --all-namespaces", "watch all namespaces")
    .option("-l, --selector <labels>", "label selector, in kubectl syntax")
    .option("--field-selector <fields>", "field selector, in kubectl syntax")
    .addOption(new Option("--for <duration>", "end after this long, such as 90s or 2m").argParser(durationFlag("--for", "90s")))
    .option("--until <state>", "end when the targets are: ready, settled, failed, deleted or condition=NAME[=STATUS]")
    .addOption(
      new Option("--timeout <duration>", "with --until: stop waiting after this long (default: 10m)").argParser(
        durationFlag("--timeout", "2m"),
      ),
    )
    .option("--session <name>", "also record a session with this name")
    .option("--kubeconfig <file>", "kubeconfig to use instead of KUBECONFIG or ~/.kube/config")
    .option("--context <name>", "context of the kubeconfig")
    .optionsGroup("For a session or recording:")
    .option("--at <moment>", `only this moment; ${momentForms}`)
    .optionsGroup("Output:")
    .addOption(timeOption())
    .optionsGroup("For a session or recording:")
    .addOption(
      new Option("--object <which>", `these objects instead of its targets; ${objectForms}; may be repeated`).argParser(collectWords),
    )
    .addOption(new Option("--speed <factor>", "play in recorded time, this many times as fast").argParser((text) => parseSpeed(text)))
    .addOption(
      new Option("--idle-limit <duration>", "when playing, shorten longer pauses to this").argParser((text) => parseIdleLimit(text)),
    )
    .optionsGroup("Output:")
    .addOption(new Option("-o, --output <format>", "text, or json: one object per line").choices(["text", "json"]).default("text"))
    .optionsGroup("General:")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
}

const ofCluster = [
  "namespace",
  "allNamespaces",
  "selector",
  "fieldSelector",
  "for",
  "until",
  "timeout",
  "session",
  "kubeconfig",
  "context",
] as const;
const ofSession = ["at", "object", "speed", "idleLimit", "identity"] as const;

/** Whether the words name a cluster's object or a session; flags that only a cluster understands count. */
export async function viewSource(
  words: readonly string[],
  flags: Partial<Pick<ViewFlags, (typeof ofCluster)[number] | "db">>,
  context: CommandContext,
): Promise<SessionSource> {
  const { sessionSource } = await import("../../app/sessions/session-source.js");
  const prefersCluster = ofCluster.some((flag) => flags[flag] !== undefined);
  return await sessionSource(words, context, { db: flags.db, prefersCluster });
}

/** Rejects flags of a session where a cluster is watched, and the other way round. */
export function assertFlagsFit(flags: ViewFlags, source: SessionSource, words: readonly string[]): void {
  const wrong = (source === "cluster" ? ofSession : ofCluster).find((flag) => flags[flag] !== undefined);
  if (wrong !== undefined) throw wrongSource(wrong, source, words);
  assertOneScope(flags);
  if (flags.for !== undefined && flags.until !== undefined)
    throw new UsageError("--for and --until cannot be combined", { hint: "use --until with --timeout to limit how long it may take" });
  if (flags.timeout !== undefined && flags.until === undefined)
    throw new UsageError("--timeout needs --until", {
      hint: "--timeout limits how long is waited for a state; use --for for a fixed time",
    });
  if (flags.at !== undefined && flags.speed !== undefined)
    throw new UsageError("--at and --speed cannot be combined", { hint: "--at shows one moment" });
}

/** A flag that has no meaning for what was named. */
export function wrongSource(property: string, source: SessionSource, words: readonly string[]): UsageError {
  const name = flagName(property);
  return source === "cluster"
    ? new UsageError(`${name} cannot be used with an object of the cluster`, {
        hint: `leave ${name} out; it is for sessions and recording files`,
      })
    : new UsageError(`${name} cannot be used with the session "${words.join(" ")}"`, {
        hint: `leave ${name} out; it is for objects of a cluster`,
      });
}
