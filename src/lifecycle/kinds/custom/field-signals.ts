import { at, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type FieldName, fieldName } from "./field-names.js";
import { type Signal, type SignalKind, type Source, signal } from "./signal.js";
import { readMessage, readReason, readState } from "./vocabulary.js";
import { wordsOf } from "./words-of.js";

/** A list below the status whose items have conditions of their own: listeners, parents, nodes. */
export interface ConditionList {
  /** "listeners". */
  readonly field: string;
  readonly items: readonly unknown[];
}

/** What the fields of a status say besides its own conditions. */
export interface FieldSignals {
  readonly signals: readonly Signal[];
  /** The controller has not observed the newest spec, by a field other than `observedGeneration`: "lastEvaluatedGeneration". */
  readonly isUnobserved: boolean;
  readonly conditionLists: readonly ConditionList[];
}

/** A status is untrusted input: one with thousands of parts is read in part. */
const maxObjects = 200;
const maxItems = 64;

/**
 * Reads `status` and the objects one level below it: phases and states, errors, flags, counts of what is ready; and the states of its parts, which
 * are items of lists and entries of maps.
 */
export function readFields(object: KubeObject): FieldSignals {
  const reader = new FieldReader(object);
  const status = object["status"];
  if (!isObject(status)) return reader;
  reader.read(status, 0, "");
  if (reader.signals.length === 0) reader.readMessages(status);
  return reader;
}

class FieldReader implements FieldSignals {
  readonly signals: Signal[] = [];
  readonly conditionLists: ConditionList[] = [];
  isUnobserved = false;
  readonly #object: KubeObject;
  readonly #generation: number | undefined;
  #objects = 0;

  constructor(object: KubeObject) {
    this.#object = object;
    this.#generation = numberAt(object, "metadata", "generation");
  }

  read(fields: Readonly<Record<string, unknown>>, depth: number, parent: string): void {
    if (++this.#objects > maxObjects) return;
    for (const key in fields) {
      if (!Object.hasOwn(fields, key)) continue;
      const value = fields[key];
      switch (typeof value) {
        case "string":
          if (value !== "") this.#readText(fields, key, value, depth, parent);
          break;
        case "boolean":
          this.#readFlag(fields, key, value, depth, parent);
          break;
        case "number":
          if (depth === 0 && key.endsWith("Generation")) this.#readGeneration(key, value);
          else if (key === "state" || key === "status") this.#readCode(fields, key, value, depth, parent);
          else this.#readCount(fields, key, value, depth);
          break;
        case "object":
          if (Array.isArray(value)) this.#readList(key, value, depth);
          else if (value !== null) this.#readObject(key, value as Readonly<Record<string, unknown>>, depth, parent);
          break;
      }
    }
  }

  /** Where no field names a state, the message can still be that of an error. */
  readMessages(status: Readonly<Record<string, unknown>>): void {
    for (const key of ["reason", "message"]) {
      const message = textAt(status, key);
      if (message === undefined || readMessage(message) !== "bad") continue;
      this.#add({ level: "bad", name: "Error", message, from: key, source: "error", rank: 70, kind: "weak" });
      return;
    }
  }

  #readObject(key: string, value: Readonly<Record<string, unknown>>, depth: number, parent: string): void {
    const { meaning, isLast } = fieldName(key);
    if (meaning === "other-time" || depth > 1) return;
    if (meaning === "error" || meaning === "failure") this.#readErrorObject(key, value, depth, isLast);
    else this.read(value, depth + 1, depth === 0 ? key : parent);
  }

