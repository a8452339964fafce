import { type ClusterReader, RequestFailure } from "../cluster/cluster-reader.js";
import { connect } from "../cluster/connect.js";
import type { Connection } from "../cluster/connection.js";
import { ReconnectSignal } from "../cluster/transport/reconnect-signal.js";
import { followCollection } from "../cluster/watch/follow-collection.js";
import { Interrupted } from "../errors.js";
import { type Clock, systemClock, toRfc3339 } from "../io/clock.js";
import { whenAborted } from "../io/when-aborted.js";
import type { Frame } from "../model/frame.js";
import type { SessionHeader } from "../model/session.js";
import { Membership } from "../record/membership.js";
import { type OpenedStreams, openStreams } from "../record/open-streams.js";
import { Recorder } from "../record/recorder.js";
import { defaultRepairBudget, type RepairBudget } from "../record/repair/budget.js";
import type { ScopePlan } from "../record/scope-plan.js";
import { redactSecret } from "../sharing/redact.js";
import type { SessionStore, SessionWriter } from "../store/session-store.js";
import { planRecording } from "./plan-recording.js";

export interface RecordOptions {
  readonly store: SessionStore;
  /** The session's name, which must be free: `[a-z0-9][a-z0-9._-]*`, at most 100 characters. */
  readonly session: string;
  readonly title?: string;
  /** Ends the recording when it aborts: everything seen is committed, then `record` resolves. Nothing else ends it. */
  readonly signal: AbortSignal;
  /** Where `KUBECONFIG` and `HOME` are looked up: usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A kubeconfig file. Default: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Just what was named: nothing that it owns, no Events. */
  readonly only?: boolean;
  /** Types to record beside it, whole: `["configmaps"]`. */
  readonly with?: readonly string[];
  /** Store the values of Secrets in clear. Default: keyed digests stand in their place. */
  readonly includeSecretValues?: boolean;
  /** What reading one gap back from the server's history may cost; `{ requests: 0, ms: 0 }` for no reading back. Default: 1000 requests, 30 s. */
  readonly repair?: RepairBudget;
  /** Called with each frame as it is recorded, in sequence; it is committed a little later. Must not throw. */
  readonly onFrame?: (frame: Frame) => void;
  /** Called once every watch was accepted: from here on nothing is missed. */
  readonly onWatching?: () => void;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

/** What a recording came to. */
export interface Recorded {
  readonly session: string;
  readonly frames: number;
  /** What could not be recorded although it was wanted, in words. */
  readonly omissions: readonly string[];
}

/**
 * Records the targets, named as kubectl takes them (`["pod", "nginx"]`, `["deploy/web", "svc/web"]`), with all they own and the Events about
 * them, until `signal` aborts. What does not exist yet is waited for.
 *
 * Rejects with `KubespyError` when the cluster cannot be reached or refuses, a target is unknown, the name is taken, or the store is lost;
 * a watch that breaks later is no failure but a gap in the session. Nothing is stored before the first lists have been answered.
 */
export async function record(targets: readonly string[], options: RecordOptions): Promise<Recorded> {
  const { clock = systemClock, store } = options;
  const startMs = clock.monotonicMs();
  const startedAt = toRfc3339(clock.wallMs());
  const lost = new AbortController();
  const stop = AbortSignal.any([options.signal, lost.signal]);
  // What ends the streams: at once while nothing is recorded yet, later when those that are being resumed see again.
  const cut = new AbortController();
  const abandon = () => cut.abort();
  if (stop.aborted) abandon();
  stop.addEventListener("abort", abandon);
  const connection = await connect({ ...options, clock, version: "library" });
  try {
    const place = { namespace: connection.namespace, resources: await connection.resources() };
    const plan = planRecording(targets, { ...options, namespaceGiven: options.namespace !== undefined }, place);
    const opened = await open(plan, connection, clock, cut.signal);
    const writer = await store.create(await headerOf(plan, opened, connection, { ...options, startedAt }));
    // When nothing more can be written, `writer.end` rejects with the cause.
    void writer.lost.then(() => lost.abort());
    stop.removeEventListener("abort", abandon);
    return await run(plan, opened, writer, { ...options, reader: connection.reader, clock, startMs, stop, cut });
  } catch (error) {
    if (options.signal.aborted && error instanceof RequestFailure) throw new Interrupted("stopped before anything was recorded");
    throw error instanceof RequestFailure ? connection.explain(error) : error;
  } finally {
    connection.close();
  }
}

function open(plan: ScopePlan, { reader }: Connection, clock: Clock, stop: AbortSignal): Promise<OpenedStreams> {
  const reconnectSignal = new ReconnectSignal();
  return openStreams(plan, (request, signal) => followCollection({ reader, request, clock, signal, reconnectSignal }), stop);
}

async function headerOf(
  plan: ScopePlan,
  opened: OpenedStreams,
  connection: Connection,
  options: RecordOptions & { readonly startedAt: string },
): Promise<SessionHeader> {
  return {
    name: options.session,
    ...(options.title === undefined ? {} : { title: options.title }),
    startedAt: options.startedAt,
    targets: plan.targets.map((target) => target.typed),
    ...(connection.contextName === undefined ? {} : { context: connection.contextName }),
    ...(options.allNamespaces ? {} : { namespace: connection.namespace }),
    // Good to know, but no reason not to record.
    server: await connection.serverInfo().catch(() => ({})),
    streams: opened.streams.map((stream) => stream.info),
    omissions: opened.omissions,
    secretValues: options.includeSecretValues ? "clear" : "digests",
    recorder: "kubespy library",
  };
}

interface RunOptions {
  readonly reader: ClusterReader;
  readonly clock: Clock;
  readonly startMs: number;
  readonly stop: AbortSignal;
  readonly cut: AbortController;
}

async function run(plan: ScopePlan, opened: OpenedStreams, writer: SessionWriter, options: RecordOptions & RunOptions): Promise<Recorded> {
  const { clock, startMs, store, stop, cut } = options;
  let frames = 0;
  let watching = false;
  const key = options.includeSecretValues ? undefined : await store.digestKey();
  const recorder = new Recorder({
    streams: opened.streams,
    membership: new Membership(
      plan.targets,
      opened.streams.map((stream) => stream.plan),
    ),
    writer,
    clock,
    startMs,
    redact: (revision) => (key === undefined ? revision : redactSecret(revision, key)),
    repair: { list: options.reader.list, budget: options.repair ?? defaultRepairBudget },
    listener: {
      frame: (frame) => {
        frames++;
        options.onFrame?.(frame);
      },
      streams: (states) => {
        if (watching || !states.every((state) => state.hasWatched)) return;
        watching = true;
        options.onWatching?.();
      },
    },
  });
  const recording = recorder.run(cut.signal);
  await whenAborted(stop);
  await recorder.resumed();
  cut.abort();
  await recording;
  const endedAt = toRfc3339(clock.wallMs());
  await writer.end({ endedAt, offsetMs: clock.monotonicMs() - startMs, outcome: "signal", reason: "stopped by its program" });
  return { session: writer.name, frames, omissions: opened.omissions };
}
