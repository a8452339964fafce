import type { WrongInput } from "./wrong-input.js";

/** Refused before the kubeconfig is read: here there is none. */
const none = ["--kubeconfig", "nosuch"];
const labels = `for example "-l app=web,tier!=cache" or "-l 'env in (test,prod)'"`;
const fields = "for example --field-selector status.phase=Running,spec.nodeName!=node-1";
const names = "use lower-case letters, digits, '.', '_' and '-', starting with a letter or digit, at most 100 characters";
const pages = 'name it "x.html", or "x.zip" for a zip archive that holds it';

export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["record", "pods", "-l", "a in", ...none],
    error: `invalid label selector "a in": found '' expected: '('`,
    hint: labels,
    code: 2,
  },
  {
    args: ["status", "pods", "-l", "a=b=c", ...none],
    error: `invalid label selector "a=b=c": found '=', expected: ',' or 'end of string'`,
    hint: labels,
    code: 2,
  },
  {
    args: ["trace", "pods", "-l", "a,,b", ...none],
    error: `invalid label selector "a,,b": found ',', expected: identifier after ','`,
    hint: labels,
    code: 2,
  },
  {
    args: ["changes", "pods", "-l", "!", ...none],
    error: `invalid label selector "!": found '', expected: identifier`,
    hint: labels,
    code: 2,
  },
  {
    args: ["diagnose", "pods", "-l", "a notin", ...none],
    error: `invalid label selector "a notin": found '' expected: '('`,
    hint: labels,
    code: 2,
  },
  {
    args: ["record", "pods", "--field-selector", "status.phase", ...none],
    error: 'invalid field selector "status.phase": "status.phase" is not of the form field=value',
    hint: fields,
    code: 2,
  },
  {
    args: ["status", "pods", "--field-selector", ",", ...none],
    error: 'invalid field selector ",": an empty term between commas',
    hint: fields,
    code: 2,
  },
  {
    args: ["changes", "pods", "--field-selector", "a=b=c", ...none],
    error: 'invalid field selector "a=b=c": "b=c" needs a backslash before each "=", "," and backslash',
    hint: fields,
    code: 2,
  },
  {
    args: ["record", "pods", "-n", "Shop", ...none],
    error: 'invalid namespace "Shop"',
    hint: 'did you mean "shop"? use at most 63 characters: lower-case letters, digits and "-", with a letter or digit at both ends',
    code: 2,
  },
  { args: ["record", "pod", "x", "--session", "A B", ...none], error: 'invalid session name "A B"', hint: names, code: 2 },
  { args: ["status", "pod", "x", "--session", "A B", ...none], error: 'invalid session name "A B"', hint: names, code: 2 },
  { args: ["diagnose", "pod/x", "--session", "x/y", ...none], error: 'invalid session name "x/y"', hint: names, code: 2 },
  { args: ["record", "-", "--session", "A B"], error: 'invalid session name "A B"', hint: names, code: 2 },
  // The names of pages.
  { args: ["record", "pod", "x", "--report", "x.txt", ...none], error: '"x.txt" cannot be the name of a page', hint: pages, code: 2 },
  { args: ["record", "-", "--report", "x.txt"], error: '"x.txt" cannot be the name of a page', hint: pages, code: 2 },
  { args: ["diagnose", "pod/x", "--report", "x.md", ...none], error: '"x.md" cannot be the name of a page', hint: pages, code: 2 },
  {
    args: ["compare", "pod-nginx", "deployment-rollout", "--report", "x.pdf"],
    error: '"x.pdf" cannot be the name of a page',
    hint: pages,
    code: 2,
  },
  { args: ["report", "pod-nginx", "-o", "x.txt"], error: '"x.txt" cannot be the name of a page', hint: pages, code: 2 },
  { args: ["share", "pod-nginx", "--as", "page", "-o", "x.txt"], error: '"x.txt" cannot be the name of a page', hint: pages, code: 2 },
  {
    args: ["report", "pod-nginx", "--zip", "-o", "x.txt"],
    error: '"x.txt" cannot be the name of a zip archive',
    hint: 'name it "x.zip"',
    code: 2,
  },
];
