import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lessonSchemaText } from "../../../src/lesson/read/lesson-json-schema.js";
import { lessonSchema } from "../../../src/lesson/read/lesson-schema.js";
import { projectRoot } from "../../support/program.js";

const file = readFileSync(join(projectRoot, "docs", "lesson.schema.json"), "utf8");

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly [annotation: string]: unknown;
}

const root: Schema = JSON.parse(file);
const understood = [
  ...["$schema", "$ref", "$id", "id", "definitions", "title", "description", "type", "const", "enum", "properties", "required"],
  ...[
    "additionalProperties",
    "items",
    "anyOf",
    "allOf",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
  ],
];

/** As an editor reads the file: what it uses of JSON Schema draft 7. Throws for what this does not understand. */
function isValid(schema: Schema, value: unknown): boolean {
  const unknown = Object.keys(schema).find((keyword) => !understood.includes(keyword));
  if (unknown !== undefined) throw new Error(`unknown keyword ${unknown}`);
  const { $ref, anyOf, allOf = [] } = schema;
  if ($ref !== undefined) {
    const meant = $ref === "#" ? root : root.definitions?.[$ref.slice("#/definitions/".length)];
    if (meant === undefined) throw new Error(`no ${$ref}`);
    return isValid(meant, value);
  }
  if (anyOf !== undefined && !anyOf.some((each) => isValid(each, value))) return false;
  if ("const" in schema && schema.const !== value) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  return allOf.every((each) => isValid(each, value)) && isOfType(schema.type, value) && isWithin(schema, value);
}

function isOfType(type: string | undefined, value: unknown): boolean {
  if (type === undefined) return true;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function isWithin(schema: Schema, value: unknown): boolean {
  const { minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity, minItems = 0, maxItems = Infinity } = schema;
  if (typeof value === "number") return value >= minimum && value <= maximum;
  if (typeof value === "string")
    return (
      value.length >= minLength &&
      value.length <= maxLength &&
      (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(value))
    );
  const { items, properties = {}, required = [] } = schema;
  if (Array.isArray(value))
    return value.length >= minItems && value.length <= maxItems && (items === undefined || value.every((item) => isValid(items, item)));
  if (typeof value !== "object" || value === null) return true;
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, inner]) => {
      const property = properties[name];
      return property === undefined ? schema.additionalProperties !== false : isValid(property, inner);
    })
  );
}

const lessons = readdirSync(join(projectRoot, "lessons"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, value: parse(readFileSync(join(projectRoot, "lessons", name, "lesson.yaml"), "utf8")) as unknown }));

describe("docs/lesson.schema.json", () => {
  it("is what npm run lesson-schema writes", () => {
    expect(file).toBe(lessonSchemaText());
  });

  it.each(lessons)("takes the lesson $name", ({ value }) => {
    expect(lessonSchema.safeParse(value).error).toBeUndefined();
    expect(isValid(root, value)).toBe(true);
  });

  it("refuses nothing that is read, whatever is changed in a lesson, and takes no unknown field and no wrong type", () => {
    const [sample] = lessons;
    const places = placesIn(sample?.value);
    const values = [
      undefined,
      null,
      1,
      -1,
      "",
      "x",
      "5-7",
      true,
      [],
      {},
      [{}],
      { object: "Pod" },
      { last: { object: "Pod" } },
      "x".repeat(3000),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...values), fc.boolean(), (place, replacement, isAdded) => {
        const changed = structuredClone(sample?.value);
        replaceAt(changed, isAdded ? [...place, "extra"] : place, replacement);
        const isRead = lessonSchema.safeParse(changed).success;
        if (isRead) expect(isValid(root, changed), JSON.stringify([place, replacement])).toBe(true);
      }),
      { numRuns: 2000 },
    );
    for (const place of places) {
      const changed = structuredClone(sample?.value);
      if (replaceAt(changed, [...place, "extra"], 1)) expect(isValid(root, changed), place.join(".")).toBe(false);
    }
  });
});

type Place = readonly (string | number)[];

/** All mappings, lists and scalars in a value. */
function placesIn(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const steps = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [...(place.length === 0 ? [] : [place]), ...steps.flatMap((step) => placesIn(Reflect.get(value, step), [...place, step]))];
}

/** False where there is no mapping or list to put it into. */
function replaceAt(value: unknown, place: Place, replacement: unknown): boolean {
  const last = place.at(-1) ?? "";
  let here: unknown = value;
  for (const step of place.slice(0, -1)) here = typeof here === "object" && here !== null ? Reflect.get(here, step) : undefined;
  if (typeof here !== "object" || here === null || Array.isArray(here) !== (typeof last === "number")) return false;
  if (replacement === undefined) return Reflect.deleteProperty(here, last);
  return Reflect.set(here, last, replacement);
}
