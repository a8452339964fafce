import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";

export type StatusFields = Readonly<Record<string, unknown>>;

/** One of the objects that a status consists of: the status itself, an object in it, or a part (an item of a list, an entry of a map). */
export interface StatusPlace {
  readonly object: KubeObject;
  readonly fields: StatusFields;
  /** 0: the status; 1: an object in it; 2: a part. */
  readonly depth: number;
  /** The field of the status that it is in; "" for the status. */
  readonly parent: string;
  /** It reports the last time that something was done: "lastUpdate". */
  readonly isLast: boolean;
  /** In how many objects and lists of the status it is. */
  readonly nesting: number;
  /** It is an item of a list, or in one. */
  readonly isItem: boolean;
  /** It is in a part. */
  readonly isInner: boolean;
  /** It is a step of work, or of what was: "history", "steps", "backups". What failed in it may have been repeated since. */
  readonly isStep: boolean;
}

export function isFields(value: unknown): value is StatusFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a field says goes by the name of the object that it is in: "operationState" for its "phase". */
export function subjectOf({ depth, parent }: StatusPlace, key: string): string {
  return depth === 0 ? key : parent;
}

/** The message beside a field: one that begins with its name (`syncMessage` of `synced`), or the common one. */
export function messageBeside({ fields }: StatusPlace, key: string): string | undefined {
  const stem = key.replace(/(Reason|State|Status|Phase)$/, "");
  return (
    messageAt(fields, `${key}Message`, key) ??
    messageAt(fields, `${stem}Message`, key) ??
    (key.endsWith("ed") ? messageAt(fields, `${key.slice(0, -2)}Message`, key) : undefined) ??
    firstMessage(fields, key) ??
    textAt(fields, "messages", 0) ??
    sentenceAt(fields, "reason", key)
  );
}

/** Some controllers write the message as the reason. */
function sentenceAt(fields: StatusFields, name: string, key: string): string | undefined {
  const text = messageAt(fields, name, key);
  return text !== undefined && /\S \S+ \S/.test(text) ? text : undefined;
}

function firstMessage(fields: StatusFields, key: string): string | undefined {
  for (const name of messageNames) {
    const message = messageAt(fields, name, key);
    if (message !== undefined) return message;
  }
  return undefined;
}

const messageNames = [
  "message",
  "errorMessage",
  "failureMessage",
  "statusMessage",
  "error",
  "lastError",
  "lastMessage",
  "details",
  "detail",
  "description",
];

function messageAt(fields: StatusFields, name: string, key: string): string | undefined {
  const text = name === key ? undefined : textAt(fields, name);
  return text === undefined || saysNothing(text) ? undefined : text;
}

/** The reason beside a field, if it is a name and no sentence. */
export function reasonBeside({ fields }: StatusPlace, key: string): string | undefined {
  for (const name of [`${key}Reason`, "reason", "failureReason", "errorReason"]) {
    const text = name === key ? undefined : textAt(fields, name);
    if (text !== undefined && /^[A-Za-z]\S*$/.test(text)) return text;
  }
  return undefined;
}

/** "", "none", "no error". */
export function saysNothing(text: string): boolean {
  return text.length < 10 && /^(\W*|0|none|null|nil|no errors?|ok|n\/a|false|success(ful)?)$/i.test(text);
}

/** "listener https" of the item of `listeners` with this name. */
export function partName(field: string, item: unknown): string | undefined {
  for (const path of namePaths) {
    const name = textAt(item, ...path);
    if (name !== undefined) return `${singular(field)} ${name}`;
  }
  return undefined;
}

const namePaths: readonly (readonly string[])[] = [
  ["name"],
  ["parentRef", "name"],
  ["ancestorRef", "name"],
  ["resourceMeta", "name"],
  ["clusterName"],
  ["domain"],
  ["host"],
  ["id"],
];

function singular(field: string): string {
  const noun = field.replace(/Status(es)?$/, "");
  if (/(ss|sh|ch|x)es$/.test(noun)) return noun.slice(0, -2);
  return /[^su]s$/.test(noun) ? noun.slice(0, -1) : noun;
}
