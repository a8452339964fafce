import { decodeUtf8, memberSpans, type Span } from "../../json/json.js";
import { type Actor, actorOf } from "../../model/actor.js";

/** What a request was about, as the API server noted it. */
export interface AuditTarget {
  /** "" for the core group. */
  readonly group: string;
  /** "v1", "v1beta1". */
  readonly version: string;
  /** "pods". */
  readonly resource: string;
  readonly namespace?: string;
  /** Absent for a collection, and where the API server made the name. */
  readonly name?: string;
}

/** A request that was granted and changed something, or may have. */
export interface AuditRequest {
  readonly kind: "request";
  /** Equal for all lines about one request, whichever API server wrote them. */
  readonly id: string;
  /** "Metadata", "Request", "RequestResponse". */
  readonly level: string;
  /** When the answer was complete, in microseconds since the epoch. */
  readonly timeMicros: number;
  /** 201 where an object was created, whatever the verb is. */
  readonly code: number | undefined;
  readonly actor: Actor;
  readonly target: AuditTarget;
  /** JSON, where the level has it. Never stored: the values of Secrets may be in it. */
  readonly request: Uint8Array | undefined;
  readonly response: Uint8Array | undefined;
}

/** An audit event that is no change of an object, and why. */
export interface AuditNothing {
  readonly kind: "nothing";
  readonly why: "read" | "stage" | "refused" | "dry run" | "no object";
}

/** It is JSON, but no audit event, or one without what every audit event has. */
export class NotAudit extends Error {}

const changingVerbs = new Set(["create", "update", "patch", "delete", "deletecollection"]);
/** They change no object: they run something, or answer a question. */
const actingSubresources = new Set(["exec", "attach", "portforward", "proxy", "log", "token"]);
const askingGroups = new Set(["authentication.k8s.io", "authorization.k8s.io"]);
/** An audit event has small fields beside its two objects; longer ones are not read. */
const maxFieldBytes = 64 * 1024;

/** Whether JSON is an audit event, or a list of them: by its first fields, so that the rest may be missing. */
export function looksLikeAudit(text: string): boolean {
  return /"apiVersion"\s*:\s*"audit\.k8s\.io\/v\d\w*"/.test(text) && /"kind"\s*:\s*"Event(List)?"/.test(text);
}

/**
 * Reads one `Event` of `audit.k8s.io`. The objects in it stay bytes. `isItem`: it is one of an EventList, whose items have no kind of their own. Throws
 * `NotAudit`, `SyntaxError` where the JSON is cut.
 */
export function readAuditEvent(bytes: Uint8Array, isItem = false): AuditRequest | AuditNothing {
  const fields = new AuditFields(bytes, memberSpans(bytes));
  const [kind, apiVersion] = [fields.text("kind"), fields.text("apiVersion")];
  const isEvent = kind === "Event" && apiVersion?.startsWith("audit.k8s.io/") === true;
  if (!isEvent && !(isItem && kind === undefined && fields.text("auditID") !== undefined)) throw new NotAudit("it is no audit event");
  const verb = fields.text("verb") ?? "";
  if (!changingVerbs.has(verb)) return nothing("read");
  if (fields.text("stage") !== "ResponseComplete") return nothing("stage");
  const target = targetIn(fields.record("objectRef"));
  if (target === undefined || isNoChange(target)) return nothing("no object");
  const code = numberIn(fields.record("responseStatus")?.["code"]);
  if (code !== undefined && (code >= 400 || code < 200)) return nothing("refused");
  const uri = fields.text("requestURI") ?? "";
  if (isDryRun(uri)) return nothing("dry run");
  return requestOf(fields, { verb, uri, code, target });
}

interface Known {
  readonly verb: string;
  readonly uri: string;
  readonly code: number | undefined;
  readonly target: AuditTarget & { readonly subresource?: string };
}

function requestOf(fields: AuditFields, { verb, uri, code, target: { subresource, ...target } }: Known): AuditRequest {
  const auditId = fields.text("auditID");
  const timeMicros = microsOf(fields.text("stageTimestamp"));
  const actor = actorOf({
    user: fields.record("user")?.["username"],
    as: fields.record("impersonatedUser")?.["username"],
    verb,
    subresource,
    userAgent: fields.text("userAgent"),
    sources: fields.value("sourceIPs"),
  });
  if (auditId === undefined || timeMicros === undefined || actor === undefined)
    throw new NotAudit("an audit event without auditID, stageTimestamp or user");
  return {
    kind: "request",
    // A client may send an id of its own with several requests.
    id: `${auditId}\n${verb}\n${uri}`,
    level: fields.text("level") ?? "",
    ...{ timeMicros, code, actor, target },
    request: fields.object("requestObject"),
    response: fields.object("responseObject"),
  };
}

function nothing(why: AuditNothing["why"]): AuditNothing {
  return { kind: "nothing", why };
}

function targetIn(ref: Readonly<Record<string, unknown>> | undefined): Known["target"] | undefined {
  const text = (name: string) => {
    const value = ref?.[name];
    return typeof value === "string" && value !== "" && value.length <= maxName ? value : undefined;
  };
  const resource = text("resource");
  if (resource === undefined) return undefined;
  const [namespace, name, subresource] = [text("namespace"), text("name"), text("subresource")];
  return {
    ...{ group: text("apiGroup") ?? "", version: text("apiVersion") ?? "", resource },
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** Longer than any name that Kubernetes accepts. */
const maxName = 1024;

function isNoChange({ group, subresource }: Known["target"]): boolean {
  return askingGroups.has(group) || (subresource !== undefined && actingSubresources.has(subresource));
}

function isDryRun(uri: string): boolean {
  const query = uri.indexOf("?");
  return query >= 0 && uri.includes("dryRun") && new URLSearchParams(uri.slice(query)).getAll("dryRun").some((value) => value !== "");
}

/** "2026-03-01T10:00:00.123456Z"; undefined for what is no time. */
export function microsOf(time: string | undefined): number | undefined {
  const [, whole, fraction = ""] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)$/.exec(time ?? "") ?? [];
  const ms = whole === undefined ? Number.NaN : Date.parse(`${whole}Z`);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The members of an audit event, parsed one by one when they are asked for. */
class AuditFields {
  readonly #bytes: Uint8Array;
  readonly #spans: ReadonlyMap<string, Span>;

  constructor(bytes: Uint8Array, spans: ReadonlyMap<string, Span>) {
    this.#bytes = bytes;
    this.#spans = spans;
  }

  value(name: string): unknown {
    const span = this.#spans.get(name);
    if (span === undefined || span.end - span.start > maxFieldBytes) return undefined;
    return JSON.parse(decodeUtf8(this.#bytes, span.start, span.end));
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  record(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.value(name);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
  }

  /** The bytes of a JSON object; they share the memory of the event. */
  object(name: string): Uint8Array | undefined {
    const span = this.#spans.get(name);
    return span === undefined || this.#bytes[span.start] !== openBrace ? undefined : this.#bytes.subarray(span.start, span.end);
  }
}

const openBrace = 0x7b;
