import { loadAge } from "./load-age.js";
import { passphraseRecipient } from "./passphrase-key.js";
import { throughStream } from "./through-stream.js";

/** Encrypts for recipients (`parseRecipients`), as "age -r" does, in bounded memory. */
export async function* encryptTo(recipients: readonly string[], plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  if (recipients.length === 0) throw new Error("no recipients");
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  yield* throughStream(plain, (input) => encrypter.encrypt(input));
}

/** Encrypts with a passphrase, as "age -p" does. Deriving the key takes about a second and 256 MiB. */
export async function* encryptWithPassphrase(passphrase: string, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await loadAge();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await passphraseRecipient(passphrase));
  yield* throughStream(plain, (input) => encrypter.encrypt(input));
}
