import { constants, gunzipSync } from "node:zlib";
import { looksEncrypted } from "../../encryption/age-header.js";
import { DamagedCiphertext } from "../../encryption/damaged-ciphertext.js";
import { DecryptionKeys } from "../../encryption/decryption-keys.js";
import { KubespyError } from "../../errors.js";
import { peek } from "../../io/peek.js";
import { concat, decodeUtf8 } from "../../json/json.js";
import { BadLine } from "../../recording/format.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import { BadPage, findRecordings } from "../../web/file/find-recordings.js";

interface ContainerOptions {
  /** What messages call the file. */
  readonly name: string;
  /** Which recording of a page, from 1. Default: the only one. */
  readonly choice?: number | undefined;
  /** For a file that is encrypted. Default: none. */
  readonly keys?: DecryptionKeys | undefined;
}

/**
 * The bytes of the recording in a page, or in a zip archive that holds a page or a recording; of anything else, its own bytes. Told apart by what
 * they begin with. Any of them may be encrypted with age. Throws `KubespyError` where it cannot be decrypted, and where a page holds no recording or
 * several, and none is chosen; `BadLine` after what precedes the damage of an encrypted file.
 */
export async function* recordingIn(source: AsyncIterable<Uint8Array>, options: ContainerOptions): AsyncGenerator<Uint8Array> {
  const { beginning, all } = await unpacked(source, options);
  yield* isHtml(beginning) ? chosenRecording(all, options) : all;
}

/** The names of the recordings in a page, zipped or not; undefined where it is no page. */
export async function recordingNamesIn(
  source: AsyncIterable<Uint8Array>,
  options: Pick<ContainerOptions, "name" | "keys">,
): Promise<readonly string[] | undefined> {
  const { beginning, all, close } = await unpacked(source, options);
  if (!isHtml(beginning)) {
    await close();
    return undefined;
  }
  const names: string[] = [];
  for await (const part of findRecordings(all)) if (part.kind === "recording") names.push(part.name);
  return names;
}

/** What is in an archive, and a page that was compressed with gzip; a recording stays compressed, unless it was encrypted. */
async function unpacked(source: AsyncIterable<Uint8Array>, options: Pick<ContainerOptions, "name" | "keys">): Promise<Peeked> {
  const outer = await peeked(await withoutEncryption(source, options));
  if (isZip(outer.beginning)) return await peeked(unzipped(outer.all, options));
  return isHtml(beginningOfGzip(outer.beginning)) ? await peeked(maybeGunzip(outer.all)) : outer;
}

/** A file that is encrypted, decrypted and decompressed; any other as it is. */
export async function withoutEncryption(
  source: AsyncIterable<Uint8Array>,
  options: Pick<ContainerOptions, "name" | "keys">,
): Promise<AsyncIterable<Uint8Array>> {
  const { beginning, all } = await peeked(source);
  return looksEncrypted(beginning) ? decompressedAndDecrypted(all, options) : all;
}

/** Decompressed here: zlib drops what it holds when its source fails, and what precedes the damage of an encrypted file is kept. */
async function* decompressedAndDecrypted(
  source: AsyncIterable<Uint8Array>,
  { name, keys = new DecryptionKeys() }: Pick<ContainerOptions, "name" | "keys">,
): AsyncGenerator<Uint8Array> {
  const { decrypted } = await import("../../encryption/decrypt.js");
  let damage: DamagedCiphertext | undefined;
  async function* untilDamage(): AsyncGenerator<Uint8Array> {
    try {
      yield* decrypted(source, { name, keys });
    } catch (error) {
      if (!(error instanceof DamagedCiphertext)) throw error;
      damage = error;
    }
  }
  yield* maybeGunzip(untilDamage());
  if (damage !== undefined) throw new BadLine(damage.message, { cause: damage });
}

function beginningOfGzip(bytes: Uint8Array): Uint8Array {
  try {
    return isGzip(bytes) ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * peekBytes }) : new Uint8Array();
  } catch {
    // Damaged, or far too well compressed for a page: who reads the recording says so.
    return new Uint8Array();
  }
}

