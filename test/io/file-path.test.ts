import { describe, expect, it } from "vitest";
import type { UsageError } from "../../src/errors.js";
import { addressOf, filePath } from "../../src/io/file-path.js";

const refusal = (name: string, use: "read" | "write") => {
  try {
    return { path: filePath("/work", name, use) };
  } catch (error) {
    const { message, hint, exitCode } = error as UsageError;
    return { message, hint, exitCode };
  }
};

describe("an address is no file", () => {
  it.each([
    [
      "https://host/web.kubespy.gz",
      "https://host/web.kubespy.gz",
      "download it first, and name the file: curl -LO https://host/web.kubespy.gz",
    ],
    ["HTTP://host/a b", "HTTP://host/a b", "download it first, and name the file: curl -LO ADDRESS"],
    ["https://host/x?token=abc#f", "https://host/x", "download it first, and name the file: curl -LO ADDRESS"],
    ["s3://bucket/x", "s3://bucket/x", "copy it into a file first, and name that"],
    ["git+ssh://host/x", "git+ssh://host/x", "copy it into a file first, and name that"],
    ["file:///tmp/x.gz", "file:///tmp/x.gz", "name the file by its path: /tmp/x.gz"],
    ["file://host/x.gz", "file://host/x.gz", "name the file by its path"],
    ["file:k.db", "file:k.db", "name the file by its path: k.db"],
    ["sqlite:k.db?mode=ro", "sqlite:k.db", "name the file by its path: k.db"],
    ["jdbc:x://y", "jdbc:x://y", "copy it into a file first, and name that"],
    ["jdbc:sqlserver://h:1433;user=me;password=pw", "jdbc:sqlserver://h:1433", "copy it into a file first, and name that"],
    ["postgres:k", "postgres:…", "copy it into a file first, and name that"],
    ["https://", "https://", "download it first, and name the file: curl -LO https://"],
  ])("%s cannot be read", (name, shown, hint) => {
    expect(refusal(name, "read")).toEqual({ message: `cannot read "${shown}": it is an address, not a file`, hint, exitCode: 2 });
  });

  it("nor written", () => {
    expect(refusal("https://host/x.gz", "write")).toEqual({
      message: 'cannot write "https://host/x.gz": it is an address, not a file',
      hint: "write a file, and upload that",
      exitCode: 2,
    });
  });

  it.each([
    "https://me:pw@host/x",
    "redis://:pw@host/x",
    "postgres://me:p/pw@host/x",
    "postgres://me:p?pw@host/x",
    "postgres://me:p#pw@pw@host/x",
    "https://host/x?password=pw",
    "https://host/x#pw",
    " https://me:pw@host/x",
  ])("what may be secret of %s is not shown", (name) => {
    expect(addressOf(name)?.shown).toMatch(/^[a-z]+:\/\/host\/x$/);
    expect(JSON.stringify([refusal(name, "read"), refusal(name, "write")])).not.toContain("pw");
  });

  it.each([
    "jdbc:postgresql://me:pw@h/d",
    "jdbc:oracle:thin:me/pw@//h:1521/x",
    "jdbc:mysql://h/d?user=me&password=p@pw",
    "https://host/x?password=p@pw",
    "postgres:me:pw",
    "sqlite:k.db?key=pw",
  ])("nor a password of %s", (name) => {
    expect(addressOf(name)).toBeDefined();
    expect(JSON.stringify([addressOf(name), refusal(name, "read"), refusal(name, "write")])).not.toContain("pw");
  });

  it("what a terminal would obey is not shown raw", () => {
    expect(addressOf("https://host/\u001b[2J")?.shown).not.toContain("\u001b");
  });
});

it.each([
  ["web.kubespy.gz", "/work/web.kubespy.gz"],
  ["/a/b:c", "/a/b:c"],
  ["web:1.gz", "/work/web:1.gz"],
  ["C:\\web.gz", "/work/C:\\web.gz"],
  ["C://web.gz", "/work/C:/web.gz"],
  ["./https://host/x", "/work/https:/host/x"],
  ["a/https://host", "/work/a/https:/host"],
  ["://x", "/work/:/x"],
  ["-", "/work/-"],
])("%s is the name of a file", (name, path) => expect(refusal(name, "read")).toEqual({ path }));
