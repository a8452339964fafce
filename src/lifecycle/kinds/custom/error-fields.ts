import { textAt } from "../../../model/fields.js";
import { type FieldName, isIssues } from "./field-names.js";
import { isFields, messageBeside, reasonBeside, type StatusFields, type StatusPlace, saysNothing } from "./place.js";
import { type Signal, signal } from "./signal.js";
import { readMessage, readReason } from "./vocabulary.js";

/** StatusFields that hold an error by their presence: `error`, `errorMessage`, `failureReason`. What is called "last" can be long past. */
export function errorSignal(place: StatusPlace, key: string, value: unknown, name: FieldName): Signal | undefined {
  if (typeof value === "string") return saysNothing(value) ? undefined : errorText(place, key, value, name);
  // A list of errors can be their history.
  if (Array.isArray(value)) return errorObject(place, key, typeof value[0] === "string" ? { message: value[0] } : value[0], !isIssues(key));
  return errorObject(place, key, value, name.isLast);
}

function errorText(place: StatusPlace, key: string, value: string, { meaning, isLast }: FieldName): Signal | undefined {
  const isReason = /reason$/i.test(key);
  // The reason speaks for both.
  if (/message$/i.test(key) && textAt(place.fields, key.replace(/message$/i, "Reason")) !== undefined) return undefined;
  return signal({
    level: "bad",
    name: meaning === "failure" ? "Failed" : "Error",
    reason: isReason ? value : reasonBeside(place, key),
    message: isReason ? messageBeside(place, key) : value,
    from: key,
    source: "error",
    rank: meaning === "failure" ? -20 : 60 + place.depth,
    kind: isLast || place.isLast || place.depth === 2 ? "weak" : meaning === "failure" && isReason ? "final" : "declared",
  });
}

function errorObject(place: StatusPlace, key: string, value: unknown, isLast: boolean): Signal | undefined {
  if (!isFields(value)) return undefined;
  const message = firstText(value, ["message", "msg", "error", "description"]);
  const reason = firstText(value, ["reason", "code", "type"]);
  if ((message ?? reason) === undefined) return undefined;
  return signal({
    level: "bad",
    name: "Error",
    reason: reason !== undefined && /^[A-Za-z]\w*$/.test(reason) ? reason : undefined,
    message: message ?? reason,
    from: key,
    source: "error",
    rank: 60 + place.depth,
    kind: isLast || place.isLast ? "weak" : "declared",
  });
}

function firstText(fields: StatusFields, names: readonly string[]): string | undefined {
  return names.map((name) => textAt(fields, name)).find((text) => text !== undefined);
}

/** Of an object that names no state, the reason is one: `containerState: { waiting: { reason: CrashLoopBackOff } }`. */
export function reasonSignal(place: StatusPlace, reason: string): Signal | undefined {
  if (place.isLast || place.isStep || "type" in place.fields || "status" in place.fields || readReason(reason) !== "bad") return undefined;
  const name = /^[A-Za-z]\w*$/.test(reason) ? reason : undefined;
  const message = messageBeside(place, "reason") ?? reason;
  return signal({
    level: "bad",
    name: "Error",
    reason: name,
    message,
    from: place.parent,
    source: "error",
    rank: 70,
    kind: /BackOff$/.test(reason) ? "plain" : "weak",
  });
}

/** Where no field names a state, the message of the status can still be that of an error. */
export function messageSignal(status: StatusFields): Signal | undefined {
  const key = ["reason", "message", "statusMessage", "lastMessage", "description", "details", "info"].find(
    (name) => readMessage(textAt(status, name)) === "bad",
  );
  if (key === undefined) return undefined;
  return signal({ level: "bad", name: "Error", message: textAt(status, key), from: key, source: "error", rank: 70, kind: "weak" });
}
