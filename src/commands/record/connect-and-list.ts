import { planRecording, type RecordingWish } from "../../app/plan-recording.js";
import { RequestFailure } from "../../cluster/cluster-reader.js";
import { connect } from "../../cluster/connect.js";
import type { Connection } from "../../cluster/connection.js";
import { ReconnectSignal } from "../../cluster/transport/reconnect-signal.js";
import { followCollection } from "../../cluster/watch/follow-collection.js";
import { Interrupted } from "../../errors.js";
import type { ResourceType } from "../../model/resource-type.js";
import type { ServerInfo, SessionHeader } from "../../model/session.js";
import { type FollowCollection, type OpenedStreams, openStreams } from "../../record/open-streams.js";
import type { ScopePlan } from "../../record/scope-plan.js";
import type { CommandContext } from "../common/context.js";
import type { RecordFlags } from "./record-flags.js";

export interface ConnectedScope {
  readonly connection: Connection;
  readonly server: ServerInfo;
  readonly plan: ScopePlan;
  /** What the server offers. */
  readonly resources: readonly ResourceType[];
  readonly opened: OpenedStreams;
}

/**
 * Everything up to the first lists: kubeconfig, discovery, targets, plan. Rejects with a `KubespyError` that names the context and server,
 * says what was tried and what to do; until it resolves nothing has been stored. Streams end when `stop` aborts; so does this.
 */
export async function firstContact(
  typed: readonly string[],
  flags: RecordFlags,
  context: CommandContext,
  stop: AbortSignal,
): Promise<ConnectedScope> {
  const { streams, env, clock, version } = context;
  const say = (text: string) => void streams.stderr.write(text.replace(/^(?=.)/gm, "kubespy: "));
  const interactive = streams.stderr.isTty && "isTTY" in streams.stdin && streams.stdin.isTTY === true;
  const connection = await connect({ env, clock, version, say, interactive, signal: stop, ...connectionFlags(flags) });
  try {
    const resources = await connection.resources();
    const plan = planRecording(typed, wishOf(flags), { namespace: connection.namespace, resources });
    const { reader } = connection;
    const reconnectSignal = new ReconnectSignal();
    const follow: FollowCollection = (request, signal) => followCollection({ reader, request, clock, signal, reconnectSignal });
    const [server, opened] = await Promise.all([serverFacts(connection), openStreams(plan, follow, stop)]);
    return { connection, server, plan, resources, opened };
  } catch (error) {
    if (stop.aborted) throw new Interrupted("stopped before anything was recorded");
    connection.close();
    throw error instanceof RequestFailure ? connection.explain(error) : error;
  }
}

/** What is recorded, in the words of the session's header. */
export function recordedScope({ plan, opened }: Pick<ConnectedScope, "plan" | "opened">): Pick<SessionHeader, "targets" | "streams"> {
  return { targets: plan.targets.map((target) => target.typed), streams: opened.streams.map((stream) => stream.info) };
}

/** Good to know, but no reason not to record. */
async function serverFacts(connection: Connection): Promise<ServerInfo> {
  try {
    return await connection.serverInfo();
  } catch {
    return {};
  }
}

function wishOf(flags: RecordFlags): RecordingWish {
  return {
    only: flags.only === true,
    with: flags.with ?? [],
    ...(flags.namespace === undefined ? {} : { namespaceGiven: true }),
    ...(flags.allNamespaces ? { allNamespaces: true } : {}),
    ...(flags.selector === undefined ? {} : { labelSelector: flags.selector }),
    ...(flags.fieldSelector === undefined ? {} : { fieldSelector: flags.fieldSelector }),
  };
}

function connectionFlags(flags: RecordFlags): { kubeconfig?: string; context?: string; namespace?: string } {
  return {
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
  };
}
