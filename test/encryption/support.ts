import { createHmac, hkdfSync } from "node:crypto";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { decrypted } from "../../src/encryption/decrypt.js";
import { DecryptionKeys } from "../../src/encryption/decryption-keys.js";

export const identity = await generateIdentity();
export const recipient = await identityToRecipient(identity);

export function keysOf(...identities: readonly string[]): DecryptionKeys {
  return new DecryptionKeys({ readIdentities: async () => identities });
}

export async function* piecesOf(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Cut into pieces of these sizes, in turns. */
export async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

export interface Decryption {
  readonly plain: Buffer;
  readonly error: unknown;
}

/** What is given before an error, and the error. */
export async function decryption(source: AsyncIterable<Uint8Array>, keys: DecryptionKeys = keysOf(identity)): Promise<Decryption> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of decrypted(source, { name: "x.age", keys })) pieces.push(piece);
    return { plain: Buffer.concat(pieces), error: undefined };
  } catch (error) {
    return { plain: Buffer.concat(pieces), error };
  }
}

/** A header with these stanzas, and the MAC that this file key gives it. */
export function headerWith(stanzas: readonly string[], fileKey = Buffer.alloc(16)): Buffer {
  const text = `age-encryption.org/v1\n${stanzas.join("")}---`;
  const key = Buffer.from(hkdfSync("sha256", fileKey, Buffer.alloc(0), "header", 32));
  const mac = createHmac("sha256", key).update(text).digest("base64").replace(/=+$/, "");
  return Buffer.from(`${text} ${mac}\n`);
}
