import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { type TextPart, yamlParts } from "./yaml-parts.js";

/** A document that is no YAML, or cannot be said in JSON, or is beyond a limit. */
export class YamlProblem extends Error {
  /** In the document, from 1. */
  readonly line: number | undefined;

  constructor(reason: string, line?: number) {
    super(reason);
    this.line = line;
  }
}

/** As deep as API servers accept what they store in practice; the parser follows it by recursion. */
const maxDepth = 500;
/** What aliases may add, in characters of JSON. kubectl writes none. */
const maxAliasCharacters = 1024 * 1024;
const maxAliases = 10_000;

/**
 * The documents of a text in YAML, each as JSON. By the core schema of YAML 1.2: no dates, and "yes" is a text. Numbers keep their digits, whatever
 * their size, and fields their order. Aliases are expanded, within a limit. Empty documents are left out. Throws `YamlProblem`.
 */
export async function yamlToJson(text: string): Promise<readonly string[]> {
  const yaml = await import("js-yaml");
  if (text.length <= maxWholeCharacters) return documentsIn({ text, linesBefore: 0 }, yaml);
  const parts = yamlParts(text);
  const longest = [...(parts?.items ?? []), ...(parts?.fields === undefined ? [] : [parts.fields])].reduce(
    (most, part) => Math.max(most, part.text.length),
    0,
  );
  if (parts === undefined || longest > maxPartCharacters)
    throw new YamlProblem(`it is longer than ${maxPartCharacters.toLocaleString("en")} characters, and no List of shorter objects`);
  const items = parts.items.flatMap((part) => documentsIn(part, yaml)).map((list) => list.slice(1, -1));
  const list = `[${items.filter((item) => item !== "").join(",")}]`;
  if (parts.fields === undefined) return [list];
  const [fields = "{}"] = documentsIn(parts.fields, yaml);
  return [`${fields.slice(0, -1)}${fields === "{}" ? "" : ","}"items":${list}}`];
}

/** Longer documents are read in parts. */
const maxWholeCharacters = 512 * 1024;
/** Of an object: an API server stores none of two million. */
const maxPartCharacters = 8 * 1024 * 1024;

function documentsIn({ text, linesBefore }: TextPart, yaml: YamlLibrary): readonly string[] {
  try {
    return new JsonText(text, yaml.parseEvents(text, { maxDepth }), yaml).documents();
  } catch (error) {
    if (error instanceof YamlProblem) throw new YamlProblem(error.message, error.line === undefined ? undefined : error.line + linesBefore);
    const { mark, reason } = error as { mark?: { line?: number }; reason?: string };
    throw new YamlProblem(reason ?? "it cannot be parsed", mark?.line === undefined ? undefined : mark.line + 1 + linesBefore);
  }
}

type YamlLibrary = typeof import("js-yaml");

/** What is open around the place that is written. */
interface OpenCollection {
  readonly isMapping: boolean;
  /** Keys and values, or items, so far. */
  count: number;
}

/** Events that are written: those of the text, or again those of an anchor. */
interface EventRange {
  next: number;
  readonly end: number;
}

class JsonText {
  readonly #source: string;
  readonly #events: readonly Event[];
  readonly #yaml: YamlLibrary;
  readonly #anchors = new Map<string, { readonly start: number; readonly end: number }>();
  #parts: string[] = [];
  #open: OpenCollection[] = [];
  #ranges: EventRange[] = [];
  #aliases = 0;
  #aliasCharacters = 0;

  constructor(source: string, events: readonly Event[], yaml: YamlLibrary) {
    this.#source = source;
    this.#events = events;
    this.#yaml = yaml;
  }

  documents(): readonly string[] {
    const { DOCUMENT } = this.#yaml.EVENT_ID;
    const documents: string[] = [];
    for (let at = 0; at < this.#events.length; at = this.#endOf(at)) {
      if (this.#events[at]?.type !== DOCUMENT) throw new YamlProblem("it has no document");
      const end = this.#endOf(at);
      this.#parts = [];
      this.#anchors.clear();
      this.#write({ next: at + 1, end: end - 1 });
      const text = this.#parts.join("");
      if (text !== "" && text !== "null") documents.push(text);
    }
    return documents;
  }

  /** The index behind what begins at this event. */
  #endOf(start: number): number {
    const { POP, SCALAR, ALIAS } = this.#yaml.EVENT_ID;
    let depth = 0;
    for (let at = start; at < this.#events.length; at++) {
      const type = this.#events[at]?.type;
      if (type === POP) depth--;
      else if (type !== SCALAR && type !== ALIAS) depth++;
      if (depth === 0) return at + 1;
    }
    return this.#events.length;
  }

