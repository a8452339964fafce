import { UsageError } from "../../errors.js";
import { parseLabelSelector, SelectorError } from "../../model/label-selector.js";

/**
 * Label and field selectors, checked before any request: a mistake is reported at once and by name, not as a 400 of the server.
 * What is right goes to the server as it was typed. An empty one selects everything.
 *
 *   label selector   as in model/label-selector.ts
 *   field selector   field=value, field==value, field!=value; joined by commas; \, \= and \\ are a comma, "=" and backslash in a value
 */
export function checkLabelSelector(selector: string): void {
  try {
    parseLabelSelector(selector);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw invalid("label", selector, error.problem, '"-l app=web,tier!=cache" or "-l \'env in (test,prod)\'"');
  }
}

export function checkFieldSelector(selector: string): void {
  if (selector === "") return;
  for (const term of selector.split(/(?<!\\)(?:\\\\)*,/)) {
    const problem = fieldProblem(term);
    if (problem !== undefined) throw invalid("field", selector, problem, "--field-selector status.phase=Running,spec.nodeName!=node-1");
  }
}

function invalid(what: string, selector: string, problem: string, example: string): UsageError {
  return new UsageError(`invalid ${what} selector "${selector}": ${problem}`, { hint: `for example ${example}` });
}

function fieldProblem(term: string): string | undefined {
  if (term.trim() === "") return "an empty term between commas";
  const [, field = "", value = ""] = /^([^=!]*)(?:==|!=|=)(.*)$/s.exec(term) ?? [];
  if (field.trim() === "") return `"${term}" is not of the form field=value`;
  if (!/^[A-Za-z][\w.[\]'"/-]*$/.test(field.trim())) return `"${field}" is not a field name`;
  if (/\\(?![\\,=])/.test(value) || /(?<!\\)(?:\\\\)*=/.test(value))
    return `"${value}" needs a backslash before each "=", "," and backslash`;
  return undefined;
}
