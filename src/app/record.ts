import { setMaxListeners } from "node:events";
import { KubespyError } from "../errors.js";
import { systemClock } from "../io/clock.js";
import { formatDuration } from "../io/duration.js";
import { clusterFlagsText } from "../io/suggested-command.js";
import { parseUntil, type Until } from "../record/until.js";
import { assertSessionName } from "../store/session-reference.js";
import { type ConnectedScope, connectAndList } from "./record/connect-and-list.js";
import { GuardedListeners } from "./record/guarded-listeners.js";
import { problemWords } from "./record/problem-words.js";
import type { Recorded, RecordOptions } from "./record/record-options.js";
import { defaultTimeoutMs, type RecordEvents, RecordingRun } from "./record/recording-run.js";
import { redactingReader } from "./record/redacting-reader.js";
import { loadLiveRedaction } from "./share/live-redaction.js";

export type {
  CommandResult,
  Recorded,
  RecordedCommand,
  RecordingStore,
  RecordOptions,
  StartedRecording,
} from "./record/record-options.js";

/** What connecting and the first lists may take longer than the whole recording was to last. */
const connectGraceMs = 1_000;

/**
 * Records the targets, named as kubectl takes them (`["pod", "nginx"]`, `["deploy/web", "svc/web"]`), with all they own and the Events about
 * them, until `signal` aborts or another end is reached. What does not exist yet is waited for.
 *
 * Rejects with `KubespyError` when the cluster cannot be reached or refuses, a target is unknown, the name is taken, or the store is lost
 * (`StoreLost`); a watch that breaks later is no failure but a gap in the session. Nothing is stored before the first lists have been answered.
 */
export async function record(targets: readonly string[], options: RecordOptions): Promise<Recorded> {
  const { clock = systemClock, signal, version = "library" } = options;
  const until = untilOf(options);
  if (options.session !== undefined) assertSessionName(options.session);
  const listening = listeningTo(options);
  const say = (text: string) => listening.call("onText", text);
  const streams = new AbortController();
  // Every request of every stream listens to it; that is no leak.
  setMaxListeners(0, streams.signal, signal);
  const abandon = () => streams.abort();
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon);
  let scope: ConnectedScope | undefined;
  const connected = new AbortController();
  const limitMs = options.forMs ?? (until && (options.timeoutMs ?? defaultTimeoutMs));
  if (limitMs !== undefined)
    void clock.sleep(limitMs + connectGraceMs, connected.signal).then(() => {
      if (!connected.signal.aborted) streams.abort(nothingWithin(limitMs, options));
    });
  try {
    const redaction = options.redact ? await loadLiveRedaction(await options.store.digestKey()) : undefined;
    scope = await connectAndList(targets, {
      scope: options,
      env: options.env,
      clock,
      version,
      signal: streams.signal,
      interactive: options.interactive === true,
      say,
      ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
      ...(options.context === undefined ? {} : { context: options.context }),
      ...(options.watch === undefined ? {} : { watch: options.watch }),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      redacting: redaction && ((reader) => redactingReader(reader, (revisions) => redaction.redact(revisions))),
    });
    connected.abort();
    // From here on an interruption is an end like others: what was seen is saved first.
    signal.removeEventListener("abort", abandon);
    return await new RecordingRun({ ...options, clock, version, listening, redaction }, scope, until, streams).run();
  } finally {
    connected.abort();
    signal.removeEventListener("abort", abandon);
    streams.abort();
    scope?.connection.close();
  }
}

function listeningTo(options: RecordOptions): GuardedListeners<RecordEvents> {
  const listening: GuardedListeners<RecordEvents> = new GuardedListeners<RecordEvents>(options, (listener, error) => {
    if (options.onListenerError !== undefined) options.onListenerError(error, listener);
    else listening.call("onText", `the listener ${listener} failed (${problemWords(error)}); the recording goes on\n`);
  });
  return listening;
}

function nothingWithin(limitMs: number, { kubeconfig, context }: RecordOptions): KubespyError {
  return new KubespyError(
    `nothing could be recorded within ${formatDuration(limitMs)}: the API server has not answered the first requests`,
    {
      hint: `run "kubectl${clusterFlagsText({ kubeconfig, context })} version" to check the connection, or give it more time`,
    },
  );
}

function untilOf({ until, command, forMs, endsWith }: RecordOptions): Until | undefined {
  if (until !== undefined) return parseUntil(until);
  return command !== undefined && forMs === undefined && endsWith === undefined ? { kind: "settled" } : undefined;
}
