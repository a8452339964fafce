import { InvalidRule } from "./invalid-rule.js";

/** One step of a path: what names a field or an item. */
export type StepPattern =
  /** `name`: a field. */
  | { readonly step: "field"; readonly name: string }
  /** `[name]`, `["name"]`: the item that has this `name`, or the field. */
  | { readonly step: "member"; readonly name: string }
  /** `[2]`: an item by its number, from 0. */
  | { readonly step: "index"; readonly index: number }
  /** `*`. */
  | { readonly step: "any field" }
  /** `[*]`, `[]`. */
  | { readonly step: "any item" };

/** Places in objects of a kind: all that a path names, and everything below. */
export interface PlacePattern {
  /** As typed. */
  readonly text: string;
  /** Undefined: every kind, and what is in no object. `isExact`: written in quotes, and compared as it is. */
  readonly kind: { readonly word: string; readonly isExact: boolean } | undefined;
  /** The first one begins at the object; any number of fields and items is between two of them (`**`). Only the first can be empty. */
  readonly segments: readonly (readonly StepPattern[])[];
}

/**
 * Reads what `--keep`, `--remove` and a rules file call a PATH:
 *
 *  1. `KIND:` in front, as kubectl takes it ("Deployment", "deploy", "deployments.apps"); "session:" is what is in no object (its title, its
 *     command). Without it, every kind and the session.
 *  2. Fields separated by ".". `*` is any one field, `**` any number of fields and items.
 *  3. `[NAME]` is the item whose `name` is NAME, `[*]` or `[]` any item, `[0]` the first one.
 *  4. `["a.b"]` and `['a.b']` are a field or an item whose name has other characters; in double quotes with the escapes of JSON.
 *
 * Throws `InvalidRule`.
 */
export function parsePlacePattern(text: string): PlacePattern {
  return new PathReader(text).pattern();
}

const example = `use a path such as 'ConfigMap:data["app.conf"]', "Pod:spec.containers[web].env[*].value" or "**.customerId"`;

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pattern(): PlacePattern {
    if (this.#text.trim() === "") throw this.#invalid("the path is missing");
    const kind = this.#kind();
    const segments: StepPattern[][] = [[]];
    const first = this.#at;
    while (this.#at < this.#text.length) {
      const step = this.#step(this.#at === first);
      if (step === "any depth") segments.push([]);
      else segments.at(-1)?.push(step);
    }
    return { text: this.#text, kind, segments: segments.filter((segment, i) => i === 0 || segment.length > 0) };
  }

  #kind(): PlacePattern["kind"] {
    const word = /^([^:[\]"'\s]*):/.exec(this.#text)?.[1];
    if (word !== undefined) {
      this.#at = word.length + 1;
      if (word === "") throw this.#invalid('the kind is missing before ":"');
      if (word === "*") return undefined;
      if (!/^[\w.-]+$/.test(word)) throw this.#invalid(`"${word}" is not a kind`);
      return { word, isExact: false };
    }
    if (!/^\[["']/.test(this.#text)) return undefined;
    const name = this.#quoted();
    if (this.#text[this.#at] === ":") {
      this.#at++;
      return { word: name, isExact: true };
    }
    this.#at = 0;
    return undefined;
  }

  #step(isFirst: boolean): StepPattern | "any depth" {
    if (this.#text[this.#at] === "[") return this.#bracket();
    if (!isFirst) {
      if (this.#text[this.#at] !== ".") throw this.#invalid(`"." or "[" is missing after "${this.#before()}"`);
      this.#at++;
    }
    return this.#field();
  }

  #field(): StepPattern | "any depth" {
    const name = /[^.[]*/y;
    name.lastIndex = this.#at;
    const word = name.exec(this.#text)?.[0] ?? "";
    if (word === "")
      throw this.#invalid(
        this.#before() === ""
          ? `a field is missing before "${this.#text.slice(this.#at, this.#at + 1)}"`
          : `a field is missing after "${this.#before()}"`,
      );
    if (word === "**") return this.#taken(word, "any depth");
    if (word === "*") return this.#taken(word, { step: "any field" });
    if (word.includes("*")) throw this.#invalid(`"*" means a whole field, not a part of "${word}"`);
    if (/[\]:"'\s]/.test(word)) throw this.#invalid(`the name of a field with other characters needs brackets: [${JSON.stringify(word)}]`);
    return this.#taken(word, { step: "field", name: word });
  }

  #bracket(): StepPattern {
    const quote = this.#text[this.#at + 1];
    if (quote === '"' || quote === "'") return { step: "member", name: this.#quoted() };
    const end = this.#text.indexOf("]", this.#at);
    if (end < 0) throw this.#invalid(`"]" is missing after "${this.#text}"`);
    const name = this.#text.slice(this.#at + 1, end);
    const typed = `[${name}]`;
    if (name === "" || name === "*") return this.#taken(typed, { step: "any item" });
    if (/^\d{1,9}$/.test(name)) return this.#taken(typed, { step: "index", index: Number(name) });
    if (/[[*"'\s]/.test(name)) throw this.#invalid(`a name with other characters needs quotes: [${JSON.stringify(name)}]`);
    return this.#taken(typed, { step: "member", name });
  }

  /** At `["` or `['`: the name in it. */
  #quoted(): string {
    const isDouble = this.#text[this.#at + 1] === '"';
    const brackets = isDouble ? /\["((?:[^"\\]|\\.)*)"\]/sy : /\['([^']*)'\]/y;
    brackets.lastIndex = this.#at;
    const match = brackets.exec(this.#text);
    if (match === null)
      throw this.#invalid(`the quoted name at "${this.#text.slice(this.#at)}" does not end with ${isDouble ? `"]` : "']"}`);
    const name = isDouble ? unescaped(match[1] ?? "") : (match[1] ?? "");
    if (name === undefined) throw this.#invalid(`"${match[1]}" is not a JSON string`);
    return this.#taken(match[0], name);
  }

  #taken<T>(typed: string, result: T): T {
    this.#at += typed.length;
    return result;
  }

  #before(): string {
    return this.#text.slice(0, this.#at);
  }

  #invalid(reason: string): InvalidRule {
    return new InvalidRule(reason, example);
  }
}

function unescaped(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
