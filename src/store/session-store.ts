import { closest, KubespyError, UsageError } from "../errors.js";
import type { NewFrame } from "../model/frame.js";
import type { GrowingSessionReader, Marker, SessionChoice, SessionEnd, SessionHeader, SessionSummary } from "../model/session.js";

/** Stores sessions. Asynchronous and paged throughout, so that a database server can implement it as well as SQLite. */
export interface SessionStore {
  /** Begins a session. Rejects with `KubespyError` when the name is taken or the store cannot be written. */
  create(header: SessionHeader, options?: SessionWriterOptions): Promise<SessionWriter>;
  /** Newest first. Rejects where the header of one is damaged, unless `onUnreadable` takes that. */
  list(options?: ListSessionsOptions): Promise<readonly StoredSession[]>;
  /**
   * By full name, unique prefix, or place: `@latest`, `@latest~1` (the one before it). Rejects with `NoSuchSession` when there is none, with
   * `AmbiguousSession` when several names begin so. `closeStore`: closing the reader closes the store too.
   */
  open(reference: string, options?: { readonly closeStore?: boolean }): Promise<GrowingSessionReader>;
  /** True when a session has exactly this name. */
  has(name: string): Promise<boolean>;
  /** Adds a marker to a session, by full name, also while it is being recorded. Rejects with `NoSuchSession` when there is none. */
  addMarker(name: string, marker: Marker): Promise<void>;
  /** Gives a marker another text. False when the session has no such marker: it was changed or removed since it was read. */
  editMarker(name: string, marker: Marker, text: string): Promise<boolean>;
  /** Removes a marker; one of several that are alike. False when the session has no such marker. */
  removeMarker(name: string, marker: Marker): Promise<boolean>;
  /**
   * Renames a session. Rejects with `NoSuchSession` when there is none of the old name, with `UsageError` when the new name is invalid,
   * with `KubespyError` when it is taken or the session is being recorded.
   */
  rename(name: string, newName: string): Promise<void>;
  /** Sets the title of a session, or removes it if undefined; by full name, not while it is being recorded. */
  setTitle(name: string, title: string | undefined): Promise<void>;
  /** Removes a session and its content from the file, by full name only. */
  remove(name: string): Promise<RemoveResult>;
  /** Returns unused space to the file system. Rejects with `KubespyError` while a session is being recorded. */
  vacuum(): Promise<VacuumResult>;
  /** The key of this store for digests of Secret values; created once, at random. It is never exported. */
  digestKey(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface SessionWriterOptions {
  /** Last revisions that are held to store the next ones as deltas. More save space, where many objects change in turn. Default: 64 MiB. */
  readonly maxHeldBytes?: number | undefined;
}

/** An entry in the list of sessions. */
export interface StoredSession extends SessionSummary {
  /** When it was last written to (recorded or imported), RFC 3339 UTC with milliseconds; its age in the store counts from here. */
  readonly storedAt: string;
}

export interface ListSessionsOptions {
  /** Called with each session whose header cannot be read; the others are listed all the same. */
  readonly onUnreadable?: ((session: UnreadableSession) => void) | undefined;
}

/** A session whose header is damaged. */
export interface UnreadableSession {
  readonly name: string;
  /** How many of the listed sessions are newer: its place among them. */
  readonly newer: number;
  readonly error: KubespyError;
}

export interface RemoveResult {
  /** False if a reader still uses the old content: its bytes stay in the files until it has finished and `vacuum` has run. */
  readonly complete: boolean;
}

/** Size on disk before and after `vacuum`, in bytes. */
export interface VacuumResult {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** False if a reader still uses the old content: the rest is returned when it finishes. */
  readonly complete: boolean;
}

/**
 * Writes the frames of one session. `append` never blocks and never throws: it numbers frames at once; they are committed in batches, at
 * most 250 ms later, while the network is being read.
 */
export interface SessionWriter {
  readonly name: string;
  /** Numbers the frame and queues it. Returns its sequence. */
  append(frame: NewFrame): number;
  /**
   * Undefined while the queue is short. Otherwise resolves (never rejects) when it is short again. Callers with many frames await it
   * between batches, so that memory stays bounded even with a slow disk.
   */
  backpressure(): Promise<void> | undefined;
  /** Resolves when everything appended so far is committed. Rejects when the store was lost. */
  flush(): Promise<void>;
  /** How many frames are committed. */
  readonly committed: number;
  /** Resolves (never rejects) with the cause if the store is lost: disk full, database removed. Nothing can be written after that. */
  readonly lost: Promise<Error>;
  /** Replaces fields that were unknown at the start: streams, omissions, server, title. */
  updateHeader(change: Partial<Pick<SessionHeader, "omissions" | "server" | "shared">>): void;
  addMarker(marker: Marker): void;
  /** Commits everything and closes the session. Rejects when the store was lost. */
  end(end: SessionEnd): Promise<void>;
  /** Commits everything and leaves the session without an end, so that it shows as interrupted. */
  abandon(): Promise<void>;
  /** Removes the session (a recording that could not start leaves nothing behind). */
  discard(): Promise<void>;
}

/** No session has this name. A class of its own: callers then look for a bundled recording of that name. */
export class NoSuchSession extends KubespyError {
  /** What was looked for. */
  readonly reference: string;
  /** The existing sessions. */
  readonly names: readonly string[];

  constructor(reference: string, store: string, names: readonly string[]) {
    const isPlace = reference.startsWith("@");
    const count = names.length === 1 ? "1 session" : `${names.length} sessions`;
    const oldest = names.length === 1 ? "@latest" : `@latest~${names.length - 1}`;
    const near = closest(reference, names);
    if (isPlace && names.length > 0)
      super(`no session "${reference}" in ${store}: it holds ${count}`, { hint: `"${oldest}" is the oldest one` });
    else
      super(isPlace ? `no session in ${store} yet` : `no session "${reference}" in ${store}`, {
        hint: `${near === undefined ? "" : `did you mean "${near}"? `}run "kubespy ls" to see the sessions recorded there`,
      });
    this.reference = reference;
    this.names = names;
  }
}

/** Several sessions have a name that begins as what was typed. */
export class AmbiguousSession extends UsageError {
  /** All of them, newest first. */
  readonly choices: readonly SessionChoice[];

  constructor(reference: string, choices: readonly SessionChoice[]) {
    super(`"${reference}" matches ${choices.length} sessions`, { hint: "use the name of one, or more of its beginning" });
    this.choices = choices;
  }
}
