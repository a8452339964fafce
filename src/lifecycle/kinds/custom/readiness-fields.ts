import { at } from "../../../model/fields.js";
import { type FieldName, fieldName } from "./field-names.js";
import { messageBeside, reasonBeside, type StatusPlace } from "./place.js";
import { type Signal, type SignalKind, signal } from "./signal.js";
import { readMessage, readReason } from "./vocabulary.js";
import { wordsOf } from "./words-of.js";

/** `ready: false`, `degraded: true`, `paused: true`. */
export function flagSignal(place: StatusPlace, key: string, value: boolean): Signal | undefined {
  const { meaning } = fieldName(key);
  const isPart = place.depth === 2;
  if (meaning === "other" || (isPart && (value || !partFlags.has(key)))) return undefined;
  const name = flagName(key);
  const flag = { from: key, source: "flag", rank: 40 + place.depth } as const;
  const kindOf = (kind: SignalKind): SignalKind => (place.isLast ? "weak" : isPart ? "plain" : kind);
  if (meaning === "good-flag" || key === "ready") {
    if (value) return signal({ ...flag, level: "good", name, kind: key === "ready" && place.depth === 0 ? "plain" : "weak" });
    const message = messageBeside(place, key);
    const reason = reasonBeside(place, key);
    const isBad = readMessage(message) === "bad" || readReason(reason) === "bad";
    // Of a part, it is no finding that it is not ready.
    return signal({
      ...flag,
      level: isBad ? "bad" : "progress",
      name: `Not ${name.toLowerCase()}`,
      reason: isBad ? reason : undefined,
      message,
      kind: isBad ? "plain" : kindOf("unmet"),
    });
  }
  if (!value) return undefined;
  if (meaning === "bad-flag") return signal({ ...flag, level: "bad", name, message: messageBeside(place, key), kind: kindOf("declared") });
  return meaning === "suspended-flag" && place.depth === 0 ? signal({ ...flag, level: "suspended", name }) : undefined;
}

const partFlags = new Set(["ready", "applied", "healthy", "synced", "ok", "valid", "connected", "success"]);

/** "Ready to use" of `readyToUse`. */
function flagName(key: string): string {
  const text = wordsOf(key)
    .filter((word) => word !== "is" && word !== "has")
    .join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `readyReplicas: 1` beside `replicas: 3`, `unavailableReplicas: 2`. */
export function countSignal(
  { object, fields, depth }: StatusPlace,
  key: string,
  value: number,
  { meaning, desired }: FieldName,
): Signal | undefined {
  if (meaning === "lacking-count") return value > 0 ? shortage(key, "available", `${value} unavailable`) : undefined;
  if (meaning !== "ready-count") return undefined;
  let wanted: unknown;
  for (const name of desired) if (typeof wanted !== "number" || wanted <= 0) wanted = fields[name];
  if ((typeof wanted !== "number" || wanted <= 0) && depth === 0 && desired.includes("replicas")) wanted = at(object, "spec", "replicas");
  return typeof wanted === "number" && value < wanted ? shortageOf(key, `${value}/${wanted}`) : undefined;
}

/** `statusReplicas: 1/3`. */
export function fractionSignal(key: string, value: string): Signal | undefined {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(value);
  return match !== null && Number(match[1]) < Number(match[2]) ? shortageOf(key, value) : undefined;
}

function shortageOf(key: string, fraction: string): Signal {
  const word = key.startsWith("updated") ? "updated" : /^(number)?available/i.test(key) ? "available" : "ready";
  return shortage(key, word, `${fraction} ${word}`);
}

function shortage(key: string, word: (typeof shortages)[number], reason: string): Signal {
  const rank = 30 + shortages.indexOf(word);
  return signal({ level: "progress", name: `Not ${word}`, reason, from: key, source: "count", rank, kind: "unmet" });
}

/** In the order in which they name a stage. */
const shortages = ["ready", "available", "updated"] as const;
