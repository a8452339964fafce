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
/** Of values in values; the parser follows them by recursion. */
const maxDepth = 100;

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
  const { constructFromEvents, CORE_SCHEMA, EVENT_ID, mergeTag, parseEvents } = await import("js-yaml");
  try {
    const events = parseEvents(text, { maxDepth });
    const values = events.reduce((sum, { type }) => (type === EVENT_ID.POP ? sum : sum + 1), 0);
    if (values > maxValues) throw tooMany(maxValues, "values");
    // Merge keys, but no dates, as in kubectl. Merging may cost as much as reading the text. Of a field that is there twice, the last one counts.
    const schema = CORE_SCHEMA.withTags(mergeTag);
    return constructFromEvents(events, { source: text, schema, maxTotalMergeKeys: Math.max(10_000, text.length), json: true })[0];
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
