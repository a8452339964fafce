import { toRfc3339 } from "../../io/clock.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import type { ScopePlan } from "../../record/scope-plan.js";
import type { SessionWriter } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { commandWithoutSecrets } from "./command-without-secrets.js";
import { type ConnectedScope, recordedScope } from "./connect-and-list.js";
import { createSession, type NamingStore } from "./create-session.js";
import type { RecordFlags } from "./record-flags.js";

export interface SessionFacts {
  readonly contact: ConnectedScope;
  readonly flags: RecordFlags;
  readonly command: readonly string[];
  readonly context: CommandContext;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
}

/** Begins the session in the store, by the name asked for, or by the target's name and the first number that is free. */
export async function beginSession(store: NamingStore, facts: SessionFacts): Promise<SessionWriter> {
  return await createSession(store, headerOf(facts), { wanted: facts.flags.session, numbered: true });
}

function headerOf(facts: SessionFacts): SessionHeader {
  const { flags, context, contact } = facts;
  const { connection, plan, opened } = contact;
  return {
    name: baseName(plan),
    startedAt: toRfc3339(context.clock.wallMs() - (context.clock.monotonicMs() - facts.startMs)),
    ...recordedScope(contact),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(facts.command.length === 0 ? {} : { command: flags.includeSecretValues ? facts.command : commandWithoutSecrets(facts.command) }),
    ...(connection.contextName === undefined ? {} : { context: connection.contextName }),
    ...(flags.allNamespaces ? {} : { namespace: connection.namespace }),
    server: contact.server,
    omissions: opened.omissions,
    secretValues: flags.includeSecretValues ? "clear" : "digests",
    recorder: `kubespy ${context.version}`,
  };
}

/** The target's name, or its kind where several are meant: what a person would call it. */
function baseName(plan: ScopePlan): string {
  const first = plan.targets[0];
  return toSessionName(first?.name ?? first?.type.resource ?? "");
}