  #readList(key: string, items: readonly unknown[], depth: number): void {
    if (depth > 1 || items.length === 0 || fieldName(key).meaning === "other-time") return;
    if (key === "conditions" && depth === 0) return;
    if (key === "conditions") {
      this.conditionLists.push({ field: "", items: [{ conditions: items }] });
      return;
    }
    if (fieldName(key).meaning === "error") this.#readErrors(key, items, depth);
    if (items.some((item) => Array.isArray(at(item, "conditions")))) this.conditionLists.push({ field: key, items });
    const end = Math.min(items.length, maxItems);
    for (let i = 0; i < end; i++) {
      const item = items[i];
      if (isObject(item)) this.read(item, 2, key);
    }
  }

  #readText(fields: Readonly<Record<string, unknown>>, key: string, value: string, depth: number, parent: string): void {
    const name = fieldName(key);
    switch (name.meaning) {
      case "state":
      case "aspect-state":
        this.#readState(fields, key, value, name, depth, parent);
        return;
      case "failure":
      case "error":
        if (depth < 2 && !isNothing(value)) this.#readErrorText(fields, key, value, depth, name);
        return;
      case "other":
        if (depth === 0 && key.endsWith("ObservedGeneration")) this.#readOtherGeneration(key, value);
        return;
      case "ready-count":
        this.#readFraction(key, value);
        return;
      case "good-flag":
        if (depth < 2 && (value === "True" || value === "False")) this.#readFlag(fields, key, value === "True", depth, parent);
        return;
      default:
    }
  }

  #readState(fields: Readonly<Record<string, unknown>>, key: string, value: string, name: FieldName, depth: number, parent: string): void {
    const isSentence = value.length > maxStateLength || /\S+\s+\S+\s+\S+\s+\S/.test(value);
    if (isSentence && (value.length > maxStateLength || readMessage(value) === "bad")) {
      if (readMessage(value) === "bad") this.#addErrorState(fields, key, value, depth, parent);
      return;
    }
    const reading = readState(value);
    if (reading === "unknown") return;
    const isMain = depth < 2 && (name.meaning === "state" || this.#isOfKind(key));
    const isLast = name.isLast || fieldName(parent).isLast;
    // Of an aspect only what is wrong counts fully: the rest of it may be skipped, or over.
    if (!isMain && (reading === "suspended" || (depth === 2 && reading !== "bad" && reading !== "progress"))) return;
    if (depth === 1 && reading === "suspended" && !/^(paused|suspended)$/i.test(value)) return;
    const isRunning = reading === "good" && this.#isRunning(value, depth, parent);
    const level = reading === "over" ? "ended" : isRunning ? "progress" : reading;
    // The failed step of a run may have been repeated since; the health of a part is as it is now.
    const isPresent = level === "bad" && (/health$/i.test(key) || /^(unhealthy|degraded)$/i.test(value));
    const isWeak = isLast || (isRunning && depth === 0) || (depth === 2 && !isPresent) || (!isMain && level !== "bad");
    this.#add({
      level,
      name: value,
      reason: reasonBeside(fields, key),
      message: messageBeside(fields, key),
      from: depth === 0 ? key : parent,
      source: depth === 2 ? "part" : "state",
      rank: (isMain ? 0 : 5) + depth * 10,
      kind: isWeak ? "weak" : level === "bad" ? (isMain && isFinalState(value) ? "final" : "declared") : "plain",
      part: depth === 2 ? partName(parent, fields) : undefined,
    });
  }

  /** "jobStatus" of a RayJob. */
  #isOfKind(key: string): boolean {
    const kind = typeof this.#object.kind === "string" ? wordsOf(this.#object.kind) : [];
    const words = wordsOf(key);
    return words.length === 2 && words[0] === kind.at(-1);
  }

  /** A state that is a sentence: "ERROR, User is not authorized to perform secretsmanager:GetSecretValue". */
  #addErrorState(fields: Readonly<Record<string, unknown>>, key: string, value: string, depth: number, parent: string): void {
    this.#add({
      level: "bad",
      name: "Error",
      reason: reasonBeside(fields, key),
      message: value,
      from: depth === 0 ? key : parent,
      source: depth === 2 ? "part" : "state",
      rank: depth * 10,
      kind: depth === 2 || fieldName(parent).isLast ? "weak" : "declared",
      part: depth === 2 ? partName(parent, fields) : undefined,
    });
  }

  /** "Running" is the goal of a server, and a step of a run. */
  #isRunning(value: string, depth: number, parent: string): boolean {
    if (!/^(running|active)$/i.test(value)) return false;
    if (depth > 0) return wordsOf(parent).some((word) => operations.has(word));
    return isRun(this.#object);
  }

  #readErrorText(fields: Readonly<Record<string, unknown>>, key: string, value: string, depth: number, name: FieldName): void {
    const isReason = /reason$/i.test(key);
    // One of the two speaks for both.
    const reason = isReason ? value : reasonBeside(fields, key);
    if (!isReason && textAt(fields, key.replace(/[mM]essage$/, "Reason")) !== undefined && /message$/i.test(key)) return;
    this.#add({
      level: "bad",
      name: name.meaning === "failure" || /^failure/i.test(key) ? "Failed" : "Error",
      reason,
      message: isReason ? messageBeside(fields, key) : value,
      from: key,
      source: "error",
      rank: name.meaning === "failure" ? -20 : 60 + depth,
      kind: name.isLast ? "weak" : name.meaning === "failure" && isReason ? "final" : "declared",
    });
  }

  #readErrorObject(key: string, value: Readonly<Record<string, unknown>>, depth: number, isLast: boolean): void {
    const message = textAt(value, "message") ?? textAt(value, "msg") ?? textAt(value, "error") ?? textAt(value, "description");
    const reason = textAt(value, "reason") ?? textAt(value, "code") ?? textAt(value, "type");
    if (message === undefined && reason === undefined) return;
    this.#add({
      level: "bad",
      name: "Error",
      reason: reason !== undefined && /^[A-Za-z]\w*$/.test(reason) ? reason : undefined,
      message: message ?? reason,
      from: key,
      source: "error",
      rank: 60 + depth,
      kind: isLast ? "weak" : "declared",
    });
  }

  #readErrors(key: string, items: readonly unknown[], depth: number): void {
    const first = items[0];
    // A list of errors can be their history.
    if (isObject(first)) this.#readErrorObject(key, first, depth, true);
    else if (typeof first === "string" && !isNothing(first)) this.#readErrorObject(key, { message: first }, depth, true);
  }

  #readFlag(fields: Readonly<Record<string, unknown>>, key: string, value: boolean, depth: number, parent: string): void {
    const { meaning } = fieldName(key);
    const isGood = meaning === "good-flag" || key === "ready";
    if (depth === 2 && (!partFlags.has(key) || value)) return;
    // Of a part, it is no finding that it is not ready.
    const kindOf = (kind: SignalKind): SignalKind => (fieldName(parent).isLast ? "weak" : depth === 2 ? "plain" : kind);
    const more = { reason: undefined, message: messageBeside(fields, key), from: key, source: "flag" as Source, rank: 40 + depth };
    if (isGood && value) this.#add({ ...more, level: "good", name: flagName(key), kind: "weak", message: undefined });
    else if (isGood && readMessage(more.message) === "bad")
      this.#add({ ...more, level: "bad", name: `Not ${flagName(key).toLowerCase()}` });
    else if (isGood) this.#add({ ...more, level: "progress", name: `Not ${flagName(key).toLowerCase()}`, kind: kindOf("unmet") });
    else if (meaning === "bad-flag" && value) this.#add({ ...more, level: "bad", name: flagName(key), kind: kindOf("declared") });
    else if (meaning === "suspended-flag" && value && depth === 0) this.#add({ ...more, level: "suspended", name: flagName(key) });
  }

  #readCount(fields: Readonly<Record<string, unknown>>, key: string, value: number, depth: number): void {
    const { meaning, desired } = fieldName(key);
    if (meaning === "lacking-count" && value > 0) this.#addShortage(key, "Not available", `${value} unavailable`);
    if (meaning !== "ready-count") return;
    const found = desired.map((each) => fields[each]).find((count) => typeof count === "number" && count > 0);
    const wanted = found ?? (depth === 0 && desired.includes("replicas") ? at(this.#object, "spec", "replicas") : undefined);
    if (typeof wanted === "number" && value < wanted) this.#addShortageOf(key, `${value}/${wanted}`);
  }

  #readFraction(key: string, value: string): void {
    const match = /^(\d{1,6})\/(\d{1,6})$/.exec(value);
    if (match !== null && Number(match[1]) < Number(match[2])) this.#addShortageOf(key, value);
  }

  #readGeneration(key: string, value: number): void {
    if (this.#generation === undefined || value >= this.#generation) return;
    if (/^(last(Evaluated|Observed|Reconciled)|reconciled|evaluated)Generation$/.test(key)) this.isUnobserved = true;
    // Of one component: what another one reports can be about the newest spec. Not of another object, as `workloadObservedGeneration`.
    if (/^(?!workload)[a-z]+ObservedGeneration$/.test(key))
      this.#add({ level: "progress", name: "Updating", reason: "new spec not observed yet", from: key, source: "state", rank: 4 });
  }

  /** "workloadObservedGeneration", of the object that the annotation "rollout.argoproj.io/workload-generation" is about. */
  #readOtherGeneration(key: string, value: string): void {
    const { annotations } = this.#object.metadata;
    const suffix = `/${key.slice(0, -"ObservedGeneration".length).toLowerCase()}-generation`;
    for (const name in isObject(annotations) ? annotations : {})
      if (name.endsWith(suffix) && Number(annotations?.[name]) > Number(value))
        this.#add({ level: "progress", name: "Updating", reason: "new spec not observed yet", from: key, source: "state", rank: 4 });
  }

  /** A state that is the number of an enumeration says nothing by itself; what stands beside it does. */
  #readCode(fields: Readonly<Record<string, unknown>>, key: string, value: number, depth: number, parent: string): void {
    const message = textAt(fields, "reason") ?? messageBeside(fields, key);
    if (message === undefined || value === 0 || (readMessage(message) !== "bad" && !/\b(warnings?|reject(ed|ion))\b/i.test(message)))
      return;
    this.#add({
      level: "bad",
      name: "Error",
      message,
      from: depth === 0 ? key : parent,
      source: depth === 2 ? "part" : "state",
      rank: 5 + depth * 10,
      kind: depth === 2 ? "weak" : "declared",
    });
  }

  #addShortageOf(key: string, fraction: string): void {
    const word = key.startsWith("updated") ? "updated" : /^(number)?available/i.test(key) ? "available" : "ready";
    this.#addShortage(key, `Not ${word}`, `${fraction} ${word}`);
  }

  #addShortage(key: string, name: string, reason: string): void {
    const rank = 30 + shortages.indexOf(name);
    this.#add({ level: "progress", name, reason, from: key, source: "count", rank, kind: "unmet" });
  }

  #add(fields: Parameters<typeof signal>[0]): void {
    this.signals.push(signal(fields));
  }
}

