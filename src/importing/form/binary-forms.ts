import { getObjects, type InputRefusal } from "./refusal.js";

/** What a binary file is, by its first bytes; undefined for one that is not known. */
export function binaryForm(beginning: Uint8Array, name: string): InputRefusal | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.length);
  const found = signatures.find(({ magic, offset = 0 }) => bytes.subarray(offset, offset + magic.length).equals(magic));
  if (found === undefined) return undefined;
  const { what, advice } = found;
  return { what, advice: typeof advice === "string" ? advice : advice(name) };
}

interface Signature {
  readonly magic: Buffer;
  /** Default: 0. */
  readonly offset?: number;
  readonly what: string;
  readonly advice: string | ((name: string) => string);
}

const hex = (digits: string) => Buffer.from(digits, "hex");
const picture = (what: string, digits: string): Signature => ({ magic: hex(digits), what: `a picture (${what})`, advice: getObjects });
const packets = (digits: string): Signature => ({
  magic: hex(digits),
  what: "a capture of network packets (pcap)",
  advice: getObjects,
});
const packed = (what: string, digits: string, command: string): Signature => ({
  magic: hex(digits),
  what: `compressed with ${what}, which kubespy does not read`,
  advice: (name) => `decompress it: ${command} "${name}"`,
});

const signatures: readonly Signature[] = [
  picture("PNG", "89504e470d0a1a0a"),
  picture("JPEG", "ffd8ff"),
  picture("GIF", "474946383961"),
  { magic: Buffer.from("%PDF-"), what: "a PDF document", advice: getObjects },
  packets("d4c3b2a1"),
  packets("a1b2c3d4"),
  packets("4d3cb2a1"),
  packets("0a0d0d0a"),
  {
    magic: Buffer.from("SQLite format 3\0"),
    what: "an SQLite database",
    advice: (name) => `if it is one of kubespy, list its sessions: kubespy ls --db "${name}"`,
  },
  {
    magic: Buffer.from("k8s\0"),
    what: "an object as etcd stores it (protobuf)",
    advice: "convert it with auger (auger decode -o json), or get the object from the API server: kubectl get pods -A -o json >pods.json",
  },
  {
    magic: hex("edda0ced"),
    offset: 16,
    what: "a snapshot of etcd",
    advice: "restore it (etcdutl snapshot restore), start an API server on it, and get the objects: kubectl get pods -A -o json >pods.json",
  },
  {
    magic: Buffer.from("LPKSHHRH"),
    what: "a journal of systemd",
    advice: getObjects,
  },
  { magic: hex("7f454c46"), what: "a program (ELF)", advice: getObjects },
  packed("xz", "fd377a585a00", "xz -dk"),
  packed("bzip2", "425a68", "bzip2 -dk"),
  packed("zstd", "28b52ffd", "zstd -dk"),
  packed("7-Zip", "377abcaf271c", "7z x"),
  packed("RAR", "526172211a07", "unrar x"),
  packed("gzip twice", "1f8b", "gunzip -k"),
];