  #write(document: EventRange): void {
    this.#ranges = [document];
    this.#open = [];
    for (let range = this.#ranges.at(-1); range !== undefined; range = this.#ranges.at(-1)) {
      if (range.next >= range.end) this.#ranges.pop();
      else this.#writeEvent(this.#events[range.next] as Event, range.next++);
    }
  }

  #writeEvent(event: Event, index: number): void {
    const { ALIAS, DOCUMENT, POP, SCALAR } = this.#yaml.EVENT_ID;
    if (event.type === POP) this.#put(this.#open.pop()?.isMapping ? "}" : "]");
    else if (event.type === ALIAS) this.#expand(this.#source.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
    else if (event.type === SCALAR) this.#writeScalar(event, index);
    else if (event.type === DOCUMENT) throw new YamlProblem("a document is within a document");
    else this.#openCollection(event, index);
  }

  #openCollection(event: MappingEvent | SequenceEvent, index: number): void {
    if (event.anchorStart >= 0) this.#anchor(event, index, this.#endOf(index));
    const isMapping = event.type === this.#yaml.EVENT_ID.MAPPING;
    this.#assertTag(event, isMapping ? ["!!map"] : ["!!seq"]);
    if (this.#isKey) throw this.#problem("a key is a list or a mapping", event.start);
    this.#separate();
    this.#open.push({ isMapping, count: 0 });
    this.#put(isMapping ? "{" : "[");
  }

  #anchor({ anchorStart, anchorEnd }: { readonly anchorStart: number; readonly anchorEnd: number }, start: number, end: number): void {
    if (anchorStart >= 0) this.#anchors.set(this.#source.slice(anchorStart, anchorEnd), { start, end });
  }

  /** Writes what the anchor names once more. */
  #expand(name: string, at: number): void {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw this.#problem("an alias has no anchor", at);
    if (this.#ranges.some(({ next }) => next > anchor.start && next <= anchor.end))
      throw this.#problem("an alias is within its own anchor", at);
    if (++this.#aliases > maxAliases) throw this.#problem(`it has more than ${maxAliases.toLocaleString("en")} aliases`, at);
    this.#ranges.push({ next: anchor.start, end: anchor.end });
  }

  get #isKey(): boolean {
    const open = this.#open.at(-1);
    return open?.isMapping === true && open.count % 2 === 0;
  }

  #separate(): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    if (open.isMapping && open.count % 2 === 1) this.#put(":");
    else if (open.count > 0) this.#put(",");
    open.count++;
  }

  #writeScalar(event: ScalarEvent, index: number): void {
    this.#anchor(event, index, index + 1);
    const value = this.#yaml.getScalarValue(this.#source, event);
    const isKey = this.#isKey;
    this.#separate();
    this.#put(isKey ? JSON.stringify(value) : this.#jsonOf(event, value));
  }

  #jsonOf(event: ScalarEvent, value: string): string {
    const tag = this.#assertTag(event, ["!", "!!str", "!!int", "!!float", "!!bool", "!!null"]);
    const isText = tag === "!" || tag === "!!str" || (tag === "" && event.style !== this.#yaml.SCALAR_STYLE.PLAIN);
    if (isText) return JSON.stringify(value);
    if (jsonNumber.test(value)) return value;
    const { intCoreTag, floatCoreTag, boolCoreTag, nullCoreTag, NOT_RESOLVED } = this.#yaml;
    for (const { resolve, tagName } of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
      const resolved: unknown = resolve(value, tag !== "", tagName);
      if (resolved !== NOT_RESOLVED) return this.#literal(resolved, value, event.valueStart);
    }
    return JSON.stringify(value);
  }

  /** A number that JSON writes in another way keeps its value, or is refused. */
  #literal(resolved: unknown, text: string, at: number): string {
    if (typeof resolved !== "number" || Number.isSafeInteger(resolved)) return JSON.stringify(resolved);
    const digits = text.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
    if (jsonNumber.test(digits)) return digits;
    if (Number.isInteger(resolved) && /^[-+]?0[xo]/.test(text)) return BigInt(text.replace(/^[-+]/, "")).toString();
    if (!Number.isFinite(resolved)) throw this.#problem(`JSON has no number ${text.slice(0, 20)}`, at);
    return JSON.stringify(resolved);
  }

  #assertTag({ tagStart, tagEnd }: { readonly tagStart: number; readonly tagEnd: number }, known: readonly string[]): string {
    const tag = tagStart < 0 ? "" : this.#source.slice(tagStart, tagEnd);
    if (tag !== "" && !known.includes(tag)) throw this.#problem(`unknown tag ${tag.slice(0, 100)}`, tagStart);
    return tag;
  }

  #put(text: string): void {
    this.#parts.push(text);
    if (this.#ranges.length < 2) return;
    this.#aliasCharacters += text.length;
    if (this.#aliasCharacters > maxAliasCharacters)
      throw new YamlProblem(`its aliases expand to more than ${maxAliasCharacters.toLocaleString("en")} characters`);
  }

  #problem(reason: string, at: number): YamlProblem {
    return new YamlProblem(reason, this.#source.slice(0, at).split("\n").length);
  }
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
