import type { Clock } from "../io/clock.js";
import type { TimeFormat } from "../io/moment-format.js";
import type { SessionReader } from "../model/session.js";
import { makeKey } from "./admission.js";
import { ApiServer } from "./api-server.js";
import { kubeconfigText, namespaceOf } from "./kubeconfig.js";
import { closeServer, listen, loopback, loopbackServer, portOf } from "./loopback-server.js";
import { controlOf, type PlaybackControl } from "./playback/control.js";
import { Playback, type StillAt } from "./playback/playback.js";
import { loadServedSession } from "./playback/served-session.js";

export interface ServeOptions {
  readonly clock: Clock;
  /** Loopback only: a recording may contain confidential data. */
  readonly host?: "127.0.0.1";
  /** 0 (the default): any free port. */
  readonly port?: number;
  /**
   * Whether clients need a random key, the first segment of every path, which the kubeconfig holds; default true. Without it, every user and
   * program of this machine can read the session.
   */
  readonly key?: boolean;
  /** Recorded time per wall time; default 1. `Infinity` plays as fast as order allows. */
  readonly speed?: number;
  /** Where time is paused at first: after all steps at or before an offset or a share of the duration, or up to a sequence; absent: time runs. */
  readonly at?: StillAt | { readonly percent: number };
  /**
   * Whether all recorded times are moved so that the served moment is now, and ages agree with the clock of clients; default false. What is served is then
   * not what was recorded, byte for byte.
   */
  readonly rebase?: boolean;
  /** The zone of a time of day without one that is typed to seek to. Absent: it needs one. */
  readonly time?: TimeFormat | undefined;
  /** Wall time between the first request for objects and recorded time 0; default 1000. */
  readonly leadInMs?: number;
  /** Wall time between events to different watches, which preserves their order; default 20. */
  readonly streamSpacingMs?: number;
  /** Receives warnings about playback. */
  readonly log?: (message: string) => void;
}

/** A recording being served. */
export interface ServedApi {
  /** With the key. */
  readonly url: string;
  /** The same without the key, for people to see. */
  readonly address: string;
  readonly port: number;
  /** A kubeconfig for kubectl and other clients; YAML. */
  kubeconfig(): string;
  readonly namespace: string;
  /** Number of open watches. */
  readonly openWatches: number;
  /** Resolves when playback has reached the end of the recording. Watches stay open, as on a quiet cluster. */
  readonly ended: Promise<void>;
  /** Controls recorded time during playback. */
  readonly control: PlaybackControl;
  /** Ends all watches and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves a session as a read-only Kubernetes API over plain HTTP. Recorded time starts with the first request for objects (discovery does
 * not count). Reads the whole session first; does not use the reader afterwards, and does not close it. Rejects with `KubespyError` when
 * the port is in use.
 */
export async function startServer(reader: SessionReader, options: ServeOptions): Promise<ServedApi> {
  const session = await loadServedSession(reader);
  const playback = new Playback(session, {
    clock: options.clock,
    speed: options.speed ?? 1,
    stillAt: stillAt(options.at, session.durationMs),
    leadInMs: options.leadInMs ?? 1000,
    spacingMs: options.streamSpacingMs ?? 20,
    log: options.log ?? (() => undefined),
  });
  const key = options.key === false ? undefined : makeKey();
  const api = new ApiServer(session, playback, {
    clock: options.clock,
    rebase: options.rebase === true,
    address: () => `${loopback}:${portOf(server)}`,
    key,
  });
  const server = loopbackServer((request, response) => void api.answer(request, response), { maxConnections });
  await listen(server, options.port ?? 0);
  const address = `http://${loopback}:${portOf(server)}`;
  const url = key === undefined ? address : `${address}/${key}`;
  const namespace = namespaceOf(session.header);
  return {
    url,
    address,
    port: portOf(server),
    namespace,
    kubeconfig: () => kubeconfigText(url, namespace),
    get openWatches() {
      return playback.watchCount;
    },
    ended: playback.ended,
    control: controlOf(session, playback, options.time),
    close: async () => {
      playback.stop();
      await closeServer(server);
    },
  };
}

/** A client of a whole cluster has one connection for each watch, and some more. Further ones are closed at once. */
const maxConnections = 1000;

function stillAt(at: ServeOptions["at"], durationMs: number): StillAt | undefined {
  if (at === undefined || !("percent" in at)) return at;
  return { offsetMs: at.percent >= 100 ? Number.POSITIVE_INFINITY : (durationMs * at.percent) / 100 };
}