const shortages = ["Not ready", "Not available", "Not updated"];
const partFlags = new Set(["ready", "applied", "healthy", "synced"]);
/** Longer text is a sentence that can say anything. */
const maxStateLength = 60;
const operations = new Set("operation sync update upgrade backup restore task run execution migration rollout".split(" "));
const runKinds = new Set(
  (
    "run job workflow task experiment backup restore build test execution evaluation migration scan analysis upgrade operation import export " +
    "request trial sweep benchmark instance"
  ).split(" "),
);

/** Whether an object works towards an end, by its kind or by the times that it reports. */
function isRun(object: KubeObject): boolean {
  const words = typeof object.kind === "string" ? wordsOf(object.kind) : [];
  if (runKinds.has(words.at(-1) ?? "") && words.at(-1) !== "instance") return true;
  const status = object["status"];
  return ["startedAt", "startTime", "startTimestamp", "completionTime", "finishedAt"].some((key) => textAt(status, key) !== undefined);
}

/** Not "Degraded" or "Unhealthy", which can pass. */
function isFinalState(value: string): boolean {
  return /fail|error|lost|invalid|abort|fatal|crashed|rejected/i.test(value) && !/partial|unhealthy|degraded|back.?off|retry/i.test(value);
}

function isNothing(value: string): boolean {
  return /^(\W*|0|none|null|nil|no errors?|ok|n\/a|false|success(ful)?)$/i.test(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In the same object as a field: "message", or one that begins with the field's name. */
function messageBeside(fields: Readonly<Record<string, unknown>>, key: string): string | undefined {
  for (const name of [`${key}Message`, `${key.replace(/(Reason|State|Status|Phase)$/, "")}Message`, ...messageNames]) {
    const text = name === key ? undefined : textAt(fields, name);
    if (text !== undefined && !isNothing(text)) return text;
  }
  return textAt(fields, "messages", 0);
}

const messageNames = [
  "message",
  "errorMessage",
  "failureMessage",
  "statusMessage",
  "error",
  "lastError",
  "details",
  "detail",
  "description",
];

function reasonBeside(fields: Readonly<Record<string, unknown>>, key: string): string | undefined {
  for (const name of [`${key}Reason`, "reason", "failureReason", "errorReason"]) {
    const text = name === key ? undefined : textAt(fields, name);
    if (text !== undefined && /^[A-Za-z]\S*$/.test(text)) return text;
  }
  return undefined;
}

function flagName(key: string): string {
  const words = wordsOf(key).filter((word) => word !== "is" && word !== "has");
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "listener https" of the item of `listeners` with this name. */
export function partName(field: string, item: unknown): string | undefined {
  const names = [
    ["name"],
    ["parentRef", "name"],
    ["ancestorRef", "name"],
    ["resourceMeta", "name"],
    ["clusterName"],
    ["domain"],
    ["id"],
  ] as const;
  const name = names.map((path) => textAt(item, ...path)).find((text) => text !== undefined);
  const noun = field.replace(/(Statuses|Status|es|s)$/, (end) =>
    end === "es" && /(ss|sh|ch|x)es$/.test(field) ? "" : end === "es" ? "e" : "",
  );
  return name === undefined ? undefined : `${noun} ${name}`;
}

/** Labels of the controller's own domain that hold a state: "numaplane.numaproj.io/progressive-result-state: failed" on a kind of numaproj.io. */
export function labelSignals(object: KubeObject, group: string): readonly Signal[] {
  const labels = object.metadata["labels"];
  if (!isObject(labels)) return [];
  const domain = group.split(".").slice(-2).join(".");
  const found: Signal[] = [];
  for (const key in labels) {
    const slash = key.indexOf("/");
    const value = labels[key];
    if (slash < 0 || typeof value !== "string" || !domain.includes(".") || !isWithin(key.slice(0, slash), domain)) continue;
    const { meaning } = fieldName(key.slice(slash + 1));
    if ((meaning !== "state" && meaning !== "aspect-state") || readReason(value) !== "bad") continue;
    const name = value.charAt(0).toUpperCase() + value.slice(1);
    found.push(
      signal({ level: "bad", name, message: `label ${key} is "${value}"`, from: key, source: "label", rank: 80, kind: "declared" }),
    );
  }
  return found;
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
