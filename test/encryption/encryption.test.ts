import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { armor, generateHybridIdentity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { DamagedCiphertext } from "../../src/encryption/damaged-ciphertext.js";
import { decrypted } from "../../src/encryption/decrypt.js";
import { DecryptionKeys } from "../../src/encryption/decryption-keys.js";
import { encryptTo, encryptWithPassphrase } from "../../src/encryption/encrypt.js";
import { parseIdentities } from "../../src/encryption/identities.js";
import { KubespyError } from "../../src/errors.js";
import { lacks } from "../support/needs.js";
import { temporaryFolder } from "../support/program.js";
import { bytesOf, cut, decryption, headerWith, identity, keysOf, piecesOf, recipient } from "./support.js";

const anySizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 5 });
/** Around the borders of chunks, which have 64 KiB. */
const anyLength = fc.oneof(fc.nat(300), fc.constantFrom(65535, 65536, 65537, 131072, 131073), fc.nat(300_000));

describe("what is encrypted", () => {
  it("is what is decrypted, for any bytes in any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(anyLength, anySizes, anySizes, async (length, sizes, sizesRead) => {
        const plain = randomBytes(length);
        const secret = await bytesOf(encryptTo([recipient], cut(plain, sizes)));
        expect((await decryption(cut(secret, sizesRead))).plain.equals(plain)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("is read byte by byte too", async () => {
    const plain = randomBytes(3000);
    const secret = await bytesOf(encryptTo([recipient], cut(plain, [1])));
    expect((await decryption(cut(secret, [1]))).plain.equals(plain)).toBe(true);
    expect((await decryption(cut(armored(secret), [1]))).plain.equals(plain)).toBe(true);
  });

  it("can be read by each of its recipients, also with post-quantum keys", async () => {
    const hybrid = await generateHybridIdentity();
    for (const [recipients, reader] of [
      [[await identityToRecipient(await generateHybridIdentity()), await identityToRecipient(hybrid)], hybrid],
      [[recipient], identity],
    ] as const)
      expect((await decryption(encryptTo(recipients, piecesOf(Buffer.from("x"))), keysOf(reader))).plain.toString()).toBe("x");
  });

  it("gives an error of its source as it is", async () => {
    const failure = new Error("unplugged");
    async function* failing() {
      yield Buffer.alloc(100_000);
      throw failure;
    }
    await expect(bytesOf(encryptTo([recipient], failing()))).rejects.toBe(failure);
    const secret = await bytesOf(encryptTo([recipient], piecesOf(Buffer.alloc(200_000))));
    async function* failingLater() {
      yield secret.subarray(0, 150_000);
      throw failure;
    }
    const { plain, error } = await decryption(failingLater());
    expect(error).toBe(failure);
    expect(plain.length).toBe(131072);
  });

  it("ends its source when its reader stops early", async () => {
    let ended = false;
    async function* source(bytes: Uint8Array) {
      try {
        yield* cut(bytes, [10_000]);
      } finally {
        ended = true;
      }
    }
    // The first piece is the header, before anything is read.
    for await (const piece of encryptTo([recipient], source(Buffer.alloc(1_000_000)))) if (piece.length > 60_000) break;
    expect(ended).toBe(true);
    ended = false;
    const secret = await bytesOf(encryptTo([recipient], piecesOf(Buffer.alloc(1_000_000))));
    for await (const _ of decrypted(source(secret), { name: "x", keys: keysOf(identity) })) break;
    expect(ended).toBe(true);
  });

  it("is read no further ahead than its reader is", async () => {
    let read = 0;
    async function* counted(bytes: Uint8Array) {
      for await (const piece of cut(bytes, [64 * 1024])) {
        read += piece.length;
        yield piece;
      }
    }
    const secret = await bytesOf(encryptTo([recipient], piecesOf(Buffer.alloc(3_000_000))));
    let given = 0;
    for await (const piece of decrypted(counted(secret), { name: "x", keys: keysOf(identity) })) {
      given += piece.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(read - given).toBeLessThan(512 * 1024);
    }
    expect(given).toBe(3_000_000);
  });
});

describe("a file that was changed", () => {
  const plain = randomBytes(150_000);
  const original = bytesOf(encryptTo([recipient], piecesOf(plain)));

  it("never gives other bytes than were encrypted, and never without an error", async () => {
    const secret = await original;
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.nat(220), fc.nat(secret.length - 1)), fc.nat(7), fc.boolean(), async (at, bit, isArmored) => {
        const file = isArmored ? armored(secret) : Buffer.from(secret);
        const index = at % file.length;
        file[index] = (file[index] ?? 0) ^ (1 << bit);
        const result = await decryption(piecesOf(file));
        // White space around the armor may change.
        if (isArmored && result.error === undefined) expect(isAround(file, index)).toBe(true);
        else expect(result.error).toBeInstanceOf(KubespyError);
        expect(plain.subarray(0, result.plain.length).equals(result.plain)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("gives all whole chunks before a cut or the damage", async () => {
    const secret = await original;
    for (const [file, length] of [
      [secret.subarray(0, secret.length - 1), 131072],
      [secret.subarray(0, secret.length - 20_000), 65536],
      [changedAt(secret, secret.length - 1), 131072],
    ] as const) {
      const result = await decryption(piecesOf(file));
      expect(result.error).toBeInstanceOf(DamagedCiphertext);
      expect(result.plain.length).toBe(length);
    }
  });

  it("gives no byte of the first chunk where that is damaged, and says so by name", async () => {
    const secret = await original;
    const { plain: given, error } = await decryption(piecesOf(secret.subarray(0, 40_000)));
    expect(given.length).toBe(0);
    expect(error).toMatchObject({ message: "cannot decrypt x.age: it is damaged or cut short" });
    expect(error).not.toBeInstanceOf(DamagedCiphertext);
  });

  it("is refused where bytes follow the end", async () => {
    const { error } = await decryption(piecesOf(await original, Buffer.from("x")));
    expect(error).toBeInstanceOf(KubespyError);
    expect((await decryption(piecesOf(armored(await original), Buffer.from("x")))).error).toBeInstanceOf(KubespyError);
  });
});

describe("a hostile file", () => {
  const stanza = (words: string) => `-> ${words}\n${Buffer.alloc(32).toString("base64").replace(/=+$/, "")}\n`;
  const x25519 = stanza(`X25519 ${Buffer.alloc(32, 9).toString("base64").replace(/=+$/, "")}`);
  const scrypt = (factor: string) => stanza(`scrypt ${Buffer.alloc(16).toString("base64").replace(/=+$/, "")} ${factor}`);
  const withPassphrase = new DecryptionKeys({ passphrase: "x" });

  it.each(["21", "60", "999999999"])("cannot demand work of 2^%s for its passphrase", async (factor) => {
    const { error } = await decryption(piecesOf(headerWith([scrypt(factor)])), withPassphrase);
    expect(error).toMatchObject({ message: expect.stringContaining(`2^${factor}; kubespy allows up to 2^20`) });
  });

  it.each(["0", "-1", "1e3", "018", " 18", "9999999999"])("cannot write the work factor as %j", async (factor) => {
    const { error } = await decryption(piecesOf(headerWith([scrypt(factor)])), withPassphrase);
    expect(error).toMatchObject({ message: "cannot decrypt x.age: it is damaged or cut short" });
  });

  it("cannot have a passphrase beside other recipients", async () => {
    const { error } = await decryption(piecesOf(headerWith([scrypt("10"), x25519])), withPassphrase);
    expect(error).toMatchObject({ message: "cannot decrypt x.age: it is damaged or cut short" });
  });

  it("cannot have more than 256 recipients, nor a header without an end", async () => {
    const many = Array.from({ length: 257 }, () => x25519);
    expect((await decryption(piecesOf(headerWith(many)))).error).toMatchObject({
      message: "cannot decrypt x.age: it has 257 recipients; kubespy reads files of up to 256",
    });
    let pieces = 0;
    async function* endless() {
      yield Buffer.from("age-encryption.org/v1\n");
      for (;;) {
        pieces++;
        yield Buffer.alloc(64 * 1024, "a");
      }
    }
    expect((await decryption(endless())).error).toMatchObject({ message: "cannot decrypt x.age: its header is larger than 1 MiB" });
    expect(pieces).toBeLessThan(20);
  });

  it("cannot have an armored line without an end", async () => {
    async function* endless() {
      yield Buffer.from("-----BEGIN AGE ENCRYPTED FILE-----\n");
      for (;;) yield Buffer.alloc(64 * 1024, "A");
    }
    expect((await decryption(endless())).error).toMatchObject({ message: "cannot decrypt x.age: it is damaged or cut short" });
  });

  it("of a later version of age is named as such", async () => {
    const { error } = await decryption(piecesOf(Buffer.from("age-encryption.org/v2\n-> X a\n\n--- x\n")));
    expect(error).toMatchObject({ message: expect.stringContaining("a version of the age format") });
  });

  it("of any bytes after its first line gives a KubespyError", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("", "-> X25519 ", "-> scrypt a 1\n", "--- "),
        async (bytes, start) => {
          const { error } = await decryption(piecesOf(Buffer.from(`age-encryption.org/v1\n${start}`), bytes, Buffer.from("\n--- a\n")));
          expect(error).toBeInstanceOf(KubespyError);
        },
      ),
    );
  });
});

describe("a passphrase", () => {
  it("decrypts what it encrypted; a wrong one is named as such, without it", async () => {
    const secret = await bytesOf(encryptWithPassphrase("correct horse", piecesOf(Buffer.from("hello"))));
    expect((await decryption(piecesOf(secret), new DecryptionKeys({ passphrase: "correct horse" }))).plain.toString()).toBe("hello");
    const { error } = await decryption(piecesOf(secret), new DecryptionKeys({ passphrase: "battery staple" }));
    expect(error).toMatchObject({ message: "wrong passphrase for x.age" });
    expect((await decryption(piecesOf(secret))).error).toMatchObject({
      message: "x.age is encrypted with a passphrase: cannot prompt for it without a terminal",
    });
  });

  it("is requested once for a file that is read again, also where it was wrong", async () => {
    const secret = await bytesOf(encryptWithPassphrase("a", piecesOf(Buffer.from("hello"))));
    for (const answer of ["a", "b"]) {
      const asked: string[] = [];
      const keys = new DecryptionKeys({
        askPassphrase: async (name) => {
          asked.push(name);
          return answer;
        },
      });
      const first = await decryption(piecesOf(secret), keys);
      expect(await decryption(piecesOf(secret), keys)).toEqual(first);
      expect(asked).toEqual(["x.age"]);
    }
  });
});

describe("an identity", () => {
  it("that does not fit is an error that names no key", async () => {
    const secret = await bytesOf(encryptTo([recipient], piecesOf(Buffer.from("hello"))));
    const { error } = await decryption(piecesOf(secret), keysOf(await newIdentity()));
    expect(error).toMatchObject({ message: "cannot decrypt x.age: the identity does not fit" });
    expect((await decryption(piecesOf(secret), keysOf())).error).toMatchObject({
      message: "x.age is encrypted, and no identity to decrypt it with was given",
    });
    expect(everythingIn(error)).not.toContain("AGE-SECRET");
  });

  it("is read from what age-keygen writes, with its comments", async () => {
    const text = `# created: 2026-01-01\r\n# public key: ${recipient}\r\n${identity}\r\n\n`;
    expect(await parseIdentities(Buffer.from(text), "key.txt")).toEqual([identity]);
  });

  it.each([
    ["AGE-SECRET-KEY-1QQQQ", "key.txt: line 2 is not an identity"],
    [identity.slice(0, -1), "key.txt: line 2 is not an identity"],
    [identity.toLowerCase(), "key.txt: line 2 is not an identity"],
    ["AGE-PLUGIN-YUBIKEY-1QQQ", "key.txt: line 2 is an identity of an age plugin, which kubespy cannot run"],
    [recipient, "key.txt: line 2 is a recipient, not an identity"],
  ])("that cannot be used is named by its line, and is not printed: %#", async (line, message) => {
    const error = await parseIdentities(Buffer.from(`# x\n${line}\n`), "key.txt").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ message });
    expect(everythingIn(error)).not.toContain(line.slice(0, 30).toUpperCase().slice(15));
  });

  it("of SSH is refused with what to do", async () => {
    await expect(parseIdentities(Buffer.from("-----BEGIN OPENSSH PRIVATE KEY-----\nabc"), "id_ed25519")).rejects.toMatchObject({
      message: "id_ed25519 is an SSH or TLS key; kubespy takes identities of age only",
    });
  });

  it("in a file that is encrypted itself is read with the passphrase of that file", async () => {
    const file = await bytesOf(encryptWithPassphrase("mine", piecesOf(Buffer.from(`${identity}\n`))));
    expect(await parseIdentities(file, "key.age", new DecryptionKeys({ passphrase: "mine" }))).toEqual([identity]);
  });
});

