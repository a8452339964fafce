import { KubespyError } from "../errors.js";
import { looksEncrypted } from "./age-header.js";
import { decrypted } from "./decrypt.js";
import type { DecryptionKeys } from "./decryption-keys.js";
import { loadAge } from "./load-age.js";

/**
 * The secret keys in the text of an identity file, as age-keygen writes it: one a line, with comments. A file that "age -p" encrypted is decrypted by
 * `keys`, which must not wait for these identities. Rejects with `KubespyError`, which names the file and the line and never what is in it.
 */
export async function parseIdentities(bytes: Uint8Array, name: string, keys?: DecryptionKeys): Promise<readonly string[]> {
  if (!looksEncrypted(bytes.subarray(0, 1024))) return await identitiesIn(new TextDecoder().decode(bytes), name);
  if (keys === undefined) throw new KubespyError(`${name} is itself encrypted`, { hint: `decrypt it with "age -d" first` });
  const pieces: Uint8Array[] = [];
  for await (const piece of decrypted(oneChunk(bytes), { name: `the identity file ${name}`, keys })) pieces.push(piece);
  return await identitiesIn(Buffer.concat(pieces).toString(), name);
}

async function identitiesIn(text: string, name: string): Promise<readonly string[]> {
  if (/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw new KubespyError(`${name} is an SSH or TLS key; kubespy takes identities of age only`, {
      hint: 'create an identity with "age-keygen -o FILE", and give its recipient to senders',
    });
  const { Decrypter } = await loadAge();
  const identities: string[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const word = line.trim();
    if (word === "" || word.startsWith("#")) continue;
    const problem = problemOf(word, (identity) => new Decrypter().addIdentity(identity));
    if (problem !== undefined) throw new KubespyError(`${name}: line ${i + 1} ${problem.what}`, { hint: problem.hint });
    identities.push(word);
  }
  if (identities.length === 0) throw new KubespyError(`${name} holds no identity`, { hint: 'create one with "age-keygen -o FILE"' });
  return identities;
}

interface Problem {
  readonly what: string;
  readonly hint: string;
}

function problemOf(word: string, add: (identity: string) => void): Problem | undefined {
  if (word.startsWith("AGE-PLUGIN-"))
    return { what: "is an identity of an age plugin, which kubespy cannot run", hint: "decrypt the recording with age first" };
  if (/^age1/.test(word))
    return { what: "is a recipient, not an identity", hint: "pass the file that holds its secret key (AGE-SECRET-KEY-1...)" };
  try {
    add(word);
    return undefined;
  } catch {
    // The library's error quotes the key.
    return { what: "is not an identity", hint: 'an identity file is what "age-keygen -o FILE" writes' };
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
