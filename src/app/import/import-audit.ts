import { basename } from "node:path";
import { KubespyError } from "../../errors.js";
import { AuditHistory } from "../../importing/audit/audit-history.js";
import { type AuditCounts, AuditReader } from "../../importing/audit/audit-reader.js";
import { systemClock } from "../../io/clock.js";
import { TimeSlices } from "../../io/time-slices.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import { BadLine } from "../../recording/format.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionWriter } from "../../store/session-store.js";
import { SortingSpool } from "../../store/sqlite/sorting-spool.js";
import { createSession } from "../record/create-session.js";
import { type AuditSelection, auditFilter } from "./audit-selection.js";
import type { ImportMember } from "./import-members.js";
import type { Imported, ImportOptions } from "./import-recording.js";

export interface AuditProgress {
  /** Of the log as it is when decompressed. */
  readonly readBytes: number;
  readonly events: number;
  readonly changes: number;
  /** Known once all is read and sorted. */
  readonly frames?: number;
}

export interface AuditImportOptions extends Omit<ImportOptions, "store"> {
  /** Opens the store: called where there is something to keep. */
  readonly store: () => Promise<ImportOptions["store"]>;
  /** What the session is named after. Default: the first log. */
  readonly name?: string | undefined;
  readonly selection?: AuditSelection | undefined;
  /** Called about once a second. */
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

const progressEveryMs = 1000;
/** Frames that the store may take before we wait until they are committed. */
const flushEvery = 128;
/** A log can be about more objects than a recorder sees at a time; those that change soon again are few. */
const maxHeldBytes = 4 * 1024 * 1024;

/**
 * Makes one session of audit logs: rotated files, those of several API servers, in any order. What changed is sorted outside memory first. An
 * interruption ends the reading, or the writing, and keeps what was read by then as an interrupted session.
 */
export class AuditImport {
  readonly #options: AuditImportOptions;
  readonly #name: string;
  #sorting: Sorting | undefined;
  #isComplete = true;
  #readBytes = 0;
  #nextProgressMs = 0;

  /** `first`: the name of the first log. */
  constructor(options: AuditImportOptions, first: string) {
    this.#options = options;
    this.#name = options.name ?? first;
  }

  async read({ name, bytes }: Pick<ImportMember, "name" | "bytes">): Promise<void> {
    const { signal, onWarning } = this.#options;
    const { reader } = await this.#opened();
    const log = reader.log();
    const slices = new TimeSlices();
    try {
      for await (const piece of bytes) {
        log.push(piece);
        this.#readBytes += piece.length;
        this.#progress(reader.counts);
        await slices.pause();
        if (signal?.aborted) break;
      }
    } catch (error) {
      if (signal?.aborted !== true) this.#damaged(name, error);
    }
    if (signal?.aborted) this.#isComplete = false;
    for (const warning of log.end()) onWarning?.(`${name}: ${warning}`);
  }

  /** Rejects with `KubespyError` where there is nothing to keep. */
  async finish(): Promise<Imported> {
    const { spool, reader } = await this.#opened();
    let writer: SessionWriter | undefined;
    try {
      const history = new AuditHistory(spool);
      const slices = new TimeSlices();
      let last = { offsetMs: 0, observedAt: "" };
      for (const frame of history.frames()) {
        writer ??= await this.#writer(history.startedAt);
        last = frame;
        if (writer.append(frame) % flushEvery === 0) await writer.flush();
        await slices.pause();
        this.#progress(reader.counts, writer);
        if (this.#options.signal?.aborted && this.#isComplete) {
          this.#isComplete = false;
          break;
        }
      }
      if (writer === undefined) throw nothingToKeep(this.#name, reader.counts, history.omissions());
      writer.updateHeader({ omissions: [limits, ...history.omissions()] });
      const end = {
        endedAt: last.observedAt,
        offsetMs: last.offsetMs,
        outcome: "imported",
        reason: `imported from ${this.#name}`,
      } as const;
      await (this.#isComplete ? writer.end(end) : writer.abandon());
      return { session: writer.name, frames: writer.committed, times: "recorded", complete: this.#isComplete };
    } catch (error) {
      await writer?.discard().catch(() => {});
      throw error;
    } finally {
      this.discard();
    }
  }

  discard(): void {
    this.#sorting?.spool.close();
    this.#sorting = undefined;
  }

  async #opened(): Promise<Sorting> {
    if (this.#sorting !== undefined) return this.#sorting;
    const { store, selection = {} } = this.#options;
    const key = await (await store()).digestKey();
    const spool = new SortingSpool();
    const reader = new AuditReader({ spool, filter: auditFilter(selection), redact: (revision, ref) => redactSecret(revision, key, ref) });
    this.#sorting = { spool, reader };
    return this.#sorting;
  }

  async #writer(startedAt: string): Promise<SessionWriter> {
    const { store, session: wanted } = this.#options;
    return await createSession(await store(), this.#header(startedAt), { wanted, maxHeldBytes });
  }

  #damaged(name: string, error: unknown): void {
    if (!(error instanceof BadLine)) throw error;
    this.#isComplete = false;
    this.#options.onWarning?.(`${name}: ${error.message}; everything before it is kept`);
  }

  #progress({ events, requests }: AuditCounts, writer?: SessionWriter): void {
    const { onProgress, clock = systemClock } = this.#options;
    if (onProgress === undefined || clock.monotonicMs() < this.#nextProgressMs) return;
    this.#nextProgressMs = clock.monotonicMs() + progressEveryMs;
    onProgress({ readBytes: this.#readBytes, events, changes: requests, ...(writer === undefined ? {} : { frames: writer.committed }) });
  }

  #header(startedAt: string): SessionHeader {
    const base = basename(this.#name).replace(/(\.(json|ndjson|jsonl|txt|log))?(\.gz)?(\.age)?$/i, "");
    return {
      name: toSessionName(base, "audit"),
      startedAt,
      targets: [],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "unknown",
    };
  }
}

interface Sorting {
  readonly spool: SortingSpool;
  readonly reader: AuditReader;
}

/** True of every audit log. */
const limits = "objects before their first change, and the expiry of Kubernetes Events: an audit log has neither";

function nothingToKeep(name: string, { events, unwanted, nothing }: AuditCounts, omissions: readonly string[]): KubespyError {
  const read = `${events.toLocaleString("en")} audit events`;
  if (unwanted > 0)
    return new KubespyError(`${name} holds no change that was chosen: ${read}, ${unwanted.toLocaleString("en")} of them other changes`, {
      hint: "choose others with -n, --object, --kind, --since or --until, or leave them out",
    });
  const counts = Object.entries(nothing).flatMap(([why, count]) =>
    count === 0 ? [] : [`${count.toLocaleString("en")} ${reasons[why] ?? why}`],
  );
  return new KubespyError(`${name} holds no change of an object with its state: ${[read, ...counts, ...omissions].join("; ")}`, {
    hint: "the policy must log changes at level RequestResponse: docs/audit-logs.md has one",
  });
}

const reasons: Readonly<Record<string, string>> = {
  read: "reads",
  stage: "of another stage than ResponseComplete",
  refused: "refused",
  "dry run": "dry runs",
  "no object": "that change no object",
};
