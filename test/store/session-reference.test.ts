import { describe, expect, it } from "vitest";
import type { UsageError } from "../../src/errors.js";
import { findSession, parseSessionReference } from "../../src/store/session-reference.js";

const rows = ["web-3", "web-2", "web"].map((name) => ({ name }));
const find = (text: string) => findSession(text, rows, { place: "k.db", describe: (row) => row });

const failureOf = (text: string): UsageError => {
  try {
    return expect.unreachable(`${text} means ${find(text).name}`);
  } catch (error) {
    return error as UsageError;
  }
};

describe("a session of the store is named", () => {
  it.each([
    ["in full", "web", "web"],
    ["by the beginning of one name", "web-3", "web-3"],
    ["as the newest", "@latest", "web-3"],
    ["as the newest, counted", "@latest~0", "web-3"],
    ["as the one before it", "@latest~", "web-2"],
    ["as the one before it, counted", "@latest~1", "web-2"],
    ["as the oldest", "@latest~2", "web"],
  ])("%s", (_title, text, name) => expect(find(text).name).toBe(name));

  it("by nothing that several have, nor by nothing at all", () => {
    expect(failureOf("we")).toMatchObject({ message: '"we" matches 3 sessions', choices: rows });
    expect(failureOf("").message).toBe('no session "" in k.db');
  });

  it("by a near name in the hint where no name begins so", () => {
    expect(failureOf("wib-3").hint).toBe('did you mean "web-3"? run "kubespy ls" to see the sessions recorded there');
  });
});

describe("a word after @ that means nothing", () => {
  const explained = 'use "@latest" for the newest session, "@latest~1" for the one before it';

  it.each([
    ["@latst", 'did you mean "@latest"?'],
    ["@LATEST", 'did you mean "@latest"?'],
    ["@l", 'did you mean "@latest"?'],
    ["@late", 'did you mean "@latest"?'],
    ["@latst~3", 'did you mean "@latest~3"?'],
    ["@latest~x", 'did you mean "@latest~1"?'],
    ["@latest~1~1", 'did you mean "@latest~1"?'],
    ["@latest^", 'did you mean "@latest~1"?'],
    ["@", explained],
    ["@oldest-of-all", explained],
    ["@2", explained],
  ])("%s is refused with what was meant", (text, hint) => {
    expect(() => parseSessionReference(text)).toThrow(expect.objectContaining({ message: `invalid session "${text}"`, hint, exitCode: 2 }));
  });

  it("beyond the oldest is refused with how many there are", () => {
    expect(failureOf("@latest~3")).toMatchObject({
      message: 'no session "@latest~3" in k.db: it holds 3 sessions',
      hint: '"@latest~2" is the oldest one',
      exitCode: 1,
    });
  });
});
