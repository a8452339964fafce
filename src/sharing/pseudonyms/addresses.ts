import { createHmac } from "node:crypto";

/** An address as its bytes: 4 or 16. */
export type AddressBytes = readonly number[];

/** Undefined for what is no address: four numbers up to 255 without leading zeros. */
export function parseV4(text: string): AddressBytes | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

/** Undefined for what is no address of version 6. An embedded address of version 4 is not read. */
export function parseV6(text: string): AddressBytes | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => "0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}

/** As RFC 5952 writes it. */
export function formatV6(bytes: AddressBytes): string {
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  let [start, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (groups[end] === "0") end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  if (start < 0) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** Addresses that have the same meaning in every network. */
export function isKeptAddress(bytes: AddressBytes): boolean {
  const [first, second] = bytes;
  if (bytes.length === 4) {
    if (first === 0 || first === 127 || bytes.every((byte) => byte === 255)) return true;
    return first === 255 || (first === 169 && second === 254 && bytes[2] === 169 && bytes[3] === 254);
  }
  return bytes.slice(0, 15).every((byte) => byte === 0);
}

/**
 * Addresses in 10.0.0.0/8 and fd00::/8 for others. Two addresses that begin with the same bits beyond the first byte, and have the same first byte, get
 * addresses that begin with the same number of bits: an address stays in its network. The first byte is folded into the others, so of version 4
 * different ones may become the same; a salt is chosen with which those of the survey do not.
 */
export class AddressMap {
  readonly #key: Uint8Array;
  readonly #flips = new Map<string, Buffer>();
  #salt = 0;

  constructor(key: Uint8Array, surveyed: readonly AddressBytes[]) {
    this.#key = key;
    this.#use(this.#bestSalt(surveyed));
  }

  /** `prefix`: how many bits are those of a network, of an address whose others are 0. */
  map(bytes: AddressBytes, prefix?: number): AddressBytes {
    if (isKeptAddress(bytes)) return bytes;
    const mapped = [bytes.length === 4 ? 10 : 0xfd];
    for (let i = 1; i < bytes.length; i++) mapped.push((bytes[i] ?? 0) ^ this.#flipOf(bytes, i));
    return prefix === undefined || !isNetwork(bytes, prefix)
      ? mapped
      : mapped.map((byte, i) => (i === 0 ? byte : byte & maskOf(prefix, i)));
  }

  /** The first without a conflict, else the one with the fewest. */
  #bestSalt(surveyed: readonly AddressBytes[]): number {
    let best = { salt: 0, conflicts: Number.POSITIVE_INFINITY };
    for (let salt = 0; salt < maxSalts && best.conflicts > 0; salt++) {
      const conflicts = this.#conflictsOf(salt, surveyed);
      if (conflicts < best.conflicts) best = { salt, conflicts };
    }
    return best.salt;
  }

  /** One digest decides for a whole byte: a bit of it for each beginning of the byte. */
  #flipOf(bytes: AddressBytes, at: number): number {
    const start = bytes.slice(0, at).join(".");
    const id = `${bytes.length} ${start}`;
    let bits = this.#flips.get(id);
    if (bits === undefined) {
      if (this.#flips.size >= maxFlips) this.#flips.clear();
      bits = createHmac("sha256", this.#key).update(`address\n${this.#salt}\n${id}`).digest();
      this.#flips.set(id, bits);
    }
    const byte = bytes[at] ?? 0;
    let flip = 0;
    for (let bit = 0; bit < 8; bit++) {
      const node = (1 << bit) | (byte >> (8 - bit));
      flip = (flip << 1) | (((bits[node >> 3] ?? 0) >> (node & 7)) & 1);
    }
    return flip;
  }

  #conflictsOf(salt: number, surveyed: readonly AddressBytes[]): number {
    this.#use(salt);
    const originals = new Set(surveyed.map((bytes) => bytes.join(".")));
    const seen = new Set<string>();
    let conflicts = 0;
    for (const bytes of surveyed) {
      if (isKeptAddress(bytes)) continue;
      const mapped = this.map(bytes).join(".");
      if (seen.has(mapped)) conflicts += originals.size;
      if (originals.has(mapped)) conflicts++;
      seen.add(mapped);
    }
    return conflicts;
  }

  #use(salt: number): void {
    this.#salt = salt;
    this.#flips.clear();
  }
}

const maxSalts = 16;
const maxFlips = 200_000;

function isNetwork(bytes: AddressBytes, prefix: number): boolean {
  return bytes.every((byte, i) => (byte & ~maskOf(prefix, i) & 0xff) === 0);
}

/** The bits of the byte at this index that belong to a network of this prefix. */
function maskOf(prefix: number, at: number): number {
  const bits = Math.max(0, Math.min(8, prefix - 8 * at));
  return (0xff << (8 - bits)) & 0xff;
}
