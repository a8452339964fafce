/** What an import sorts before it can make frames of it. */
export interface SpoolEntry {
  /** Equal for what is the same change of the same request: the first one counts. */
  readonly key: string;
  /** Equal for all changes of one request. */
  readonly request: string;
  readonly timeMicros: number;
  /** Of the object, where known: its versions are in their order, whatever their times are. */
  readonly uid?: string;
  /** After which the object is at this version; "gone" is after all of them. */
  readonly version?: string;
  readonly isCreation: boolean;
  /** What was asked is known, but not of what the object is made: it counts only where no other entry of this request is there. */
  readonly isNamedOnly: boolean;
  /** JSON. */
  readonly detail: string;
  /** The state of the object. */
  readonly body?: Uint8Array;
}

export interface SortedEntry {
  readonly id: number;
  /** Not later than any change of the same object to a later version. */
  readonly timeMicros: number;
  readonly detail: string;
}

/** Holds what does not fit into memory: entries that come in any order, and what is remembered of objects. Throws `KubespyError` when its disk is full. */
export interface AuditSpool {
  add(entry: SpoolEntry): void;
  /** In order of time; where times tie, of versions. Call it once, after the last `add`. */
  sorted(): Generator<SortedEntry, void, void>;
  /** The body of an entry, or of what was kept. */
  body(id: number): Uint8Array | undefined;
  /** Keeps another body; returns its id. */
  keep(body: Uint8Array): number;
  remembered(key: string): string | undefined;
  remember(key: string, value: string): void;
  close(): void;
}
