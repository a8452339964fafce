import type { CredentialDetector } from "./credential-detector.js";
import { looksLikeSecret } from "./randomness.js";

/**
 * Random-looking tokens that nothing introduces: from 20 characters, with lower case, upper case and digits, at least 3.2 bits a character and 70 in
 * total, and few pairs of letters as in words; or 24 lower-case letters and digits. What has these by its nature stays: digests and ids, which are
 * hexadecimal, names, paths, versions, and what Kubernetes encodes.
 */
export const entropy: CredentialDetector = {
  name: "entropy",
  *find(text) {
    const blocks = [...text.matchAll(publicBlocks)].map(({ 0: block, index }) => ({ start: index, end: index + block.length }));
    let next = 0;
    for (const { 0: run, index } of text.matchAll(runs)) {
      while ((blocks[next]?.end ?? Number.POSITIVE_INFINITY) <= index) next++;
      if ((blocks[next]?.start ?? Number.POSITIVE_INFINITY) <= index) continue;
      if (isKnownForm(text, index, run)) continue;
      for (const { start, end } of randomParts(run, /[./:\\]/.test(text.charAt(index - 1)) || run.startsWith("/")))
        yield { start: index + start, end: index + end, kind: "random characters" };
    }
  },
};

const runs = /[A-Za-z0-9+/_~-]{20,}={0,2}/g;

/** Certificates, requests and public keys in PEM, also with "\n" written out. Of a larger one the rest counts as any text. */
const publicBlocks =
  /-----BEGIN (?:(?:TRUSTED |X509 )?CERTIFICATE|(?:NEW )?CERTIFICATE REQUEST|(?:RSA |EC )?PUBLIC KEY|X509 CRL)-----(?:[A-Za-z0-9+/=\s]|\\+[nr]){1,32768}-----END /g;

/** Digests and ids with a prefix, placeholders, digests of kubespy. */
function isKnownForm(text: string, index: number, run: string): boolean {
  const before = text.slice(Math.max(0, index - 24), index);
  return /(?:sha(?:1|256|384|512)|md5|h1)[:=~]$/i.test(before) || /^(?:sha(?:256|384|512)[-~]|redacted-)/.test(run);
}

/** The whole run, or the parts of a path in it. */
function* randomParts(run: string, isPath: boolean): Iterable<Part> {
  if (!(isPath && run.includes("/")) && looksLikeSecret(withoutIds(run))) {
    yield { start: 0, end: run.length };
    return;
  }
  for (const { 0: part, index } of run.matchAll(pathParts))
    if (part.length < run.length && looksLikeSecret(withoutIds(part))) yield { start: index, end: index + part.length };
}

interface Part {
  readonly start: number;
  readonly end: number;
}

const pathParts = /[^/~]{20,}/g;

/** Uids, long hexadecimal numbers, and the suffixes of generated names count as nothing. */
function withoutIds(token: string): string {
  const named = token.replace(/-[bcdf-hj-np-tv-z2-9]{6,10}-[bcdf-hj-np-tv-z2-9]{5}(?![A-Za-z0-9])/g, "");
  if (named.length < 32) return named;
  const rest = named.replace(/[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi, "");
  return rest.replace(/(?<![A-Za-z0-9])[0-9a-f]{32,128}(?![A-Za-z0-9])/g, "");
}