async function* chosenRecording(page: AsyncIterable<Uint8Array>, { name, choice }: ContainerOptions): AsyncGenerator<Uint8Array> {
  const names: string[] = [];
  let isEmpty = true;
  try {
    for await (const part of findRecordings(page)) {
      if (part.kind === "recording") names.push(part.name);
      else if (names.length === (choice ?? 1)) {
        isEmpty = false;
        yield part.bytes;
      }
      // The rest need not be read.
      if (choice !== undefined && choice > 0 && names.length > choice) break;
    }
  } catch (error) {
    if (error instanceof BadPage) throw new KubespyError(`cannot read ${name}: ${error.message}`, { cause: error });
    throw error;
  }
  if (names.length === 0)
    throw new KubespyError(`${name} holds no recording: it is a web page of another program, or cut short`, {
      hint: 'write pages with "kubespy report SESSION"',
    });
  if (choice !== undefined && (choice < 1 || choice > names.length))
    throw new KubespyError(`${name} has no recording ${choice}: it holds ${names.length}`, { hint: choiceHint(name, names) });
  if (choice === undefined && names.length > 1)
    throw new KubespyError(`${name} holds ${names.length} recordings`, { hint: choiceHint(name, names) });
  if (isEmpty)
    throw new KubespyError(`the recording in ${name} is empty or damaged`, { hint: "write the page again, or ask its sender to" });
}

const maxNamed = 10;

/** 'name one of them: "page.html#1" (pod-nginx.kubespy.gz), "page.html#2" (...)' */
function choiceHint(name: string, names: readonly string[]): string {
  if (name === "stdin") return 'write the page to a file, and name one of them, as "page.html#2"';
  const shown = names.slice(0, maxNamed).map((each, i) => `"${name}#${i + 1}" (${each})`);
  return `name one of them: ${shown.join(", ")}${names.length > maxNamed ? ", …" : ""}`;
}

/** Inflated at once; a thousand times that can come out. */
const sliceBytes = 16 * 1024;

/** The first page or recording in an archive. */
async function* unzipped(source: AsyncIterable<Uint8Array>, { name }: Pick<ContainerOptions, "name">): AsyncGenerator<Uint8Array> {
  // Every command that reads a file passes here; few read an archive.
  const { Unzip, UnzipInflate } = await import("fflate");
  let pieces: Uint8Array[] = [];
  let failure: Error | undefined;
  let found = false;
  let ended = false;
  const unzip = new Unzip((file) => {
    if (found || !/\.(html?|kubespy|ndjson)(\.gz)?$/i.test(file.name)) return;
    found = true;
    file.ondata = (error, bytes, final) => {
      if (error !== null) failure = error;
      else pieces.push(bytes);
      ended ||= final;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !ended; at += sliceBytes) {
        unzip.push(chunk.subarray(at, at + sliceBytes));
        if (failure !== undefined) throw failure;
        yield* pieces;
        pieces = [];
      }
      if (ended) break;
    }
  } catch (error) {
    // Of the source: interrupted, say.
    if (error instanceof KubespyError || error instanceof BadLine) throw error;
    throw new KubespyError(`cannot read ${name}: the zip archive is damaged, encrypted or compressed in a way that kubespy does not know`, {
      hint: "unpack it, and name what is in it",
      cause: error,
    });
  }
  if (!found)
    throw new KubespyError(`${name} is a zip archive without a page or a recording`, { hint: "unpack it, and name the recording" });
}

/** White space and a byte order mark may precede the first tag. */
const peekBytes = 1024;

interface Peeked {
  readonly beginning: Uint8Array;
  readonly all: AsyncIterable<Uint8Array>;
  /** For who does not read it. */
  close(): Promise<void>;
}

async function peeked(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const { seen, all, close } = await peek(source, (chunks) => chunks.reduce((size, { length }) => size + length, 0) >= peekBytes);
  return { beginning: concat(seen).subarray(0, peekBytes), all, close };
}

function isZip(beginning: Uint8Array): boolean {
  return beginning[0] === 0x50 && beginning[1] === 0x4b && beginning[2] === 3 && beginning[3] === 4;
}

function isGzip(beginning: Uint8Array): boolean {
  return beginning[0] === 0x1f && beginning[1] === 0x8b;
}

function isHtml(beginning: Uint8Array): boolean {
  return /^\ufeff?\s*(<!--[\s\S]*?-->\s*)?<(!doctype html|html)[\s>]/i.test(decodeUtf8(beginning, 0, beginning.length));
}
