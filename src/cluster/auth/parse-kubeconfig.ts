import type { LoadOptions, State } from "js-yaml";
import { printable } from "../../io/printable.js";

/** A text that is not YAML, or more than a kubeconfig can need. The message names the rule; it does not quote the text, which holds credentials. */
export class InvalidYaml extends Error {
  /** From 1. */
  readonly line: number | undefined;

  constructor(problem: string, line?: number) {
    super(printable(problem, 200));
    this.line = line;
  }
}

/** The contexts of ten thousand clusters have a quarter of them. Each takes memory, however short its text is. */
const maxValues = 1_000_000;
const maxLines = 2_000_000;

/**
 * JSON is YAML, and most programs that generate a kubeconfig write JSON: then the YAML parser need not be loaded. Work and memory are bounded
 * by the length of the text. As kubectl, it reads the first document alone. Throws `InvalidYaml`.
 */
export async function parseKubeconfig(text: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    if (count(text, beginsValue) > maxValues) throw tooMany(maxValues, "values");
    try {
      return JSON.parse(text);
    } catch {
      // Flow-style YAML can start with a brace too.
    }
  }
  if (count(text, [newline]) > maxLines) throw tooMany(maxLines, "lines");
  const { loadAll, CORE_SCHEMA, Type } = await import("js-yaml");
  // Merge keys, but no dates, as in kubectl. The parser bounds the nesting; merging may cost as much as reading the text.
  const merge = new Type("tag:yaml.org,2002:merge", { kind: "scalar", resolve: (key) => key === "<<" || key === null });
  const options: LoadOptions & { maxTotalMergeKeys: number } = {
    schema: CORE_SCHEMA.extend({ implicit: [merge] }),
    maxTotalMergeKeys: Math.max(10_000, text.length),
    // Of a field that is there twice, the last one counts.
    json: true,
    listener: boundedBy(text.length),
  };
  try {
    return loadAll(text, null, options)[0];
  } catch (error) {
    if (error instanceof InvalidYaml) throw error;
    const { mark, reason } = error as { mark?: { line?: number }; reason?: string };
    throw new InvalidYaml(reason ?? "it cannot be parsed", mark?.line === undefined ? undefined : mark.line + 1);
  }
}

const tooMany = (limit: number, what: string) => new InvalidYaml(`it has more than ${limit.toLocaleString("en")} ${what}`);

const newline = 0x0a;
/** `,`, `[` and `{` */
const beginsValue = [0x2c, 0x5b, 0x7b];

/** Of these character codes; in strings as well, of which a kubeconfig has few. */
function count(text: string, codes: readonly number[]): number {
  let found = 0;
  for (let index = 0; index < text.length; index++) if (codes.includes(text.charCodeAt(index))) found++;
  return found;
}

/** Called by the parser for each value. A list of aliases as a key is joined to one text, which may be a million times that of the file. */
function boundedBy(maxCharacters: number): (event: "open" | "close", state: State) => void {
  let values = 0;
  return (event, { result }) => {
    if (event === "open" && ++values > maxValues) throw tooMany(maxValues, "values");
    if (event === "open" || !Array.isArray(result)) return;
    let characters = 0;
    for (const item of result) if (typeof item === "string") characters += item.length;
    if (characters > maxCharacters) throw new InvalidYaml("aliases repeat more text than it has");
  };
}
