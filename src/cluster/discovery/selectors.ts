import { UsageError } from "../../errors.js";

/**
 * Label and field selectors, checked before any request: a mistake is reported at once and by name, not as a 400 of the server.
 * What is right goes to the server as it was typed. An empty one selects everything.
 *
 *   label selector   key, !key, key=value, key==value, key!=value, key in (a,b), key notin (a,b), key>1, key<1; joined by commas
 *   field selector   field=value, field==value, field!=value; joined by commas; \, \= and \\ stand for themselves in a value
 */
export function checkLabelSelector(selector: string): void {
  if (selector === "") return;
  for (const requirement of splitOutsideBrackets(selector)) {
    const problem = labelProblem(requirement.trim());
    if (problem !== undefined) throw bad("label", selector, problem, '"-l app=web,tier!=cache" or "-l \'env in (test,prod)\'"');
  }
}

export function checkFieldSelector(selector: string): void {
  if (selector === "") return;
  for (const term of selector.split(/(?<!\\)(?:\\\\)*,/)) {
    const problem = fieldProblem(term);
    if (problem !== undefined) throw bad("field", selector, problem, "--field-selector status.phase=Running,spec.nodeName!=node-1");
  }
}

function bad(what: string, selector: string, problem: string, example: string): UsageError {
  return new UsageError(`bad ${what} selector "${selector}": ${problem}`, { hint: `for example ${example}` });
}

const setRequirement = /^(\S+?)\s+(in|notin)\s*\(([^()]*)\)$/;
const comparison = /^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*(.*)$/;

function labelProblem(requirement: string): string | undefined {
  if (requirement === "") return "an empty requirement between commas";
  const set = setRequirement.exec(requirement);
  if (set !== null) return keyProblem(set[1] ?? "") ?? valuesProblem((set[3] ?? "").split(","));
  const compared = comparison.exec(requirement);
  if (compared === null) return keyProblem(requirement.replace(/^!\s*/, ""));
  const [, key = "", operator = "", value = ""] = compared;
  if (operator === "<" || operator === ">")
    return keyProblem(key) ?? (/^-?\d+$/.test(value) ? undefined : `"${value}" after ${operator} is no whole number`);
  return keyProblem(key) ?? valuesProblem([value]);
}

function keyProblem(key: string): string | undefined {
  const [name = "", prefix, ...more] = key.split("/").reverse();
  if (more.length > 0) return `"${key}" has more than one slash`;
  if (!isLabelWord(name) || name === "") return `"${key}" is no label key (letters, digits, "-", "_" and ".", at most 63)`;
  if (prefix !== undefined && !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(prefix))
    return `"${prefix}" is no DNS name before the slash of a label key`;
  return undefined;
}

function valuesProblem(values: readonly string[]): string | undefined {
  const wrong = values.map((value) => value.trim()).find((value) => !isLabelWord(value));
  return wrong === undefined ? undefined : `"${wrong}" is no label value (letters, digits, "-", "_" and ".", at most 63)`;
}

function isLabelWord(text: string): boolean {
  return text === "" || /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text);
}

/** Commas within the brackets of a set belong to it. */
function splitOutsideBrackets(selector: string): readonly string[] {
  return selector.split(/,(?![^()]*\))/);
}

function fieldProblem(term: string): string | undefined {
  if (term.trim() === "") return "an empty term between commas";
  const [, field = "", value = ""] = /^([^=!]*)(?:==|!=|=)(.*)$/s.exec(term) ?? [];
  if (field.trim() === "") return `"${term}" is not of the form field=value`;
  if (!/^[A-Za-z][\w.[\]'"/-]*$/.test(field.trim())) return `"${field}" is no field name`;
  if (/\\(?![\\,=])/.test(value) || /(?<!\\)(?:\\\\)*=/.test(value))
    return `"${value}" needs a backslash before each "=", "," and backslash`;
  return undefined;
}
