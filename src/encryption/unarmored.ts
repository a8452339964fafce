import { DamagedCiphertext } from "./damaged-ciphertext.js";

/**
 * The bytes in an armored file (PEM with lines of 64 characters), as strictly as age reads it: no byte can be written in two ways. The library has
 * this for whole strings only. Throws `DamagedCiphertext` after what precedes the damage.
 */
export async function* unarmored(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const lines = new ArmoredLines();
  let held = "";
  for await (const chunk of source) {
    const pieces = (held + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1")).split("\n");
    held = pieces.pop() ?? "";
    const bytes = lines.decode(pieces);
    if (bytes.length > 0) yield bytes;
    if (lines.failed || held.length > maxHeldCharacters) throw new DamagedCiphertext();
  }
  const last = lines.decode([held]);
  if (last.length > 0) yield last;
  if (lines.failed || !lines.ended) throw new DamagedCiphertext();
}

/** A line has 64; white space may surround the armor. */
const maxHeldCharacters = 1024;

class ArmoredLines {
  #begun = false;
  /** A line of fewer than 64 characters is the last. */
  #isShort = false;
  ended = false;
  failed = false;

  /** The bytes of whole lines, up to the first that is not as it must be. */
  decode(lines: readonly string[]): Uint8Array {
    const decoded: Buffer[] = [];
    for (const line of lines) {
      const bytes = this.#decodeLine(line.endsWith("\r") ? line.slice(0, -1) : line);
      if (bytes === undefined) {
        this.failed = true;
        break;
      }
      decoded.push(bytes);
    }
    return Buffer.concat(decoded);
  }

  #decodeLine(line: string): Buffer | undefined {
    if (!this.#begun) {
      this.#begun = line.trim() === "-----BEGIN AGE ENCRYPTED FILE-----";
      return this.#begun || line.trim() === "" ? nothing : undefined;
    }
    if (this.ended) return line.trim() === "" ? nothing : undefined;
    if (line.trimEnd() === "-----END AGE ENCRYPTED FILE-----") {
      this.ended = true;
      return nothing;
    }
    if (this.#isShort || line.length > 64 || line === "") return undefined;
    this.#isShort = line.length < 64 || line.endsWith("=");
    const bytes = Buffer.from(line, "base64");
    return bytes.toString("base64") === line ? bytes : undefined;
  }
}

const nothing = Buffer.alloc(0);
