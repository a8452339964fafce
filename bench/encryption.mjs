// Encrypts or decrypts zeros through the streams of src/encryption: node bench/encryption.mjs encrypt|decrypt|buffer [MiB]. "buffer" is the library's
// own way for whole files, for comparison. Prints { ms, peakMb }: the time, and the peak of resident memory of the whole process.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Encrypter, generateIdentity, identityToRecipient } from "age-encryption";
import { decrypted } from "../dist/encryption/decrypt.js";
import { DecryptionKeys } from "../dist/encryption/decryption-keys.js";
import { encryptTo } from "../dist/encryption/encrypt.js";
import { openInput } from "../dist/io/input-file.js";

const [what, mebibytes = "64"] = process.argv.slice(2);
const bytes = Number(mebibytes) * 1024 * 1024;
const pieceBytes = 256 * 1024;
const folder = mkdtempSync(join(tmpdir(), "kubespy-bench-"));
const file = join(folder, "file");
try {
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const ways = {
    encrypt: () => write(encryptTo([recipient], zeros())),
    decrypt: async () => {
      const keys = new DecryptionKeys({ readIdentities: async () => [identity] });
      for await (const _ of decrypted(openInput(file, { name: file }), { name: file, keys }));
    },
    buffer: async () => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      await encrypter.encrypt(new Uint8Array(bytes));
    },
  };
  if (what === "decrypt") await ways.encrypt();
  const start = performance.now();
  await ways[what]();
  process.stdout.write(`${JSON.stringify({ ms: Math.round(performance.now() - start), peakMb: peakMb() })}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function* zeros() {
  for (let at = 0; at < bytes; at += pieceBytes) yield new Uint8Array(Math.min(pieceBytes, bytes - at));
}

async function write(source) {
  const out = await open(file, "w");
  for await (const piece of source) await out.write(piece);
  await out.close();
}

function peakMb() {
  const [, kilobytes = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}
