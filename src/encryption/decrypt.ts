import { KubespyError } from "../errors.js";
import { peek } from "../io/peek.js";
import { damagedFile, looksArmored, readAgeHeader } from "./age-header.js";
import { DamagedCiphertext } from "./damaged-ciphertext.js";
import type { DecryptionKeys } from "./decryption-keys.js";
import { loadAge } from "./load-age.js";
import { throughStream } from "./through-stream.js";
import { unarmored } from "./unarmored.js";

interface DecryptOptions {
  /** What messages call the file. */
  readonly name: string;
  readonly keys: DecryptionKeys;
}

/**
 * Decrypts an age file, binary or armored, in bounded memory. Each chunk of 64 KiB is authenticated before any of it is given. Throws `KubespyError`
 * where nothing can be decrypted; `DamagedCiphertext` where what follows is damaged or missing; errors of the source as they are.
 */
export async function* decrypted(source: AsyncIterable<Uint8Array>, options: DecryptOptions): AsyncGenerator<Uint8Array> {
  let hasGiven = false;
  try {
    for await (const piece of decryptedPieces(await binary(source), options)) {
      hasGiven = true;
      yield piece;
    }
  } catch (error) {
    throw error instanceof DamagedCiphertext && !hasGiven ? damagedFile(options.name) : error;
  }
}

async function binary(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { seen, all } = await peek(source, (chunks) => chunks.reduce((size, { length }) => size + length, 0) >= 1024);
  return looksArmored(Buffer.concat(seen)) ? unarmored(all) : all;
}

async function* decryptedPieces(source: AsyncIterable<Uint8Array>, { name, keys }: DecryptOptions): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  async function* whole(first: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  try {
    const { header, rest } = await readAgeHeader(chunks, name);
    const fileKey = await keys.fileKeyOf(header, name);
    const { Decrypter } = await loadAge();
    const decrypter = new Decrypter();
    decrypter.addIdentity({ unwrapFileKey: () => fileKey });
    yield* throughStream(whole([header.bytes, rest]), (input) => decrypter.decrypt(input));
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    // Of the library, whose messages say no more.
    throw error instanceof KubespyError ? error : new DamagedCiphertext();
  } finally {
    await chunks.return?.();
  }
}
