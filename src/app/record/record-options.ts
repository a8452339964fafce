import type { ConnectOptions } from "../../cluster/connect.js";
import type { FollowTiming } from "../../cluster/watch/follow-collection.js";
import type { Clock } from "../../io/clock.js";
import type { Frame } from "../../model/frame.js";
import type { SessionEnd, SessionOutcome } from "../../model/session.js";
import type { RepairBudget } from "../../record/repair/budget.js";
import type { StreamState } from "../../record/stream-state.js";
import type { SessionStore } from "../../store/session-store.js";
import type { ConnectedScope, RecordingScope } from "./connect-and-list.js";

/** What a recording needs of a store. */
export type RecordingStore = Pick<SessionStore, "create" | "has" | "digestKey">;

export interface RecordOptions extends RecordingScope {
  readonly store: RecordingStore;
  /** The session's name, which must be free: `[a-z0-9][a-z0-9._-]*`, at most 100 characters. Default: the first target's name and a number. */
  readonly session?: string;
  readonly title?: string;
  /** Ends the recording when it aborts: everything seen is committed, then `record` resolves. */
  readonly signal: AbortSignal;
  /** Words for the session's end when `signal` aborts, by its reason. Default: "stopped by its program". */
  readonly stopWords?: (reason: unknown) => string;
  /** Whether to compare the recording with the cluster when it ends. Default: true. */
  readonly verify?: boolean;
  /** Skips that when it aborts; what was seen is committed all the same. */
  readonly skipVerification?: AbortSignal;
  /** Ends the recording after this long. */
  readonly forMs?: number;
  /** Ends the recording in this state: "ready", "settled", "failed", "deleted" or "condition=NAME[=STATUS]". Default with `command`: "settled", unless `forMs` or `endsWith` is given. */
  readonly until?: string;
  /** With `until`: gives up after this long. Default: 10 minutes. */
  readonly timeoutMs?: number;
  /** Ends the recording when it resolves, as it says: a condition of the caller's own. A rejection is ignored. */
  readonly endsWith?: Promise<Pick<SessionEnd, "outcome" | "reason">>;
  /** A command to run once every watch is open. */
  readonly command?: RecordedCommand;
  /** Where `KUBECONFIG` and `HOME` are looked up: usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A kubeconfig file. Default: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Store the values of Secrets in clear. Default: keyed digests replace them. */
  readonly includeSecretValues?: boolean;
  /** Take out what level "secrets" of `share` removes, before anything is stored. */
  readonly redact?: boolean;
  /** What reading one gap back from the server's history may cost; `{ requests: 0, ms: 0 }` for no reading back. Default: 2000 requests, 30 s. */
  readonly repair?: RepairBudget;
  /**
   * Called once the session has started, before its first frame. This and the other listeners cannot end the recording: what one throws (or rejects
   * with) goes to `onListenerError`, and the recording goes on.
   */
  readonly onBegin?: (started: StartedRecording) => void;
  /** Called with each frame as it is recorded, in sequence; it is committed a little later. */
  readonly onFrame?: (frame: Frame) => void;
  /** Called once every watch was accepted: from here on nothing is missed. */
  readonly onWatching?: () => void;
  /** Called when a stream disconnects or connects again. */
  readonly onStreams?: (states: readonly StreamState[]) => void;
  /** Called when the recording has ended in this way and is compared with the cluster, which takes a second at most if nothing is missing. */
  readonly onVerify?: (outcome: SessionOutcome) => void;
  /** Takes text for the person: of credential plugins, and of discovery where a group could not be read. */
  readonly onText?: (text: string) => void;
  /** Called once for each listener that fails, with its first error. Default: a line for `onText`. */
  readonly onListenerError?: (error: unknown, listener: string) => void;
  /** Whether credential plugins may ask a person. Default: false. */
  readonly interactive?: boolean;
  /** The version of the recording program. Default: "library". */
  readonly version?: string;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
  /** For tests: limits and timing of the watches. */
  readonly watch?: NonNullable<ConnectOptions["watch"]>;
  readonly timing?: Partial<FollowTiming>;
}

export interface RecordedCommand {
  /** As typed: kept in the session's header, without the secrets that it contains. */
  readonly words: readonly string[];
  /** Runs it; the signal aborts when the recording ends. */
  readonly run: (signal: AbortSignal) => Promise<CommandResult>;
}

export interface CommandResult {
  /** As a shell reports it: 128 + n when a signal ended it, 127 when it was not found. */
  readonly exitCode: number;
  /** Set when it could not be run at all: that ends the recording. */
  readonly error?: string;
}

export interface StartedRecording {
  /** Wall clock at offset 0, as the session has it. */
  readonly startedAt: string;
  readonly session: string;
  readonly scope: ConnectedScope;
  /** `Clock.monotonicMs()` at offset 0. */
  readonly startMs: number;
}

/** The result of a recording. */
export interface Recorded {
  readonly session: string;
  readonly frames: number;
  /** How many targets were asked for: one in two namespaces is two. */
  readonly targets: number;
  /** Targets of which no object was seen, as typed: "pod/nginx". */
  readonly unseen: readonly string[];
  /** What could not be recorded although it was wanted, in words. */
  readonly omissions: readonly string[];
  readonly end: SessionEnd;
  /** Nothing was recorded, neither an object nor a gap, and nothing was refused: no session was kept. */
  readonly discarded: boolean;
  /** The first error of each listener that failed; absent if none did. */
  readonly listenerErrors?: readonly unknown[];
}
