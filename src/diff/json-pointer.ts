/** A JSON Pointer (RFC 6901) of these reference tokens: "/metadata/labels/a~1b". The empty list is the whole document: "". */
export function toPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The reference tokens of a JSON Pointer. Throws `RangeError` when it is not one. */
export function fromPointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) throw new RangeError(`not a JSON Pointer: ${pointer.slice(0, 80)}`);
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
