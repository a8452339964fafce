import { toSessionName } from "../../model/session-name.js";
import type { CommandContext } from "../common/context.js";
import { openStore } from "../common/open-store.js";
import { recordSession } from "../record/record-session.js";
import type { DiagnoseFlags } from "./diagnose-flags.js";

const usualTimeoutMs = 2 * 60_000;

/**
 * Records an object of the cluster as `record` does, without a line for each change, until all has settled (or `--until`) or the time is over.
 * Resolves with the name of the session, whatever it came to: what went wrong is what is asked for. Undefined when nothing was seen.
 */
export async function recordToDiagnose(
  targets: readonly string[],
  flags: DiagnoseFlags,
  context: CommandContext,
): Promise<string | undefined> {
  const { kubeconfig, context: clusterContext, namespace, db } = flags;
  const session = flags.session ?? (await freeName(targets, db, context));
  await recordSession({
    targets,
    command: [],
    context,
    flags: {
      quiet: true,
      session,
      timeout: flags.timeout ?? usualTimeoutMs,
      ...(flags.for === undefined ? { until: flags.until ?? "settled" } : { for: flags.for }),
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(clusterContext === undefined ? {} : { context: clusterContext }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(db === undefined ? {} : { db }),
    },
  });
  return (await isStored(session, db, context)) ? session : undefined;
}

/** The object's name with the first number behind it that is free, as `record` names its sessions. */
async function freeName(targets: readonly string[], db: string | undefined, context: CommandContext): Promise<string> {
  const store = await openStore(context, db);
  try {
    const base = toSessionName(targets.at(-1)?.split("/").at(-1) ?? "");
    for (let n = 1; ; n++) if (!(await store.has(`${base}-${n}`))) return `${base}-${n}`;
  } finally {
    await store.close();
  }
}

async function isStored(session: string, db: string | undefined, context: CommandContext): Promise<boolean> {
  const store = await openStore(context, db);
  try {
    return await store.has(session);
  } finally {
    await store.close();
  }
}
