import type { Identity } from "age-encryption";
import { KubespyError } from "../errors.js";
import { type AgeHeader, damagedFile } from "./age-header.js";
import { loadAge } from "./load-age.js";

/** Where keys come from. Nothing is read or asked for before a file needs it. */
export interface KeySources {
  /** Secret keys ("AGE-SECRET-KEY-1..."). */
  readonly readIdentities?: (() => Promise<readonly string[]>) | undefined;
  /** Tried before one is asked for. */
  readonly passphrase?: string | undefined;
  /** Asks the user; resolves with undefined where there is no terminal to ask on. */
  readonly askPassphrase?: ((fileName: string) => Promise<string | undefined>) | undefined;
}

/** What a command decrypts its files with. A file that is opened again is not asked about again, also where it could not be decrypted. */
export class DecryptionKeys {
  readonly #sources: KeySources;
  readonly #fileKeys = new Map<string, Promise<Uint8Array>>();
  readonly #passphrases: string[];
  #identities: Promise<readonly string[]> | undefined;

  constructor(sources: KeySources = {}) {
    this.#sources = sources;
    this.#passphrases = sources.passphrase === undefined ? [] : [sources.passphrase];
  }

  /** The key of a file's content. Rejects with `KubespyError`; no error says anything of a key or a passphrase. */
  fileKeyOf(header: AgeHeader, name: string): Promise<Uint8Array> {
    const id = Buffer.from(header.bytes).toString("latin1");
    let fileKey = this.#fileKeys.get(id);
    if (fileKey === undefined) {
      fileKey = header.kinds.includes("scrypt") ? this.#byPassphrase(header, name) : this.#byIdentity(header, name);
      this.#fileKeys.set(id, fileKey);
    }
    return fileKey;
  }

  async #byPassphrase(header: AgeHeader, name: string): Promise<Uint8Array> {
    const { passphraseIdentity } = await import("./passphrase-key.js");
    for (const passphrase of this.#passphrases) {
      const fileKey = await unwrapped(header, [passphraseIdentity(passphrase, name)], name);
      if (fileKey !== undefined) return fileKey;
    }
    const asked = await this.#sources.askPassphrase?.(name);
    if (asked === undefined) throw this.#noPassphrase(name);
    const fileKey = await unwrapped(header, [passphraseIdentity(asked, name)], name);
    if (fileKey === undefined) throw new KubespyError(`wrong passphrase for ${name}`);
    this.#passphrases.push(asked);
    return fileKey;
  }

  #noPassphrase(name: string): KubespyError {
    if (this.#passphrases.length > 0)
      return new KubespyError(`wrong passphrase for ${name}`, { hint: "check KUBESPY_PASSPHRASE, or ask its sender" });
    return new KubespyError(`${name} is encrypted with a passphrase: cannot prompt for it without a terminal`, {
      hint: "set KUBESPY_PASSPHRASE to the passphrase",
    });
  }

  async #byIdentity(header: AgeHeader, name: string): Promise<Uint8Array> {
    this.#identities ??= this.#sources.readIdentities?.() ?? Promise.resolve([]);
    const identities = await this.#identities;
    if (identities.length === 0)
      throw new KubespyError(`${name} is encrypted, and no identity to decrypt it with was given`, {
        hint: 'pass --identity FILE, with the file that "age-keygen -o FILE" wrote, or set KUBESPY_IDENTITY to its path',
      });
    const fileKey = await unwrapped(header, identities, name);
    if (fileKey !== undefined) return fileKey;
    const tried = identities.length === 1 ? "the identity does not fit" : `none of the ${identities.length} identities fits`;
    throw new KubespyError(`cannot decrypt ${name}: ${tried}`, { hint: hintFor(header) });
  }
}

function hintFor({ kinds }: AgeHeader): string {
  return kinds.every((kind) => kind.startsWith("ssh-"))
    ? 'it was encrypted to an SSH key, which kubespy cannot use: decrypt it with "age -d -i KEY", or ask its sender to encrypt it to a recipient of age-keygen'
    : 'ask its sender which recipient it was encrypted to; "age-keygen -y FILE" prints the recipient of an identity';
}

/** Undefined where none fits; an error of the library says that the header is damaged. */
async function unwrapped(header: AgeHeader, identities: readonly (string | Identity)[], name: string): Promise<Uint8Array | undefined> {
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  let fits = true;
  for (const identity of identities) decrypter.addIdentity(identity);
  // It is asked after all others.
  decrypter.addIdentity({
    unwrapFileKey: () => {
      fits = false;
      return null;
    },
  });
  try {
    return await decrypter.decryptHeader(header.bytes);
  } catch (error) {
    if (!fits) return undefined;
    throw error instanceof KubespyError ? error : damagedFile(name);
  }
}
