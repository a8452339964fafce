import { jsonText } from "../../io/json-text.js";
import type { Place } from "../policy/place.js";
import type { ShareRules } from "../rules/share-rules.js";
import { type Leaf, mapValues, type ValueMapper } from "./map-values.js";
import type { SharePolicy, StructuralRemoval } from "./share-parts.js";

/** What happens to the values of an object once it is clear what each of them is: they are counted, replaced, or checked. */
export interface ValueSink {
  /** A value that goes as a whole. */
  removed(value: string, removal: StructuralRemoval, place: Place): string;
  /** A text that stays, but for what is found in it. */
  text(text: string, place: Place): unknown;
  /** A number that stays, unless it is a copy of a removed value; undefined: as it is. */
  number?(value: number): unknown;
  /** A value that somebody asked to keep as it is. */
  kept(value: string, place: Place): unknown;
  name(name: string, place: Place): string | undefined;
}

interface MapperOptions {
  /** An object or list that is the very one as before (`UnchangedParts`) is not looked at again; its result is the same. */
  readonly reuses: boolean;
  /** Default: true. Otherwise values are only looked at, and what comes back is what was given. */
  readonly builds?: boolean;
}

/**
 * Says of every value of an object what it is, in the order of the rules: what a user asked for, then what the policy says of its place, then, for
 * JSON in a text, what its own values are. Everything else is text.
 */
export class PolicyMapper implements ValueMapper {
  readonly builds: boolean;
  readonly #policy: SharePolicy;
  readonly #rules: ShareRules;
  readonly #sink: ValueSink;
  readonly #results: WeakMap<object, unknown> | undefined;
  #depth = 0;

  constructor(policy: SharePolicy, rules: ShareRules, sink: ValueSink, { reuses, builds = true }: MapperOptions) {
    this.builds = builds;
    this.#results = reuses ? new WeakMap() : undefined;
    this.#policy = policy;
    this.#rules = rules;
    this.#sink = sink;
  }

  object(object: unknown, root: Pick<Place, "kind" | "apiVersion">): unknown {
    return mapValues(object, root, this);
  }

  known(value: object): unknown {
    return this.#results?.get(value);
  }

  remember(value: object, result: unknown, depth: number): void {
    if (this.#depth === 0 && depth <= maxRememberedDepth) this.#results?.set(value, result);
  }

  leaf(value: Leaf, place: Place): unknown {
    const action = this.#rules.actionAt(place);
    if (value === null || value === "") return value;
    const text = `${value}`;
    if (action === "keep") return typeof value === "string" ? this.#sink.kept(value, place) : value;
    if (action === "remove") return this.#sink.removed(text, onRequest, place);
    const removal = this.#policy.removalAt(value, place);
    if (removal !== undefined) return this.#sink.removed(text, removal, place);
    if (typeof value === "number") return this.#sink.number?.(value) ?? value;
    if (typeof value !== "string") return value;
    return this.#document(value, place) ?? this.#sink.text(this.#textOf(value, place), place);
  }

  list(items: readonly unknown[], place: Place): readonly unknown[] | undefined {
    if (items.length === 0 || !items.every((item) => typeof item === "string") || !this.#policy.isCommandAt(place)) return undefined;
    // A rule about one word, or about the whole: word by word.
    const places = items.map((_, i) => ({ ...rootOf(place), path: [...place.path, i], parents: [...place.parents, items] }));
    if (places.some((each) => this.#rules.actionAt(each) !== undefined)) return undefined;
    const left = this.#policy.commandWords(items, (value) => this.#hidden(value, commandWord, place));
    return left.map((word) => this.#sink.text(word, place));
  }

  name(name: string, place: Place): string | undefined {
    return this.#sink.name(
      this.#policy.keyWithoutValue(name, place, (value) => this.#hidden(value, fieldValue, place)),
      place,
    );
  }

  tooDeep(place: Place): unknown {
    return this.#sink.removed("nested too deep", deepValue, place);
  }

  #hidden(value: string, removal: StructuralRemoval, place: Place): string {
    return this.#sink.removed(value, removal, place);
  }

  #textOf(text: string, place: Place): string {
    return this.#policy.textParts(text, place, (value) => this.#hidden(value, partOfText, place)) ?? text;
  }

  /** Undefined for what is no JSON. Written anew only where something in it changed. */
  #document(text: string, place: Place): unknown {
    if (this.#depth >= maxDocuments || !this.#policy.isDocument(text, place)) return undefined;
    const value = parsedDocument(text);
    if (value === undefined) return undefined;
    this.#depth++;
    const result = mapValues(value, documentRoot(value, place), this, place);
    this.#depth--;
    const mapped = result === value ? jsonText(value) : jsonText(result);
    // Of a member that is there twice, only the last value was looked at: then the text must not stay as it is.
    return isSameJson(text, mapped) ? text : `${mapped}${text.endsWith("\n") ? "\n" : ""}`;
  }
}

const onRequest: StructuralRemoval = { what: "removed on request", unlessHarmless: false };
const commandWord: StructuralRemoval = { what: "command line", unlessHarmless: false };
const partOfText: StructuralRemoval = { what: "credential in a text", unlessHarmless: false };
const fieldValue: StructuralRemoval = { what: "value in managedFields", unlessHarmless: false };
const deepValue: StructuralRemoval = { what: "value nested too deep to check", unlessHarmless: false };

/** Members of a status of a container, and what managed fields are about. What is deeper is small, and known where that which holds it is. */
const maxRememberedDepth = 5;

/** JSON in JSON in JSON: deeper is text, and searched as that. */
const maxDocuments = 4;

function parsedDocument(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text is this JSON, but for white space between its values. */
function isSameJson(text: string, compact: string): boolean {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1") === compact;
}

function rootOf({ kind, apiVersion }: Place): Pick<Place, "kind" | "apiVersion"> {
  return { kind, apiVersion };
}

/** What the document says that it is; a copy of an object without that is of the kind of the object that it is in. */
function documentRoot(value: object, place: Place): Pick<Place, "kind" | "apiVersion"> {
  const { kind, apiVersion } = value as { readonly kind?: unknown; readonly apiVersion?: unknown };
  return { kind: typeof kind === "string" ? kind : place.kind, apiVersion: typeof apiVersion === "string" ? apiVersion : place.apiVersion };
}
