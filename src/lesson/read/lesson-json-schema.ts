import { z } from "zod";
import { lessonSchema } from "./lesson-schema.js";

/** The part of JSON Schema that the one of lessons uses. */
interface SchemaNode {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

/** Draft 7, as the YAML server of editors reads it. */
function lessonJsonSchema(): SchemaNode {
  return z.toJSONSchema(lessonSchema, { target: "draft-7" }) as SchemaNode;
}

/** The JSON Schema of `lesson.yaml`, as docs/lesson.schema.json has it. */
export function lessonSchemaText(): string {
  return `${JSON.stringify(lessonJsonSchema(), null, 2)}\n`;
}

/** The fields that a mapping of `lesson.yaml` may have, by its path, with what they hold; of alternatives, the fields of all. */
export function fieldsAt(path: readonly PropertyKey[]): ReadonlyMap<string, string> {
  root ??= lessonJsonSchema();
  let here = alternatives([root], root.definitions);
  for (const step of path) {
    const inner = here.flatMap((node) => (typeof step === "number" ? node.items : node.properties?.[String(step)]) ?? []);
    here = alternatives(inner, root.definitions);
  }
  return new Map(
    here.flatMap(({ properties = {} }) => Object.entries(properties).map(([name, { description = "" }]) => [name, description] as const)),
  );
}

/** Made when the first problem is described. */
let root: SchemaNode | undefined;

/** Without references, and each alternative by itself. */
function alternatives(nodes: readonly SchemaNode[], definitions: SchemaNode["definitions"] = {}): readonly SchemaNode[] {
  const found: SchemaNode[] = [];
  const waiting = [...nodes];
  for (const node of waiting) {
    const name = node.$ref?.slice("#/definitions/".length);
    const meant = name === undefined ? undefined : definitions[name];
    if (meant !== undefined) waiting.push(meant);
    for (const inner of [...(node.anyOf ?? []), ...(node.allOf ?? [])]) waiting.push(inner);
    found.push(node);
  }
  return found;
}
