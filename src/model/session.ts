import type { BorrowedFrame, Frame, GapFrame, ObjectFrame } from "./frame.js";
import type { ObjectRef, Uid } from "./kube-object.js";
import type { SessionPart } from "./session-part.js";
import type { SessionShare } from "./session-share.js";
import type { ChangeType } from "./watch-event.js";

/** What is known of a session when it begins; written first, into the store and into a recording. */
export interface SessionHeader {
  /** Unique in a store: `[a-z0-9][a-z0-9._-]*`, at most 100 characters. */
  readonly name: string;
  readonly title?: string;
  /** A sentence or two about what happened while this was recorded. */
  readonly description?: string;
  /** Wall clock at offset 0, RFC 3339 UTC with milliseconds. */
  readonly startedAt: string;
  /**
   * Absent: frames have the times at which they were received. `derived`: imported from an input without these; offsets and `observedAt` come from
   * the objects' own times (in whole seconds, and never later than the change), in the order of the input.
   */
  readonly times?: "derived";
  /** The targets as typed: `["deploy/web", "svc/web"]`. */
  readonly targets: readonly string[];
  /** The command that was run while recording, if one was. */
  readonly command?: readonly string[];
  readonly context?: string;
  readonly namespace?: string;
  readonly server?: ServerInfo;
  readonly streams: readonly StreamInfo[];
  /** What could not be recorded: "events: forbidden ...". */
  readonly omissions: readonly string[];
  /** Whether the values of Secrets are stored in clear or as keyed digests. */
  readonly secretValues: "digests" | "clear";
  /** The program that recorded it: "kubespy 0.1.0". */
  readonly recorder: string;
  /** Present: it was cut from a larger session. `targets` and `streams` are then those that it still holds. */
  readonly part?: SessionPart;
  /** Present: values were taken out of it before it was shared. */
  readonly shared?: SessionShare;
  /** Fields that this version does not know; kept. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface ServerInfo {
  /** `gitVersion` of `/version`: "v1.36.2". */
  readonly version?: string;
  /** The server's clock minus ours, in ms, from the `Date` header (in whole seconds): add it to `observedAt` to compare with API times. */
  readonly clockOffsetMs?: number;
}

/** One collection that was followed. */
export interface StreamInfo {
  /** Stable within the session: path and selectors, e.g. "/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnginx". */
  readonly id: string;
  readonly group: string;
  readonly version: string;
  /** Plural: "pods". */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** The resourceVersion of the first list. */
  readonly resourceVersion?: string;
}

/** How a session ended. */
export interface SessionEnd {
  readonly endedAt: string;
  readonly offsetMs: number;
  /** "until" (the condition was met), "timeout", "duration", "signal", "command" (it failed), "imported", "error". */
  readonly outcome: SessionOutcome;
  /** For people: "web is Ready", "stopped by Ctrl-C". */
  readonly reason?: string;
  /** Exit status of the command that was run, if one was. */
  readonly commandExitCode?: number;
  /** Whether the recording was compared with the cluster when it ended. Absent: nobody compared it, as before kubespy could. */
  readonly verification?: EndVerification;
}

/**
 * `verified`: at the end, every stream had recorded the versions of all objects that a last list showed, or a gap says that it had not.
 * Else `reason` says why nobody knows. `possibleLosses`: the gaps of the whole recording in which changes may have been missed.
 */
export type EndVerification =
  | { readonly verified: true; readonly possibleLosses: number }
  | { readonly verified: false; readonly possibleLosses: number; readonly reason: string };

export type SessionOutcome = "until" | "timeout" | "duration" | "signal" | "command" | "imported" | "error";

/**
 * `recording`: a recorder is alive and writing. `ended`: it ended properly.
 * `interrupted`: the recorder died (or the file is cut short): all frames up to the last one committed are there.
 */
export type SessionState = "recording" | "ended" | "interrupted";

/** A label that a person puts into a session. */
export interface Marker {
  readonly offsetMs: number;
  readonly text: string;
  readonly madeAt?: string;
}

/** What a list of sessions shows; known without reading frames. */
export interface SessionSummary {
  readonly header: SessionHeader;
  readonly state: SessionState;
  readonly end?: SessionEnd;
  readonly frames: number;
  readonly objects: number;
  readonly gaps: number;
  /** Offset of the last frame, or of the end when that is known. */
  readonly durationMs: number;
}

/** A session, as a list to choose from shows it. */
export interface SessionChoice {
  readonly name: string;
  /** RFC 3339. Missing where the session is damaged. */
  readonly startedAt?: string | undefined;
  readonly title?: string | undefined;
}

/** Which frames to read: bounds are inclusive, all that are given must hold. */
export interface FrameRange {
  readonly fromSequence?: number;
  readonly toSequence?: number;
  readonly fromOffsetMs?: number;
  readonly toOffsetMs?: number;
  readonly uids?: readonly Uid[];
}

export interface ReadOptions extends FrameRange {
  /**
   * `later`: a revision is read when it is used, which must be before the reader is closed; and so is what of a frame is known by its revision alone. Who
   * uses few reads much less. Default: with its frame.
   */
  readonly revisions?: "later" | undefined;
}

