import { UsageError } from "../../errors.js";
import { isIdentifyingPath } from "./identifying-fields.js";
import { InvalidRule } from "./invalid-rule.js";
import { type PlacePattern, parsePlacePattern } from "./place-pattern.js";
import { isTextPattern, parseTextPattern, type TextPattern } from "./text-pattern.js";

/** One thing to keep or to remove. */
export interface ShareRule {
  readonly action: "keep" | "remove";
  /** As typed. */
  readonly text: string;
  /** "--keep", or the line in the file: "kubespy-share.yaml:4:5". */
  readonly where: string;
  readonly isTyped: boolean;
  /** A path, or a pattern over texts. */
  readonly about: { readonly kind: "path"; readonly path: PlacePattern } | { readonly kind: "pattern"; readonly pattern: TextPattern };
}

/** The rules of the command line. Throws `UsageError`: `invalid --keep "a..b": a field is missing after "a."`. */
export function parseShareRules({
  keep,
  remove,
}: {
  readonly keep: readonly string[];
  readonly remove: readonly string[];
}): readonly ShareRule[] {
  const typed = (action: ShareRule["action"]) => (text: string) => {
    const where = `--${action}`;
    try {
      return { action, text, where, isTyped: true, about: parseRule(action, text) };
    } catch (error) {
      if (!(error instanceof InvalidRule)) throw error;
      throw new UsageError(`invalid ${where} "${text}": ${error.message}`, { hint: error.hint, cause: error });
    }
  };
  return [...keep.map(typed("keep")), ...remove.map(typed("remove"))];
}

/** Throws `InvalidRule`. */
export function parseRule(action: ShareRule["action"], text: string): ShareRule["about"] {
  if (isTextPattern(text)) {
    if (action === "remove") return { kind: "pattern", pattern: parseTextPattern(text) };
    throw new InvalidRule("a pattern can be removed only", `name what to keep by its path, such as 'ConfigMap:data["app.conf"]'`);
  }
  const path = parsePlacePattern(text);
  if (action === "remove" && isIdentifyingPath(path))
    throw new InvalidRule("a recording cannot be read without this field", "--level identities replaces names and uids by pseudonyms");
  return { kind: "path", path };
}