describe.skipIf(lacks("age", "encryption with the program age"))("with the program age", () => {
  const folderWith = (files: Readonly<Record<string, string | Uint8Array>>) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder.path, name), content);
    return folder.path;
  };
  const age = (cwd: string, ...args: readonly string[]) => {
    const { status, stderr } = spawnSync("age", args, { cwd });
    expect(stderr.toString()).toBe("");
    expect(status).toBe(0);
  };
  const plain = randomBytes(200_000);

  it("what kubespy encrypts can be decrypted", async () => {
    const cwd = folderWith({ key: identity, secret: await bytesOf(encryptTo([recipient], piecesOf(plain))) });
    age(cwd, "-d", "-i", "key", "-o", "plain", "secret");
    expect(readFileSync(join(cwd, "plain")).equals(plain)).toBe(true);
  });

  it.each([[[]], [["-a"]]])("what it encrypts with %j can be read", async (flags) => {
    const cwd = folderWith({ plain });
    age(cwd, "-e", ...flags, "-r", recipient, "-o", "secret", "plain");
    const { plain: read, error } = await decryption(piecesOf(readFileSync(join(cwd, "secret"))));
    expect(error).toBeUndefined();
    expect(read.equals(plain)).toBe(true);
  });

  it("the identity that age-keygen writes is read", async () => {
    const cwd = folderWith({});
    expect(spawnSync("age-keygen", ["-o", "key"], { cwd }).status).toBe(0);
    const text = readFileSync(join(cwd, "key"));
    const [, own = ""] = /public key: (age1\w+)/.exec(text.toString()) ?? [];
    const identities = await parseIdentities(text, "key");
    const secret = encryptTo([own], piecesOf(plain));
    expect((await decryption(secret, keysOf(...identities))).plain.equals(plain)).toBe(true);
  });
});

function armored(bytes: Uint8Array): Buffer {
  return Buffer.from(armor.encode(bytes));
}

function isAround(file: Buffer, index: number): boolean {
  const end = file.lastIndexOf("-----END AGE ENCRYPTED FILE-----");
  return end < 0 || index >= end + 32 || index < 1;
}

function changedAt(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

async function newIdentity(): Promise<string> {
  const { generateIdentity } = await import("age-encryption");
  return await generateIdentity();
}

/** With its stack and all its causes. */
function everythingIn(error: unknown): string {
  const own = error instanceof Error ? `${error.message} ${error.stack} ${everythingIn(error.cause)}` : String(error);
  return `${own} ${error instanceof KubespyError ? error.hint : ""}`.toUpperCase();
}
