import { KubespyError } from "../errors.js";
import type { NewFrame } from "../model/frame.js";
import type { Marker, SessionEnd, SessionHeader, SessionReader, SessionSummary } from "../model/session.js";

/**
 * Where sessions live. Asynchronous and paged throughout, so that an engine across a network can implement it as well as the SQLite one.
 */
export interface SessionStore {
  /** Begins a session. Rejects with `KubespyError` when the name is taken or the store cannot be written. */
  create(header: SessionHeader): Promise<SessionWriter>;
  /** Newest first. */
  list(): Promise<readonly StoredSession[]>;
  /**
   * By full name, unique prefix, or `@latest`. Rejects with `NoSuchSession` when there is none. `closeStore`: closing the reader closes the store
   * too.
   */
  open(reference: string, options?: { readonly closeStore?: boolean }): Promise<SessionReader>;
  /** True when a session has exactly this name. */
  has(name: string): Promise<boolean>;
  /** Puts a marker into a session, by full name, also while it is being recorded. Rejects with `NoSuchSession` when there is none. */
  addMarker(name: string, marker: Marker): Promise<void>;
  /**
   * Gives a session another name. Rejects with `NoSuchSession` when there is none of the old name, with `UsageError` when the new one is none,
   * with `KubespyError` when it is taken or the session is being recorded.
   */
  rename(name: string, newName: string): Promise<void>;
  /** Gives a session a title, or takes it away when that is undefined; by full name, not while it is being recorded. */
  setTitle(name: string, title: string | undefined): Promise<void>;
  /** Removes a session, by full name only. */
  remove(name: string): Promise<void>;
  /** Gives unused space back to the file system. Rejects with `KubespyError` while a session is being recorded. */
  vacuum(): Promise<VacuumResult>;
  /** The secret of this store with which values of Secrets are digested; made once, at random. It never leaves the store's machine. */
  digestKey(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A session as the list of a store shows it. */
export interface StoredSession extends SessionSummary {
  /** When it was last written to (recorded or imported), RFC 3339 UTC with milliseconds: its age in the store is counted from here. */
  readonly storedAt: string;
}

/** What `vacuum` gave back, in bytes on the disk. */
export interface VacuumResult {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** False when a reader held on to the old content: the rest is given back when it is done. */
  readonly complete: boolean;
}

/**
 * Takes the frames of one session. `append` never blocks and never throws: frames are numbered at once and committed in batches,
 * at most 250 ms after they came, beside the reading of the network.
 */
export interface SessionWriter {
  readonly name: string;
  /** Numbers the frame and puts it in line. Returns its sequence. */
  append(frame: NewFrame): number;
  /**
   * Undefined while little waits to be written. Else resolves (never rejects) when that is so again: who has much to append waits for it
   * between batches, so that memory stays bounded however slow the disk is.
   */
  backpressure(): Promise<void> | undefined;
  /** Everything appended so far is committed when this resolves. Rejects when the store was lost. */
  flush(): Promise<void>;
  /** How many frames are safe. */
  readonly committed: number;
  /** Resolves (never rejects) with the cause if the store is lost: disk full, database removed. Nothing more can be written then. */
  readonly lost: Promise<Error>;
  /** Replaces what was not known at the start. */
  updateHeader(change: Partial<Pick<SessionHeader, "omissions" | "server">>): void;
  addMarker(marker: Marker): void;
  /** Commits all and closes the session. Rejects when the store was lost. */
  end(end: SessionEnd): Promise<void>;
  /** Commits all and leaves the session without an end: it shows as interrupted (a recording that was cut short is kept so). */
  abandon(): Promise<void>;
  /** Removes the session as if it had never begun (a recording that could not start leaves nothing behind). */
  discard(): Promise<void>;
}

/** No session is called so. Its own class because a bundled recording may be. */
export class NoSuchSession extends KubespyError {
  /** The sessions that there are. */
  readonly names: readonly string[];

  constructor(reference: string, store: string, names: readonly string[]) {
    super(reference === "@latest" ? `no session in ${store} yet` : `no session "${reference}" in ${store}`, {
      hint: 'run "kubespy ls" to see the sessions recorded there',
    });
    this.names = names;
  }
}
