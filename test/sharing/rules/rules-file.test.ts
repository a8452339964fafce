import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../src/errors.js";
import { findShareRulesFile, loadShareRulesFile } from "../../../src/sharing/rules/find-rules-file.js";
import { readShareRulesFile } from "../../../src/sharing/rules/rules-file.js";

const name = "kubespy-share.yaml";

describe("a rules file", () => {
  it("says a level, what to keep and what to remove", () => {
    const text = `# for public issues
level: identities
keep:
  - 'ConfigMap:data["nginx.conf"]'
remove:
  - '**.customerId'
  - '/ACME-\\d+/'
`;
    const { level, rules } = readShareRulesFile(text, name);
    expect(level).toBe("identities");
    expect(rules.map(({ action, text, where, isTyped, about }) => [action, text, where, isTyped, about.kind])).toEqual([
      ["keep", 'ConfigMap:data["nginx.conf"]', `${name}:4:5`, false, "path"],
      ["remove", "**.customerId", `${name}:6:5`, false, "path"],
      ["remove", "/ACME-\\d+/", `${name}:7:5`, false, "pattern"],
    ]);
  });

  it.each(["", "# nothing\n", "---\n", "keep:\nremove: []\nlevel:\n", "{}", "\ufeffkeep: []"])("may say nothing: %j", (text) => {
    expect(readShareRulesFile(text, name)).toEqual({ name, rules: [] });
  });

  it.each([
    ["kep:\n  - a", '1:1: unknown field "kep"; did you mean "keep"?'],
    ["keep:\n  - a\nothers: 1", '3:1: unknown field "others"'],
    ["[keep]: 1", "1:1: expected one of the fields level, keep, remove"],
    ["<<: {}", '1:1: unknown field "<<"'],
    ["- keep", "1:1: expected fields: level, keep, remove"],
    ["keep", "1:1: expected fields: level, keep, remove"],
    ["keep: [a]\nkeep: [b]", '2:1: the field "keep" is there twice'],
    ["keep: a", '1:7: "keep" must be a list'],
    ["remove:\n  a: b", '2:3: "remove" must be a list'],
    ["remove:\n  - 5", "2:5: expected a path in quotes"],
    ["remove:\n  - a: b", "2:5: expected a path in quotes"],
    ["remove:\n  -", "2:4: expected a path in quotes"],
    ["remove:\n  - a\n  - a..b", '3:5: invalid remove "a..b": a field is missing after "a."'],
    ["keep:\n  - /a/", '2:5: invalid keep "/a/": a pattern can be removed only'],
    ["remove:\n  - '/(/'", '2:5: invalid remove "/(/": unterminated group'],
    ["level: identity", '1:8: invalid level "identity": use secrets, identities, skeleton'],
    ["level: [secrets]", "1:8: expected a level"],
    ["keep: &a [x]\nremove: *a", '2:9: "remove" must be a list'],
    ["keep: &a\n  - &b x\nremove:\n  - *b", '4:5: "*" begins an alias of YAML here: put the path in quotes'],
  ])("%j is refused with file, line and column", (text, message) => {
    expect(() => readShareRulesFile(text, name)).toThrow(expect.objectContaining({ name: "UsageError", message: `${name}:${message}` }));
  });

  it.each([
    ["keep:\n  - 'a\n", /^kubespy-share\.yaml:\d+:\d+: missing closing 'quote/],
    ["keep: [a\nremove: b", /^kubespy-share\.yaml:\d+:\d+: /],
    ["remove:\n  - **.customerId", /^kubespy-share\.yaml:2:5: /],
    ["keep: []\n---\nkeep: []", /^kubespy-share\.yaml:2:1: /],
    ["keep:\n\t- a", /^kubespy-share\.yaml:2:1: /],
    ["remove: !secret [a]", /^kubespy-share\.yaml:1:9: /],
  ])("that is no YAML (%j) is refused with file, line and column", (text, message) => {
    expect(() => readShareRulesFile(text, name)).toThrow(UsageError);
    expect(() => readShareRulesFile(text, name)).toThrow(message);
  });

  it.each([
    ["nested lists", "[".repeat(60_000)],
    ["nested fields", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["aliases of aliases", `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}`],
    ["many fields", Array.from({ length: 10_000 }, (_, i) => `k${i}:`).join("\n")],
  ])("of %s is refused in words", (_, text) => {
    expect(() => readShareRulesFile(text, name)).toThrow(UsageError);
  });

  it("is read or refused in words, whatever it says", () => {
    const parts = fc.constantFrom(
      "keep",
      "remove",
      "level",
      ":",
      " ",
      "\n",
      "- ",
      "  ",
      "*",
      "&a ",
      "'",
      '"',
      "[",
      "]",
      "{",
      "}",
      "!",
      "|",
      ">",
      "#",
      "a.b",
      "/x/",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (text) => {
        try {
          readShareRulesFile(text.join(""), name);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the rules file of a share", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "kubespy-rules-"));
    mkdirSync(join(root, "repository", "team", "app"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, text = "remove: [a]") => writeFileSync(join(root, path), text);
  const app = () => join(root, "repository", "team", "app");

  it("is that of the working directory, else of the nearest one above it in the repository", () => {
    mkdirSync(join(root, "repository", ".git"));
    write("repository/kubespy-share.yaml");
    expect(findShareRulesFile(app())).toBe(join(root, "repository", name));
    write("repository/team/kubespy-share.yaml");
    expect(findShareRulesFile(app())).toBe(join(root, "repository", "team", name));
    write("repository/team/app/kubespy-share.yaml");
    expect(findShareRulesFile(app())).toBe(join(app(), name));
  });

  it("is never one above the repository, which may be that of somebody else", () => {
    write("kubespy-share.yaml");
    write("repository/.git", "gitdir: elsewhere");
    expect(findShareRulesFile(app())).toBeUndefined();
  });

  it("is that of the working directory alone outside of a repository", () => {
    write("repository/team/kubespy-share.yaml");
    expect(findShareRulesFile(app())).toBeUndefined();
    expect(findShareRulesFile(join(root, "repository", "team"))).toBe(join(root, "repository", "team", name));
  });

  it("is read under the name by which it is reached", async () => {
    mkdirSync(join(root, "repository", ".git"));
    write("repository/kubespy-share.yaml", "kep: []");
    await expect(loadShareRulesFile({ cwd: app() })).rejects.toThrow(`${join("..", "..", name)}:1:1: unknown field "kep"`);
    write("repository/other.yaml", "remove: [b]");
    await expect(loadShareRulesFile({ cwd: app(), file: "../../other.yaml" })).resolves.toMatchObject({
      name: "../../other.yaml",
      rules: [{ text: "b", where: "../../other.yaml:1:10" }],
    });
  });

  it("may be missing, unless it was named", async () => {
    await expect(loadShareRulesFile({ cwd: root })).resolves.toBeUndefined();
    await expect(loadShareRulesFile({ cwd: root, file: "x.yaml" })).rejects.toThrow("cannot read the rules file x.yaml: it does not exist");
  });

  it("is refused if it is no file, no text, or too large", async () => {
    execFileSync("mkfifo", [join(root, "fifo")]);
    symlinkSync("loop", join(root, "loop"));
    writeFileSync(join(root, "binary"), Buffer.from([0xff, 0xfe, 0x00]));
    write("large", `keep: []${" ".repeat(64 * 1024)}`);
    const reading = (file: string) => loadShareRulesFile({ cwd: root, file });
    await expect(reading("fifo")).rejects.toThrow("cannot read the rules file fifo: it is a FIFO, not a file");
    await expect(reading("repository")).rejects.toThrow("cannot read the rules file repository: it is a directory, not a file");
    await expect(reading("loop")).rejects.toThrow("cannot read the rules file loop: its symbolic links lead nowhere");
    await expect(reading("binary")).rejects.toThrow("cannot read the rules file binary: it is not UTF-8 text");
    await expect(reading("large")).rejects.toThrow(/^cannot read the rules file large: it is larger than 6\d/);
  });
});
