import { elementSpans, encodeUtf8, indexOfBytes, memberSpans } from "../../json/json.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import { type AuditChange, auditChanges } from "./audit-change.js";
import { type AuditDocument, AuditLines, type LineCount } from "./audit-lines.js";
import { type AuditNothing, type AuditRequest, type AuditTarget, NotAudit, readAuditEvent } from "./audit-request.js";
import type { AuditSpool } from "./audit-spool.js";
import { type DetailOfChange, entryDetail } from "./entry-detail.js";

/** Which changes are wanted. `ref`: of the object, where the audit event has it. */
export interface AuditFilter {
  wantsTime(timeMicros: number): boolean;
  wantsTarget(target: AuditTarget): boolean;
  wantsObject(target: AuditTarget, revision: Revision | undefined): boolean;
}

interface AuditReaderParts {
  readonly spool: AuditSpool;
  readonly filter: AuditFilter;
  /** Takes the values out of Secrets: nothing else is written to a disk. `ref`: that of a Secret, whatever kind the object itself names. */
  readonly redact: (revision: Revision, ref: ObjectRef | undefined) => Revision;
}

/** How many audit events of each kind were read. */
export interface AuditCounts {
  events: number;
  /** Requests that changed something, and are wanted. */
  requests: number;
  /** Those that were not chosen. */
  unwanted: number;
  /** Reads, answers that are not complete, refused requests, trials, and requests that change no object. */
  readonly nothing: Record<AuditNothing["why"], number>;
}

/** Reads audit logs, one after the other and in any order, into a spool. */
export class AuditReader {
  readonly #parts: AuditReaderParts;
  readonly counts: AuditCounts = {
    events: 0,
    requests: 0,
    unwanted: 0,
    nothing: { read: 0, stage: 0, refused: 0, "dry run": 0, "no object": 0 },
  };

  constructor(parts: AuditReaderParts) {
    this.#parts = parts;
  }

  /** One log. */
  log(): AuditLog {
    return new AuditLog((bytes, isItem) => this.#event(bytes, isItem));
  }

  /** Throws `NotAudit`, `SyntaxError`. */
  #event(bytes: Uint8Array, isItem: boolean): void {
    const event = readAuditEvent(bytes, isItem);
    this.counts.events++;
    if (event.kind === "nothing") {
      this.counts.nothing[event.why]++;
      return;
    }
    const { filter } = this.#parts;
    if (!filter.wantsTime(event.timeMicros) || !filter.wantsTarget(event.target)) {
      this.counts.unwanted++;
      return;
    }
    const changes = auditChanges(event);
    if (changes.length === 0) this.counts.nothing["dry run"]++;
    let isWanted = false;
    for (const [place, change] of changes.entries()) if (this.#take(event, change, place)) isWanted = true;
    if (isWanted) this.counts.requests++;
    else if (changes.length > 0) this.counts.unwanted++;
  }

  #take(event: AuditRequest, change: AuditChange, place: number): boolean {
    const { spool, filter, redact } = this.#parts;
    const revision = "revision" in change ? change.revision : undefined;
    if (!filter.wantsObject(event.target, change.kind === "metadata" ? undefined : revision)) return false;
    const { ref, resourceVersion } = revision?.head ?? {};
    const uid = ref?.uid ?? ("uid" in change ? change.uid : undefined);
    const version = versionAfter(change, resourceVersion);
    const isSecret = event.target.group === "" && event.target.resource === "secrets";
    // Metadata of other kinds than Secrets holds no values of Secrets.
    const isSafe = change.kind === "metadata" && !isSecret;
    const body =
      revision === undefined ? undefined : (isSafe ? revision : redact(revision, isSecret ? secretOf(revision) : undefined)).bytes;
    const detail: DetailOfChange = {
      actor: event.actor,
      target: named(event.target, ref ?? (change.kind === "deletion" ? change : {})),
      change,
    };
    spool.add({
      key: `${event.id}\n${revision === undefined ? "" : place}\n${uid ?? ""}\n${version ?? ""}`,
      request: event.id,
      timeMicros: event.timeMicros,
      ...(uid === undefined ? {} : { uid }),
      ...(version === undefined ? {} : { version }),
      isCreation: change.kind === "state" && change.isCreation,
      isNamedOnly: change.kind === "named",
      detail: entryDetail(detail),
      ...(body === undefined ? {} : { body }),
    });
    return true;
  }
}