export type FrameVisitor = (frame: BorrowedFrame | GapFrame) => Promise<void> | undefined | void;

export interface VisitOptions extends FrameRange {
  /** Ends the reading early, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** One incarnation at a moment of a session: its last frame by then. */
export interface ObjectAt {
  readonly ref: ObjectRef;
  readonly sequence: number;
  /** `DELETED`: it no longer exists. */
  readonly type: ChangeType;
  /** Whether it is a Kubernetes Event, where that is known without reading its reference. */
  readonly isKubeEvent?: boolean;
}

/** One incarnation over a whole session. */
export interface ObjectSpan {
  readonly ref: ObjectRef;
  readonly frames: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/**
 * Reads one session, from a store or from a recording file: everything that is derived (replay, interpretation, comparison, serving) reads
 * through this. Every implementation gives the same answers for the same session: `test/model/session-reader.test.ts`.
 *
 * Sequences may lie outside of the session: before its first frame there is nothing, after its last there is what was at its end.
 */
export interface SessionReader {
  readonly summary: SessionSummary;
  /** In sequence; read in pages, so that a session of any length can be read. */
  frames(range?: ReadOptions): AsyncIterable<Frame>;
  /**
   * The same frames, each lent to `visit`: reading a whole session costs less without a promise a frame and with one buffer an object. Ends with
   * what `visit` throws. Where a visit gives a promise, the next frame waits for it: others may have their turn.
   */
  visitFrames(visit: FrameVisitor, options?: VisitOptions): Promise<void>;
  /** The same frames, the last one first. */
  framesBackward(range?: FrameRange): AsyncIterable<Frame>;
  /**
   * The last frame of each incarnation at or before this sequence, deletions among them, in the order of their sequences. A revision may be
   * read only when it is used, which must be before the reader is closed.
   */
  lastFramesAt(sequence: number): Promise<readonly ObjectFrame[]>;
  /**
   * The bytes of the revision of an object's frame, read at once, so that who plays a session need not keep them. They are the caller's. Throws
   * `KubespyError` where they cannot be read, and after the reader was closed.
   */
  revisionBytes(sequence: number): Uint8Array;
  /** The last frame of one incarnation at or before this sequence. */
  lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined>;
  /** The first frame of one incarnation. */
  firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined>;
  /** The incarnations seen at or before this sequence, in the order of their last frames, without reading frames. */
  objectsAt(sequence: number): Promise<readonly ObjectAt[]>;
  /** The last sequence at or before this offset, without reading its frame; 0 when there is none. */
  lastSequenceBy(offsetMs: number): Promise<number>;
  /** The identity of each incarnation in the order of appearance, in pages: the first are known before the others are read. */
  refs(): AsyncIterable<readonly ObjectRef[]>;
  /** Every incarnation of the session, in the order of appearance, without reading frames. */
  objectSpans(): Promise<readonly ObjectSpan[]>;
  /** All gaps, in sequence, without reading other frames. */
  gaps(): Promise<readonly GapFrame[]>;
  markers(): Promise<readonly Marker[]>;
  /** How many bytes its frames take where they are stored, without indexes and metadata; undefined when that is not known. */
  storedBytes(): Promise<number | undefined>;
  /** Absent: what is derived from it cannot be kept, as beside a file. */
  readonly derived?: DerivedParts | undefined;
  close(): Promise<void>;
}

/**
 * Keeps beside a session what was derived from it, as named parts of bytes, so that it is derived once. Never fails: what is not there, or damaged, is
 * derived again.
 */
export interface DerivedParts {
  /**
   * A part as it was given; undefined where none is kept that was derived by exactly these rules from the session as it is read here, and while it is
   * being recorded.
   */
  read(part: string, rules: string): Promise<Uint8Array | undefined>;
  /**
   * Keeps these parts, all or none, beside those of the same rules; parts of other rules, or of another state of the session, are dropped. False where
   * nothing can be kept: the store is full or cannot be written, another program writes, the session is being recorded or was removed.
   */
  keep(parts: ReadonlyMap<string, Uint8Array>, rules: string): Promise<boolean>;
  /** What all parts take where they are kept. */
  storedBytes(): Promise<number>;
}

/** Reads a session that may still be being recorded: as it was when it was opened, until it is asked for what has come since. */
export interface GrowingSessionReader extends SessionReader {
  /**
   * Takes in what was committed since it was opened or this was called: false where that is nothing. Costs microseconds then. Frames that were there stay
   * as they are, so that reading may go on meanwhile. Rejects with `KubespyError` where the session or its file was removed, or cannot be read.
   */
  refresh(): Promise<boolean>;
  /**
   * Throws `KubespyError` where its file was removed or replaced since it was opened: what is read still comes from the file that was there, and what is
   * written goes elsewhere.
   */
  assertSameFile(): void;
  /** See `SessionReader.refs`. `after`: without the first so many, which are known. */
  refs(after?: number): AsyncIterable<readonly ObjectRef[]>;
}

export function canGrow(session: SessionReader): session is GrowingSessionReader {
  return "refresh" in session;
}
