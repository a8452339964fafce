import { expressionHint, parseExpression } from "./expression/parse-expression.js";
import { positionsOf } from "./expression/positions.js";
import { ExpressionSearch } from "./expression/search.js";
import { InvalidRule } from "./invalid-rule.js";

/** What is to be removed wherever it stands in a text. */
export interface TextPattern {
  rangesIn(text: string): readonly { readonly start: number; readonly end: number }[];
}

/** `/expression/` or `/expression/i`, as `--remove` takes it. Throws `InvalidRule`. */
export function parseTextPattern(text: string): TextPattern {
  const end = text.lastIndexOf("/");
  if (end === 0) throw new InvalidRule('the closing "/" is missing', expressionHint);
  const flags = text.slice(end + 1);
  if (flags !== "" && flags !== "i") throw new InvalidRule(`the flag "${flags}" is not supported, only "i"`, expressionHint);
  return new ExpressionSearch(positionsOf(parseExpression(text.slice(1, end), flags === "i")));
}

/** Paths do not begin so. */
export function isTextPattern(text: string): boolean {
  return text.startsWith("/");
}
