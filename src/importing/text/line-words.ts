/**
 * What lines of terminal output are by how they begin. A line is given as its first characters, each one byte: `maxHead` of them, or all of a
 * shorter line, its line break included.
 */

/** Longer than any timestamp with the beginning of a key after it. */
export const maxHead = 160;

/** What `ts`, `docker logs --timestamps`, journald and others put before each line, with the one space after it. */
const timestamp =
  /^\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{10}(?:\.\d{1,9})?)\]?:?[ \t]/;

/** The characters of the timestamp that begins a line, its space included; 0 when there is none. */
export function timestampLength(head: string): number {
  return timestamp.exec(head)?.[0].length ?? 0;
}

/** Whether a timestamp may begin so, as far as one character shows it. */
export function mayBeginTimestamp(character: string): boolean {
  return /^[[0-9A-Z]$/.test(character);
}

/** How an object, a watch event or a List begins in YAML, at the beginning of a line. Others that do are no objects of Kubernetes. */
export function beginsYaml(head: string): boolean {
  return /^(?:- )?["']?(?:apiVersion|kind|metadata|items|object|type)["']?:(?:[ \t\r\n]|$)/.test(head);
}

/** Within a document: the name of a field of the top level; undefined for what is none. Programs that complain write "error: ..." and "Warning: ...". */
export function yamlKey(head: string): string | undefined {
  const key = /^(?:- )?["']?([a-z][\w.$/-]{0,99})["']?:(?:[ \t\r\n]|$)/.exec(head)?.[1];
  return key === "error" ? undefined : key;
}

/** A line of YAML that belongs to the document before it: indented, empty, a comment, an item of a list, or a bracket that closes. */
export function continuesYaml(head: string): boolean {
  return /^(?:[ \t\r\n#]|-[ \t\r\n]|[}\]])/.test(head);
}

/** The lines between documents of YAML. */
export function isSeparator(head: string): boolean {
  return /^(?:---|\.\.\.)(?:[ \t\r\n]|$)/.test(head);
}

/** Within a document of JSON: whether a line that is not indented, and begins with a character of a literal or a number, goes on with it. */
export function continuesJson(head: string): boolean {
  return /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[ \t]*[,\]}\r\n]/.test(head);
}

/** "[" at the beginning of a line: that of an array of documents, not of a log line as "[web] started". */
export function opensArray(head: string): boolean {
  return /^\[[\s\0,[]*(?:[{\]]|$)/.test(head);
}