function secretOf({ head: { ref } }: Revision): ObjectRef {
  return { ...ref, apiVersion: "v1", kind: "Secret" };
}

/** The version that the object is at then. What was found before a deletion says nothing of that. */
function versionAfter(change: AuditChange, resourceVersion: string | undefined): string | undefined {
  if (change.kind === "state" || change.kind === "metadata") return resourceVersion;
  if (change.kind === "scale") return change.resourceVersion;
  return change.kind === "gone" ? "gone" : undefined;
}

/** Names that the API server made, and those of a collection, are in the answer only. */
function named(target: AuditTarget, { name, namespace }: { readonly name?: string; readonly namespace?: string }): AuditTarget {
  return { ...target, ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
}

/** One file of an audit log. Push pieces as they come. Never throws for what is in it: what cannot be read is counted. */
export class AuditLog {
  readonly #lines = new AuditLines();
  readonly #take: (bytes: Uint8Array, isItem: boolean) => void;

  constructor(take: (bytes: Uint8Array, isItem: boolean) => void) {
    this.#take = take;
  }

  push(piece: Uint8Array): void {
    for (const document of this.#lines.push(piece)) this.#read(document);
  }

  /** What could not be read, for people. */
  end(): readonly string[] {
    for (const document of this.#lines.end()) this.#read(document);
    const { skipped, tooLong } = this.#lines;
    return [
      ...skippedText(skipped, "is no audit event, or cut, and was skipped", "are no audit events, or cut, and were skipped"),
      ...skippedText(tooLong, "is longer than 64 MiB and was skipped", "are longer than 64 MiB and were skipped"),
    ];
  }

  /** What follows on the line where the end of an event was lost is read. */
  #read({ bytes, line }: AuditDocument): void {
    let rest = bytes;
    for (let attempts = 0; rest.length > 0; attempts++) {
      const failed = this.#failureIn(rest);
      if (failed !== undefined && attempts === 0) this.#lines.skipped.add(line);
      const next = failed === undefined || attempts >= maxAttempts ? -1 : indexOfBytes(rest, eventStart, 1);
      rest = next < 0 ? nothing : rest.subarray(next);
    }
  }

  #failureIn(bytes: Uint8Array): Error | undefined {
    try {
      this.#document(bytes);
      return undefined;
    } catch (error) {
      if (error instanceof NotAudit || error instanceof SyntaxError) return error;
      throw error;
    }
  }

  /** An event or a list of events; several on a line without an end between them. */
  #document(bytes: Uint8Array): void {
    for (let start = 0; start >= 0; ) {
      const rest = bytes.subarray(start);
      const members = memberSpans(rest);
      let end = 1;
      for (const span of members.values()) end = Math.max(end, span.end);
      const items = members.get("items");
      if (items === undefined) this.#take(rest, false);
      else for (const span of elementSpans(rest, items.start)) this.#take(rest.subarray(span.start, span.end), true);
      start = bytes.indexOf(openBrace, start + end);
    }
  }
}

const openBrace = 0x7b;
const nothing = new Uint8Array();
/** Each reads the rest of the line: who makes a line of many beginnings must not make that the square of its length. */
const maxAttempts = 16;
/** As every API server writes it. */
const eventStart = encodeUtf8('{"kind":"Event","apiVersion":"audit.k8s.io/');

function skippedText({ count, first }: LineCount, one: string, several: string): readonly string[] {
  if (count === 0) return [];
  return [count === 1 ? `line ${first} ${one}` : `${count.toLocaleString("en")} lines ${several}, the first in line ${first}`];
}
