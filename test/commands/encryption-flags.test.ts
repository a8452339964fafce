import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CommandContext } from "../../src/commands/common/context.js";
import { addEncryptionFlags, type EncryptionFlags, encryptionOf } from "../../src/commands/common/encryption-flags.js";
import { DecryptionKeys } from "../../src/encryption/decryption-keys.js";
import { bytesOf, decryption, identity, keysOf, piecesOf, recipient } from "../encryption/support.js";
import { temporaryFolder } from "../support/program.js";

function contextWith(options: { readonly env?: Record<string, string>; readonly answers?: readonly string[] }): CommandContext {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  writeFileSync(join(folder.path, "team, all.txt"), `# the team\n${recipient}\n`);
  const answers = [...(options.answers ?? [])];
  const context: Partial<CommandContext> = {
    cwd: folder.path,
    env: options.env ?? {},
    interrupt: new AbortController().signal,
    ...(options.answers === undefined ? {} : { askSecret: async () => answers.shift() }),
  };
  return context as CommandContext;
}

function flagsOf(...words: readonly string[]): EncryptionFlags {
  const command = addEncryptionFlags(new Command());
  return command.parse([...words], { from: "user" }).opts();
}

const hello = () => piecesOf(Buffer.from("hello"));

describe("the flags that encrypt", () => {
  it("are none, and nothing is encrypted", async () => {
    expect(await encryptionOf(flagsOf(), contextWith({}))).toBeUndefined();
  });

  it("name recipients, and files of them whose names may hold commas", async () => {
    for (const words of [
      ["--to", recipient],
      ["--to", "team, all.txt", "--to", recipient],
    ]) {
      const encrypt = await encryptionOf(flagsOf(...words), contextWith({}));
      expect((await decryption(encrypt?.(hello()) ?? hello(), keysOf(identity))).plain.toString()).toBe("hello");
    }
  });

  it("request a passphrase twice, or take it from KUBESPY_PASSPHRASE", async () => {
    for (const options of [{ answers: ["a b c", "a b c"] }, { env: { KUBESPY_PASSPHRASE: "a b c" }, answers: [] }]) {
      const encrypt = await encryptionOf(flagsOf("--passphrase"), contextWith(options));
      const secret = await bytesOf(encrypt?.(hello()) ?? hello());
      expect((await decryption(piecesOf(secret), new DecryptionKeys({ passphrase: "a b c" }))).plain.toString()).toBe("hello");
    }
  });

  it.each([
    [["--passphrase", "--to", recipient], {}, "--to and --passphrase cannot be combined"],
    [["--passphrase"], {}, "cannot prompt for a passphrase without a terminal"],
    [["--passphrase"], { answers: ["a", "b"] }, "the passphrases differ"],
    [["--passphrase"], { answers: [""] }, "the passphrase is empty"],
    [["--to", "nobody"], {}, 'invalid --to "nobody": it is neither a recipient (age1...) nor a file'],
  ])("are refused before the work begins: %j %j", async (words, options, message) => {
    await expect(encryptionOf(flagsOf(...words), contextWith(options))).rejects.toMatchObject({ message, exitCode: 2 });
  });
});
