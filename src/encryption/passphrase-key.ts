import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import type { Identity, Recipient, Stanza } from "age-encryption";
import { KubespyError } from "../errors.js";

/**
 * Passphrases of age (https://age-encryption.org/v1#scrypt-recipient-stanza), by the scrypt of Node. The library's own is JavaScript: for the usual
 * work factor it blocks the process for 10 s, where this takes 1 s in a thread beside.
 */

/** As a power of two; that of age. It takes 256 MiB. */
const workFactor = 18;
/** The file says how much work its passphrase takes, before anything is authenticated. This much takes 1 GiB and some seconds. */
const maxWorkFactor = 20;

/** The only recipient that a file with a passphrase may have. */
export async function passphraseRecipient(passphrase: string): Promise<Recipient> {
  const { Stanza } = await import("age-encryption");
  return {
    wrapFileKey: async (fileKey) => {
      const salt = randomBytes(16);
      const cipher = createCipheriv(algorithm, await keyOf(passphrase, salt, workFactor), nonce, { authTagLength: 16 });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new Stanza(["scrypt", withoutPadding(salt), workFactor.toString()], new Uint8Array(body))];
    },
  };
}

/** Opens files with this passphrase. Throws `KubespyError` for one that demands too much work. */
export function passphraseIdentity(passphrase: string, name: string): Identity {
  return {
    unwrapFileKey: async (stanzas) => {
      const { salt, factor, body } = fieldsOf(stanzas);
      if (factor > maxWorkFactor)
        throw new KubespyError(
          `cannot decrypt ${name}: its passphrase takes a work factor of 2^${factor}; kubespy allows up to 2^${maxWorkFactor}`,
          { hint: "if you trust its sender, decrypt it with age" },
        );
      const decipher = createDecipheriv(algorithm, await keyOf(passphrase, salt, factor), nonce, { authTagLength: 16 });
      decipher.setAuthTag(body.subarray(16));
      try {
        return new Uint8Array(Buffer.concat([decipher.update(body.subarray(0, 16)), decipher.final()]));
      } catch {
        return null;
      }
    },
  };
}

const algorithm = "chacha20-poly1305";
/** Each key is used once. */
const nonce = Buffer.alloc(12);
const label = "age-encryption.org/v1/scrypt";

interface ScryptFields {
  readonly salt: Buffer;
  readonly factor: number;
  readonly body: Uint8Array;
}

function fieldsOf(stanzas: readonly Stanza[]): ScryptFields {
  const [stanza, another] = stanzas;
  const [, encoded = "", digits = "", more] = stanza?.args ?? [];
  const salt = Buffer.from(encoded, "base64");
  const isValid = another === undefined && more === undefined && withoutPadding(salt) === encoded && /^[1-9]\d{0,8}$/.test(digits);
  if (stanza === undefined || !isValid || salt.length !== 16 || stanza.body.length !== 32) throw new Error("invalid scrypt stanza");
  return { salt, factor: Number(digits), body: stanza.body };
}

function withoutPadding(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function keyOf(passphrase: string, salt: Buffer, factor: number): Promise<Buffer> {
  const N = 2 ** factor;
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(label), salt]), 32, { N, r: 8, p: 1, maxmem: 2 * 128 * 8 * N }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
