import { InvalidRule } from "../invalid-rule.js";
import type { Expression } from "./expression.js";
import { ExpressionReader } from "./expression-reader.js";

const maxLength = 1000;

/**
 * Reads the source of a regular expression of JavaScript (without its slashes). Throws `InvalidRule` for what is none, and for what cannot be searched
 * for in linear time: back references and lookaround; and for lazy quantifiers, because every match is found, also the longest.
 */
export function parseExpression(source: string, ignoreCase: boolean): Expression {
  const invalid = (reason: string) => new InvalidRule(reason, expressionHint);
  if (source.length > maxLength) throw invalid(`the pattern is longer than ${maxLength} characters`);
  const syntax = syntaxError(source);
  if (syntax !== undefined) throw invalid(syntax);
  const expression = new ExpressionReader(source, ignoreCase, invalid).expression();
  if (canBeEmpty(expression)) throw invalid("the pattern matches the empty text, so it is found everywhere");
  return expression;
}

export const expressionHint = "use a regular expression such as '/ACME-\\d+/' or '/customer [a-z]+/i'";

/** As the engine says it: "unterminated group". */
function syntaxError(source: string): string | undefined {
  try {
    new RegExp(source);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const reason = message.slice(message.lastIndexOf(": ") + 2);
    return `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
  }
}

function canBeEmpty(expression: Expression): boolean {
  switch (expression.is) {
    case "character":
      return false;
    case "position":
      return true;
    case "sequence":
      return expression.parts.every(canBeEmpty);
    case "choice":
      return expression.parts.some(canBeEmpty);
    case "repeat":
      return expression.min === 0 || canBeEmpty(expression.part);
  }
}
