import { type ClusterReader, RequestFailure } from "../../cluster/cluster-reader.js";
import { type ConnectOptions, connect } from "../../cluster/connect.js";
import type { Connection } from "../../cluster/connection.js";
import { checkTargetOptions, parseTargets, type TargetOptions } from "../../cluster/discovery/parse-targets.js";
import { resolveResource } from "../../cluster/discovery/resolve-resource.js";
import { ReconnectSignal } from "../../cluster/transport/reconnect-signal.js";
import { type FollowTiming, followCollection } from "../../cluster/watch/follow-collection.js";
import { Interrupted, KubespyError } from "../../errors.js";
import type { ResourceType } from "../../model/resource-type.js";
import type { ServerInfo, SessionHeader } from "../../model/session.js";
import { type FollowCollection, type OpenedStreams, openStreams } from "../../record/open-streams.js";
import { assertWatchable, planScope, type ScopePlan } from "../../record/scope-plan.js";

/** Which objects to record. */
export interface RecordingScope {
  /** One or several. Default: the namespace of the context. */
  readonly namespace?: string | readonly string[];
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Record only the targets: nothing that they own, no Events. */
  readonly only?: boolean;
  /** Resource types to record as well, all their objects: `["configmaps"]`. */
  readonly with?: readonly string[];
}

/** A cluster whose first lists have been answered. Nothing has been stored yet. */
export interface ConnectedScope {
  readonly connection: Connection;
  /** The namespaces that targets are looked up in; of all, none. */
  readonly namespaces: readonly string[];
  /** What objects are read with: that of the connection, or one that redacts them. */
  readonly reader: ClusterReader;
  readonly server: ServerInfo;
  readonly plan: ScopePlan;
  /** What the server offers. */
  readonly resources: readonly ResourceType[];
  readonly opened: OpenedStreams;
  readonly reconnectSignal: ReconnectSignal;
}

interface ConnectAndListOptions extends Omit<ConnectOptions, "signal" | "namespace"> {
  readonly scope: RecordingScope;
  /** Ends the streams, and this call while it is pending. */
  readonly signal: AbortSignal;
  readonly timing?: Partial<FollowTiming>;
  /** Redacts what is read. */
  readonly redacting?: ((reader: ClusterReader) => ClusterReader) | undefined;
}

/**
 * Everything up to the first lists: kubeconfig, discovery, targets, plan. Rejects with a `KubespyError` that names the context and the server,
 * and says what was tried and what to do.
 */
export async function connectAndList(targets: readonly string[], options: ConnectAndListOptions): Promise<ConnectedScope> {
  const { scope, signal, clock, timing } = options;
  checkTargetOptions({
    ...scope,
    namespaces: scope.namespace === undefined ? [] : [scope.namespace].flat(),
    namespaceGiven: scope.namespace !== undefined,
  });
  const connection = await connect(options);
  try {
    const resources = await connection.resources();
    const namespaces = scope.allNamespaces ? [] : scope.namespace === undefined ? [connection.namespace] : [scope.namespace].flat();
    const plan = planRecording(targets, scope, { namespaces, resources });
    const reader = options.redacting?.(connection.reader) ?? connection.reader;
    // Shared by all streams and by the repair of gaps: one probe finds out for all when the server is back.
    const reconnectSignal = new ReconnectSignal({ probe: connection.state, clock });
    const follow: FollowCollection = (request, stop) =>
      followCollection({
        reader,
        request,
        clock,
        signal: stop,
        reconnectSignal,
        timing: { quietSeconds: quietSeconds(plan.streams.length), ...timing },
      });
    const [server, opened] = await Promise.all([serverInfo(connection), openStreams(plan, follow, signal)]);
    return { connection, namespaces, reader, server, plan, resources, opened, reconnectSignal };
  } catch (error) {
    connection.close();
    if (signal.aborted)
      throw signal.reason instanceof KubespyError ? signal.reason : new Interrupted("stopped before anything was recorded");
    throw error instanceof RequestFailure ? connection.explain(error, { namespace: [scope.namespace ?? []].flat() }) : error;
  }
}

/** Short enough that a gap can be read back in a busy cluster; with many streams no more than one of them a second begins again. */
function quietSeconds(streams: number): number {
  return Math.min(60, Math.max(8, streams));
}

/** What is recorded, in the words of the session's header. */
export function recordedScope({ plan, opened }: Pick<ConnectedScope, "plan" | "opened">): Pick<SessionHeader, "targets" | "streams"> {
  return { targets: [...new Set(plan.targets.map((target) => target.typed))], streams: opened.streams.map((stream) => stream.info) };
}

/** The targets as typed, and the streams that record them. Throws `UsageError` for what the server does not know or cannot watch. */
function planRecording(
  typed: readonly string[],
  scope: RecordingScope,
  { namespaces, resources }: Pick<TargetOptions, "namespaces" | "resources">,
): ScopePlan {
  const { only = false, with: alsoNamed = [], namespace: given, ...selection } = scope;
  const targets = parseTargets(typed, { ...selection, namespaces, resources, namespaceGiven: given !== undefined });
  const also = alsoNamed.map((name) => resolveResource(name, resources));
  for (const type of [...targets.map((target) => target.type), ...also]) assertWatchable(type);
  return planScope(targets, resources, { only, with: also });
}

/** Useful to know, but no reason not to record. */
async function serverInfo(connection: Connection): Promise<ServerInfo> {
  try {
    return await connection.serverInfo();
  } catch {
    return {};
  }
}
