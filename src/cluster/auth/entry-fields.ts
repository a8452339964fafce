import { isAbsolute, join } from "node:path";
import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { shellWord } from "../../io/suggested-command.js";

interface EntryOrigin {
  /** As the user named it, for messages. */
  readonly file: string;
  /** Absolute: relative paths in the file are relative to it. */
  readonly folder: string;
  /** For messages: `user "bob"`. */
  readonly title: string;
  /** Of these fields within the entry: `exec.`. */
  readonly path?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of one entry of a kubeconfig. A field of the wrong type is an error, as in kubectl, never absent: requests without the `as: 5` of
 * their user would have more rights than requested. `null` and an empty text mean absent; unknown fields are ignored.
 */
export class EntryFields {
  readonly origin: EntryOrigin;
  readonly #fields: Fields;

  /** Throws `KubespyError` if the value is not a mapping. */
  constructor(value: unknown, origin: EntryOrigin) {
    this.origin = origin;
    if (!isMissing(value) && !isFields(value)) throw this.#wrongType("", "a mapping", value);
    this.#fields = value ?? {};
  }

  text(key: string): string | undefined {
    const value = this.#read(key, "a string", (field) => typeof field === "string");
    return value === "" ? undefined : value;
  }

  /** kubectl reads YAML 1.1, where `yes` and `on` are true. */
  flag(key: string): boolean {
    const value = this.#read(
      key,
      "true or false",
      (field): field is boolean | string => typeof field === "boolean" || (typeof field === "string" && olderFlag.test(field)),
    );
    return typeof value === "string" ? /^(y|on)/i.test(value) : (value ?? false);
  }

  /** Base64, checked: a decoder that skips what it does not know would change a certificate or a key. */
  base64(key: string): string | undefined {
    const value = this.text(key);
    if (value !== undefined && /[^A-Za-z0-9+/=\s]/.test(value)) throw this.#invalid(`${this.#name(key)} is not base64`);
    return value;
  }

  /** A file name, absolute. */
  file(key: string): string | undefined {
    const value = this.text(key);
    return value === undefined || isAbsolute(value) ? value : join(this.origin.folder, value);
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((item, index) => {
      if (typeof item !== "string") throw this.#wrongType(`${key}[${index}]`, "a string", item);
      return item;
    });
  }

  list(key: string): readonly unknown[] {
    return this.#read(key, "a list", (field): field is readonly unknown[] => Array.isArray(field)) ?? [];
  }

  /** The mappings of a list. */
  items(key: string): readonly EntryFields[] {
    return this.list(key).map((item, index) => this.#within(item, `${key}[${index}]`));
  }

  /** A mapping within this one; undefined if there is none. */
  group(key: string): EntryFields | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : this.#within(value, key);
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** Unchecked; undefined if it is absent or null. What every object inherits (`constructor`) is not a field. */
  raw(key: string): unknown {
    const value = Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
    return isMissing(value) ? undefined : value;
  }

  #within(value: unknown, key: string): EntryFields {
    return new EntryFields(value, { ...this.origin, path: `${this.origin.path ?? ""}${key}.` });
  }

  #read<T>(key: string, expected: string, isExpected: (field: unknown) => field is T): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!isExpected(value)) throw this.#wrongType(key, expected, value);
    return value;
  }

  #name(key: string): string {
    return printable(`${this.origin.path ?? ""}${key}`.replace(/\.$/, ""), 200);
  }

  #wrongType(key: string, expected: string, value: unknown): KubespyError {
    const name = this.#name(key);
    return this.#invalid(`${name}${name === "" ? "it " : " "}must be ${expected}, not ${typeName(value)}`, expected === "a string");
  }

  #invalid(problem: string, canQuote = false): KubespyError {
    const { file, title } = this.origin;
    return new KubespyError(`${file} is not a valid kubeconfig: ${title === "" ? "" : `${title}: `}${problem}`, {
      hint: canQuote ? "put the value in quotes" : `run "KUBECONFIG=${shellWord(file)} kubectl config view" to check it`,
    });
  }
}

const olderFlag = /^(yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/;

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value itself may be a secret. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return value === null ? "null" : "a mapping";
    case "boolean":
      return "true or false";
    default:
      return `a ${typeof value}`;
  }
}
