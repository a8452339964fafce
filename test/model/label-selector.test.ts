import { describe, expect, it } from "vitest";
import { parseLabelSelector } from "../../src/model/label-selector.js";

const labels = { app: "web", tier: "front", "example.com/track": "9", empty: "" };

describe("label selectors mean what they mean to the API server", () => {
  it.each([
    ["", true],
    ["app", true],
    ["!app", false],
    ["nope", false],
    ["!nope", true],
    ["app=web", true],
    ["app==web", true],
    [" app = web ", true],
    ["app!=web", false],
    ["nope!=x", true],
    ["app in (web, api)", true],
    ["app in (api)", false],
    ["app notin (api)", true],
    ["app notin (web)", false],
    ["nope notin (web)", true],
    ["nope in (web)", false],
    ["app=web,tier=front", true],
    ["app=web,tier=back", false],
    ["app,!nope,tier in (front)", true],
    ["example.com/track>8", true],
    ["example.com/track<9", false],
    ["app>1", false],
    ["empty=", true],
    ["empty=,app=web", true],
    ["app in (,web)", true],
    ["in=x", false],
    ["toString", false],
  ])("%j on an object with app=web,tier=front: %j", (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each([
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a=b c", "found 'c', expected: ',' or 'end of string'"],
    ["a=b,", "found '', expected: identifier after ','"],
    ["=b", "found '=', expected: !, identifier, or 'end of string'"],
    ["a in (b c)", "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ["a in (b", "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
  ])("%j is refused in the server's words", (selector, message) => {
    expect(() => parseLabelSelector(selector)).toThrow(message);
  });

  it.each(["-a=b", "a/b/c=d", "a=-b-", `a=${"x".repeat(64)}`, "a>b"])("%j is refused", (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow(/unable to parse requirement/);
  });
});
