import { expect, it } from "vitest";
import { actorIn, actorOf, programOf } from "../../src/model/actor.js";

it.each([
  ["nothing", undefined],
  ["a text", "alice"],
  ["a list", ["alice"]],
  ["one without a user", { verb: "patch" }],
  ["one without a verb", { user: "alice" }],
  ["one whose user is no text", { user: 1, verb: "patch" }],
  ["one whose user is too long", { user: "a".repeat(5000), verb: "patch" }],
  ["one whose sources are no list", { user: "a", verb: "patch", sources: "10.0.0.1" }],
  ["one with too many sources", { user: "a", verb: "patch", sources: Array.from({ length: 33 }, () => "10.0.0.1") }],
])("%s is no actor", (_, value) => {
  expect(actorIn(value)).toBeUndefined();
});

it("what an input says is brought within the limits, and reads back", () => {
  const actor = actorOf({
    user: "a".repeat(9000),
    verb: "patch",
    as: "",
    userAgent: 7,
    sources: [...Array.from({ length: 40 }, () => "10.0.0.1"), 3],
  });
  expect(actor?.user).toHaveLength(4096);
  expect(actor?.sources).toHaveLength(32);
  expect(Object.keys(actor ?? {})).toEqual(["user", "verb", "sources"]);
  expect(actorIn(actor)).toBe(actor);
  expect(actorOf({ user: "", verb: "patch" })).toBeUndefined();
});

it.each([
  ["kubectl/v1.36.2 (linux/amd64) kubernetes/abc", "kubectl"],
  ["Mozilla/5.0 (X11)", "Mozilla"],
  ["helm", "helm"],
  [" leading", undefined],
  ["", undefined],
  [undefined, undefined],
])("the program of user agent %j is %s", (userAgent, program) => {
  expect(programOf(userAgent === undefined ? {} : { userAgent })).toBe(program);
});
