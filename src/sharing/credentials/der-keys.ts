import type { CredentialDetector } from "./credential-detector.js";

/** Private keys as base64 of DER, in one line or several: PKCS #1, PKCS #8, of elliptic curves, encrypted, and key stores (PKCS #12). */
export const derKeys: CredentialDetector = {
  name: "private keys in DER",
  *find(text) {
    for (const { index, 0: run } of text.matchAll(runs))
      if (derContent(run) === "private") yield { start: index, end: index + run.length, kind: "private key" };
  },
};

/** Certificates, requests and public keys as base64 of DER: they are random, and public. */
export function isPublicDer(value: string): boolean {
  return derContent(value) === "public";
}

/** Where these are in a text, and where they are in PEM. */
export function* publicDerRuns(text: string) {
  for (const { index, 0: block } of text.matchAll(publicBlocks))
    yield { start: index, end: index + block.length, kind: "certificate or public key" };
  for (const { index, 0: run } of text.matchAll(runs))
    if (isPublicDer(run)) yield { start: index, end: index + run.length, kind: "certificate or public key" };
}

const publicBlocks =
  /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}(?:CERTIFICATE(?: REQUEST)?|PUBLIC KEY(?: BLOCK)?|X509 CRL|PARAMETERS)-----(?:[A-Za-z0-9+/=\s]|\\+[nrt]){0,32768}/g;

/** "M" begins what begins with 0x30: a SEQUENCE. */
const runs = /(?<![A-Za-z0-9+/=])M[A-Za-z0-9+/]{46,}(?:(?:\r?\n|\\n)[A-Za-z0-9+/]{40,})*(?:(?:\r?\n|\\n)[A-Za-z0-9+/]{1,76})?={0,2}/g;

function derContent(value: string): "private" | "public" | undefined {
  if (value.length < 47 || !/^M[A-Za-z0-9+/]{46}/.test(value)) return undefined;
  const bytes = Buffer.from(value.slice(0, 48), "base64");
  const content = contentStart(bytes, 0);
  if (bytes[0] !== 0x30 || content === undefined) return undefined;
  if (bytes[content] === 0x02) return isPrivate(bytes, content) ? "private" : "public";
  if (bytes[content] !== 0x30) return undefined;
  const inner = contentStart(bytes, content);
  if (inner === undefined) return undefined;
  // The algorithm of an encrypted key is one of PKCS #5 or PKCS #12: 1.2.840.113549.1.5 or .12.
  if (bytes[inner] === 0x06)
    return /^06092a864886f70d0105|^060a2a864886f70d010c/.test(bytes.subarray(inner, inner + 12).toString("hex")) ? "private" : "public";
  return bytes[inner] === 0xa0 || bytes[inner] === 0x02 ? "public" : undefined;
}

/** Behind the version: an algorithm, a modulus, or the octets of a curve; version 3 of a key store. A public key of PKCS #1 begins with its modulus. */
function isPrivate(bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === 1 && (bytes[at + 2] ?? 9) <= 3;
}

/** Of a DER element that begins at `at`, behind its tag and length. */
function contentStart(bytes: Buffer, at: number): number | undefined {
  const length = bytes[at + 1];
  if (length === undefined) return undefined;
  if (length < 0x80) return at + 2;
  return length <= 0x84 ? at + 2 + (length & 0x7f) : undefined;
}
