import { Composer, type CST, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, Parser } from "yaml";
import { closest, UsageError } from "../../errors.js";
import { type ShareLevel, shareLevels } from "../../model/session-share.js";
import { InvalidRule } from "./invalid-rule.js";
import { parseRule, type ShareRule } from "./share-rule.js";

export interface ShareRulesFile {
  /** As messages name it. */
  readonly name: string;
  /** Where the command line says none. */
  readonly level?: ShareLevel;
  readonly rules: readonly ShareRule[];
}

/**
 * Reads a rules file (YAML): `level`, and lists `keep` and `remove` of what the flags of these names take. Nothing in it is skipped: what is not
 * understood is an error with file, line and column, because a rule with a mistake would let out what it should remove. Throws `UsageError`.
 */
export function readShareRulesFile(text: string, name: string): ShareRulesFile {
  return new RulesFileReader(text, name).file();
}

export const maxRulesFileBytes = 64 * 1024;

const fields = ["level", "keep", "remove"] as const;
type Field = (typeof fields)[number];

const hint = `a rules file has "level: identities" and the lists "keep:" and "remove:" of quoted paths, such as - '**.customerId'`;

class RulesFileReader {
  readonly #text: string;
  readonly #name: string;
  readonly #lines = new LineCounter();

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  file(): ShareRulesFile {
    const values = this.#values();
    const level = values.get("level");
    return {
      name: this.#name,
      ...(level === undefined ? {} : { level: this.#level(level) }),
      rules: [...this.#rules("keep", values.get("keep")), ...this.#rules("remove", values.get("remove"))],
    };
  }

  /** By field; those that say nothing are left out. */
  #values(): ReadonlyMap<Field, Node> {
    const root = this.#root();
    const values = new Map<Field, Node>();
    if (root === null || (isScalar(root) && root.value === null)) return values;
    if (!isMap<Node, Node | null>(root)) throw this.#invalid(root, "expected fields: level, keep, remove");
    const seen = new Set<Field>();
    for (const { key, value } of root.items) {
      const field = this.#field(key);
      if (seen.has(field)) throw this.#invalid(key, `the field "${field}" is there twice`);
      seen.add(field);
      if (value !== null && !(isScalar(value) && value.value === null)) values.set(field, value);
    }
    return values;
  }

  #root(): Node | null {
    const tokens = [...new Parser(this.#lines.addNewLine).parse(this.#text)];
    const deep = tooDeep(tokens);
    if (deep !== undefined) throw this.#at(deep, "nested too deep");
    // Keys are compared here: the library would compare each with all others.
    const composer = new Composer({ uniqueKeys: false });
    const [document, second] = [...composer.compose(tokens, true, this.#text.length)];
    const [error] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
    if (error !== undefined) throw this.#at(error.pos[0], `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`);
    if (second !== undefined) throw this.#at(second.range[0], "expected one document of YAML");
    return (document?.contents ?? null) as Node | null;
  }

  #field(key: Node): Field {
    const name = isScalar(key) ? key.value : undefined;
    const known = fields.find((field) => field === name);
    if (known !== undefined) return known;
    if (typeof name !== "string") throw this.#invalid(key, `expected one of the fields ${fields.join(", ")}`);
    const near = closest(name, fields);
    throw this.#invalid(key, `unknown field "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
  }

  #level(node: Node): ShareLevel {
    const text = this.#string(node, "a level");
    const known = shareLevels.find((level) => level === text);
    if (known !== undefined) return known;
    throw this.#invalid(node, `invalid level "${text}": use ${shareLevels.join(", ")}`);
  }

  #rules(action: ShareRule["action"], list: Node | undefined): readonly ShareRule[] {
    if (list === undefined) return [];
    if (!isSeq<Node>(list)) throw this.#invalid(list, `"${action}" must be a list`);
    return list.items.map((item) => {
      const text = this.#string(item, "a path in quotes");
      return { action, text, where: this.#placeOf(item), isTyped: false, about: this.#parsed(action, text, item) };
    });
  }

  #parsed(action: ShareRule["action"], text: string, item: Node): ShareRule["about"] {
    try {
      return parseRule(action, text);
    } catch (error) {
      if (!(error instanceof InvalidRule)) throw error;
      throw new UsageError(`${this.#placeOf(item)}: invalid ${action} "${text}": ${error.message}`, { hint: error.hint, cause: error });
    }
  }

  #string(node: Node, expected: string): string {
    if (isAlias(node)) throw this.#invalid(node, `"*" begins an alias of YAML here: put the path in quotes`);
    if (isScalar(node) && typeof node.value === "string") return node.value;
    throw this.#invalid(node, `expected ${expected}`);
  }

  #placeOf(node: Node): string {
    return this.#position(node.range?.[0] ?? 0);
  }

  #position(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  }

  #invalid(node: Node, reason: string): UsageError {
    return this.#at(node.range?.[0] ?? 0, reason);
  }

  #at(offset: number, reason: string): UsageError {
    return new UsageError(`${this.#position(offset)}: ${reason}`, { hint });
  }
}

/** A rules file has three levels. */
const maxDepth = 10;

/** Where the nesting goes too deep for the composer, which calls itself for each level. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const left: [token: CST.Token, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [token, depth] = next;
    if (depth > maxDepth) return token.offset;
    if ("value" in token && token.value !== undefined) left.push([token.value, depth + 1]);
    if ("items" in token)
      for (const { key, value } of token.items) for (const inner of [key, value]) if (inner) left.push([inner, depth + 1]);
  }
  return undefined;
}
