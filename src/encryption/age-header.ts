import { KubespyError } from "../errors.js";

/**
 * The header of an age file (https://age-encryption.org/v1): text lines, in which each recipient is a stanza ("-> X25519 ..."), up to "--- MAC".
 * It is read before anything is authenticated, so its size is bounded: the library would read a header without an end into memory, and try each
 * identity on each stanza.
 */
export interface AgeHeader {
  /** As in the file, with the last newline. */
  readonly bytes: Uint8Array;
  /** The first word of each stanza: "X25519", "scrypt", "ssh-ed25519". */
  readonly kinds: readonly string[];
}

export const maxRecipients = 256;
/** A stanza of a post-quantum recipient takes 1.6 kB. */
const maxHeaderBytes = 1024 * 1024;

const version = "age-encryption.org/";
const armorBegin = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Whether a file begins as age writes it, binary or armored, whatever it is called. */
export function looksEncrypted(beginning: Uint8Array): boolean {
  return latin1(beginning.subarray(0, version.length)) === version || looksArmored(beginning);
}

/** White space may precede the armor, as in age. */
export function looksArmored(beginning: Uint8Array): boolean {
  return latin1(beginning).trimStart().startsWith(armorBegin);
}

/** Reads the header, and gives what follows it. Throws `KubespyError`. `name` is what messages call the file. */
export async function readAgeHeader(
  chunks: AsyncIterator<Uint8Array>,
  name: string,
): Promise<{ readonly header: AgeHeader; readonly rest: Uint8Array }> {
  const held = new HeaderBytes();
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const taken = held.take(next.value);
    if (held.end !== undefined) return { header: headerOf(held.end, name), rest: next.value.subarray(taken) };
    if (taken < next.value.length) throw new KubespyError(`cannot decrypt ${name}: its header is larger than 1 MiB`);
  }
  throw damagedFile(name);
}

/** The first bytes of a file, until its header is complete. */
class HeaderBytes {
  readonly #bytes = new Uint8Array(maxHeaderBytes);
  #length = 0;
  #lineStart = 0;
  #scanned = 0;
  end: Uint8Array | undefined;

  /** How many of these bytes belong to the header, or fit. */
  take(chunk: Uint8Array): number {
    const before = this.#length;
    const fitting = chunk.subarray(0, maxHeaderBytes - before);
    this.#bytes.set(fitting, before);
    this.#length += fitting.length;
    for (let at = this.#newline(); at >= 0; at = this.#newline()) {
      const isLast = latin1(this.#bytes.subarray(this.#lineStart, this.#lineStart + 3)) === "---";
      this.#lineStart = at + 1;
      this.#scanned = at + 1;
      if (!isLast) continue;
      this.end = this.#bytes.slice(0, at + 1);
      return at + 1 - before;
    }
    this.#scanned = this.#length;
    return fitting.length;
  }

  #newline(): number {
    return this.#bytes.subarray(0, this.#length).indexOf(0x0a, this.#scanned);
  }
}

function headerOf(bytes: Uint8Array, name: string): AgeHeader {
  const [first = "", ...lines] = latin1(bytes).split("\n");
  if (first !== `${version}v1`)
    throw new KubespyError(`cannot decrypt ${name}: it is in a version of the age format that this kubespy does not know`, {
      hint: "decrypt it with a newer age, or update kubespy",
    });
  const kinds = lines.flatMap((line) => (line.startsWith("-> ") ? [line.slice(3).split(" ", 1)[0] ?? ""] : []));
  if (kinds.length === 0) throw damagedFile(name);
  if (kinds.length > maxRecipients)
    throw new KubespyError(`cannot decrypt ${name}: it has ${kinds.length} recipients; kubespy reads files of up to ${maxRecipients}`);
  return { bytes, kinds };
}

/** Nothing of it can be trusted. */
export function damagedFile(name: string): KubespyError {
  return new KubespyError(`cannot decrypt ${name}: it is damaged or cut short`, { hint: "get the file again from its sender" });
}

/** Bytes as characters: no byte is invalid. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
