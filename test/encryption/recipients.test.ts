import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { parseRecipients } from "../../src/encryption/recipients.js";
import { UsageError } from "../../src/errors.js";
import { identity, recipient } from "./support.js";

const hybrid = await identityToRecipient(await generateHybridIdentity());
const ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN alice@example";

function parse(words: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return parseRecipients(words, async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT", errno: -2 });
    return Buffer.from(text);
  });
}

async function refusal(words: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<UsageError> {
  const error = await parse(words, files).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
}

describe("recipients", () => {
  it("are given as words and as files of them, with comments and empty lines, each once", async () => {
    const team = `# the team\r\n\r\n${recipient}\r\n  \n${recipient}\n`;
    expect(await parse([recipient, "team.txt"], { "team.txt": team })).toEqual([recipient]);
    expect(await parse([hybrid])).toEqual([hybrid]);
  });

  it("that are neither a recipient nor a file are refused with both in the message", async () => {
    expect((await refusal(["alice"])).message).toBe('invalid --to "alice": it is neither a recipient (age1...) nor a file');
  });

  it("in a file are refused by their line", async () => {
    expect((await refusal(["team.txt"], { "team.txt": `# x\n${recipient}\nalice\n` })).message).toBe(
      "team.txt: line 3: this is not a recipient of age, or it is incomplete",
    );
    expect((await refusal(["team.txt"], { "team.txt": "# nobody\n" })).message).toBe("team.txt holds no recipient");
  });

  it("with a mistake are refused", async () => {
    const last = recipient.endsWith("q") ? "p" : "q";
    for (const word of [`${recipient.slice(0, -1)}${last}`, recipient.slice(0, 30), "age1x", recipient.toUpperCase()])
      expect((await refusal([word])).message, word).toMatch(
        /^--to: this is not a recipient of age, or it is incomplete$|neither a recipient/,
      );
  });

  it("that are secret keys are refused, and the key is not printed", async () => {
    for (const [words, files] of [
      [[identity], {}],
      [[identity.toLowerCase()], {}],
      [["key.txt"], { "key.txt": `# created: now\n${identity}\n` }],
    ] as const) {
      const error = await refusal(words, files);
      expect(error.message).toContain("this is an identity (a secret key), not a recipient");
      expect(`${error.message} ${error.hint} ${error.stack}`.toUpperCase()).not.toContain(identity.slice(16));
    }
  });

  it("that are SSH keys are refused with the next step", async () => {
    for (const word of [ssh, "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ== bob"]) {
      const error = await refusal([word]);
      expect(error.message).toMatch(/^--to: ssh-(ed25519|rsa) keys cannot be recipients/);
      expect(error.hint).toContain("age-keygen -o FILE");
    }
    expect((await refusal(["keys.pub"], { "keys.pub": ssh })).message).toMatch(/^keys\.pub: line 1: ssh-ed25519 keys/);
  });

  it("of a plugin are refused by its name", async () => {
    expect((await refusal(["age1yubikey1qwertyuiop"])).message).toBe('--to: "yubikey" is a plugin of age, which kubespy cannot run');
  });

  it("of post-quantum keys are not combined with others, as in age", async () => {
    expect((await refusal([recipient, hybrid])).message).toContain("cannot be combined with others");
  });
});
