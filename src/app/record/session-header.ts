import { type Clock, toRfc3339 } from "../../io/clock.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import type { ScopePlan } from "../../record/scope-plan.js";
import { commandWithoutSecrets } from "../../sharing/command-without-secrets.js";
import type { LiveRedaction } from "../../sharing/share/live-redaction.js";
import { shareWhileRecording } from "../share/share-manifest.js";
import { type ConnectedScope, recordedScope } from "./connect-and-list.js";

interface HeaderOptions {
  readonly title?: string;
  readonly command?: { readonly words: readonly string[] };
  readonly includeSecretValues?: boolean;
  readonly redaction?: Pick<LiveRedaction, "batch" | "counts"> | undefined;
  readonly version: string;
  readonly clock: Clock;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
}

/** The header of a session of a cluster; its name is the first target's, or its kind where several objects are meant. */
export function sessionHeader(scope: ConnectedScope, options: HeaderOptions): SessionHeader {
  const { connection, namespaces, plan, opened, server } = scope;
  const [namespace, ...others] = namespaces;
  const { clock, title, command } = options;
  return {
    name: baseName(plan),
    startedAt: toRfc3339(clock.wallMs() - (clock.monotonicMs() - options.startMs)),
    ...recordedScope(scope),
    ...(title === undefined ? {} : { title }),
    ...(command === undefined ? {} : { command: options.includeSecretValues ? command.words : commandWithoutSecrets(command.words) }),
    ...(connection.contextName === undefined ? {} : { context: connection.contextName }),
    // Of several, the streams name each.
    ...(namespace === undefined || others.length > 0 ? {} : { namespace }),
    server,
    omissions: opened.omissions,
    secretValues: options.includeSecretValues ? "clear" : "digests",
    recorder: `kubespy ${options.version}`,
    ...(options.redaction === undefined ? {} : { shared: shareWhileRecording(options.version, options.redaction) }),
  };
}

function baseName(plan: ScopePlan): string {
  const first = plan.targets[0];
  return toSessionName(first?.name ?? first?.type.resource ?? "");
}
