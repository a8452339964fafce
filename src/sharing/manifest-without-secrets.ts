import { jsonText } from "../io/json-text.js";
import type { Hide } from "./hidden-values.js";
import { isSecretName } from "./secret-names.js";

/**
 * A text without the values of those fields in it whose names are likely to be those of secrets, where it is JSON (behind a prefix), YAML, or a header
 * "Name: value"; in another text, a script for example, those of lines that look like YAML. `isOfSecret`: of a Secret, so that all of its `data`
 * is hidden too. `isWhole`: it is nothing else.
 */
export function manifestWithoutSecrets(
  text: string,
  isOfSecret: boolean,
  hide: Hide,
): { readonly text: string; readonly isWhole: boolean } {
  const start = text.search(/[[{]/);
  const json = start < 0 ? undefined : parsed(text.slice(start));
  if (json !== undefined) {
    const redacted = jsonText(redactedValue(json, { all: undefined, isOfSecret, levels: maxLevels, hide }));
    return { text: text.slice(0, start) + (redacted === jsonText(json) ? text.slice(start) : redacted), isWhole: true };
  }
  const redacted = withoutFields(text, isOfSecret || /\bkind["']?\s*:\s*["']?Secret\b/.test(text), hide);
  return { text: redacted, isWhole: redacted !== text && /^\s*([[{]|["']?[A-Za-z_][\w.-]*["']?\s*:(\s|$))/.test(text) };
}

const maxLevels = 200;

interface Rule {
  /** Hide every value below; the name that says so. */
  readonly all: string | undefined;
  readonly isOfSecret: boolean;
  readonly levels: number;
  readonly hide: Hide;
}

function redactedValue(value: unknown, rule: Rule): unknown {
  if (rule.levels === 0) return rule.hide(jsonText(value), "");
  const below = { ...rule, levels: rule.levels - 1 };
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, below));
  if (typeof value !== "object" || value === null)
    return rule.all === undefined || value === null ? value : hiddenLeaf(value, rule.all, rule.hide);
  const record = value as Readonly<Record<string, unknown>>;
  const isOfSecret = rule.isOfSecret || record["kind"] === "Secret";
  // {"name":"DB_PASSWORD","value":"x"} and {"op":"replace","path":"/data/password","value":"x"}
  const named = [record["name"], record["path"], record["key"]].some((name) => typeof name === "string" && isSecretPath(name, isOfSecret));
  return Object.fromEntries(
    Object.entries(record).map(([name, member]) => {
      const isData = name === "stringData" || (name === "data" && isOfSecret);
      const isValue = isData || (named && name === "value");
      const own = isValue ? "secret" : isSecretName(name) && !isReference(member) ? name : undefined;
      return [name, redactedValue(member, { ...below, isOfSecret, all: rule.all ?? own })];
    }),
  );
}

/** A number that may stay is still a number. */
function hiddenLeaf(value: unknown, name: string, hide: Hide): unknown {
  const text = typeof value === "string" ? value : jsonText(value);
  const stands = hide(text, name);
  return stands === text ? value : stands;
}

function isSecretPath(path: string, isOfSecret: boolean): boolean {
  return path.startsWith("/stringData") || (isOfSecret && path.startsWith("/data")) || isSecretName(path.split("/").at(-1) ?? path);
}

/** `{"secret":{"secretName":"db"}}` of a volume names a Secret. */
function isReference(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => referenceFields.has(name));
}

const referenceFields = new Set(["secretName", "name", "key", "optional", "items", "defaultMode", "namespace", "kind", "apiGroup"]);

/** To the end of the line, and the lines that are indented below it. */
function withoutFields(text: string, isOfSecret: boolean, hide: Hide): string {
  let parent = -1;
  let parentName = "";
  return text
    .split("\n")
    .map((line) => {
      const indent = line.search(/\S/);
      if (parent >= 0 && indent > parent) {
        const colon = /^\s*(?:["']?[\w./-]+["']?\s*:)?/.exec(line)?.[0].length ?? 0;
        return fieldLine(line, colon, parentName, hide) ?? line;
      }
      if (indent >= 0) parent = -1;
      if (!/^\s*(-\s+)?([[{]|["']?[A-Za-z_][\w.-]*["']?\s*:(\s|$))/.test(line)) return line;
      for (const { index, 0: field, 2: quoted, 3: plain = quoted ?? "" } of line.matchAll(fields)) {
        const isData = plain === "stringData" || (plain === "data" && isOfSecret);
        if (!isData && !isSecretName(plain)) continue;
        const colon = index + field.length;
        const name = isData ? "secret" : plain;
        if (/^\s*([|>][+-]?\d?\s*)?$/.test(line.slice(colon))) {
          parent = indent;
          parentName = name;
          return line;
        }
        const without = fieldLine(line, colon, name, hide);
        if (without !== undefined) return without;
      }
      return line;
    })
    .join("\n");
}

/**
 * All that follows the colon is hidden: in `{a: {password: x, b: y}}`, only a reader of YAML knows where a value ends. Undefined where it may stay.
 */
function fieldLine(line: string, colon: number, name: string, hide: Hide): string | undefined {
  const rest = line.slice(colon).trim();
  const quoted = /^(["'])((?:(?!\1)[^\\])*)\1[\s,}\]]*$/.exec(rest)?.[2];
  const isInline = /^\s*(-\s+)?[[{]/.test(line);
  const value = quoted ?? (isInline ? rest.replace(/[\s,}\]]{1,64}$/, "") : rest);
  const stands = hide(value, name);
  return stands === value ? undefined : `${line.slice(0, colon)} ${stands}`;
}

/** A name and a colon; behind a name without quotes, white space follows. */
const fields = /(?<=^|[\s{,[])(?:(["'])([\w.-]+)\1\s*:|([A-Za-z_][\w.-]*)\s*:(?=\s|$))/g;

/** An object or a list; undefined for a text that is neither. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
