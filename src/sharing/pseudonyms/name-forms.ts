import { createHmac } from "node:crypto";
import { isSecretName } from "../secret-names.js";

/** 64 bits as a DNS label: a letter of 16 and 12 characters of base32; the 14th is a check, so that no word of a language looks like one. */
const form = /^[b-q][a-z2-7]{13}$/;
const formWithin = /^[a-z2-7]{14}$/i;
const base32 = "abcdefghijklmnopqrstuvwxyz234567";
const firstLetters = "bcdefghijklmnopq";

/**
 * The pseudonym of a name under a key: a DNS label of 14 characters that begins with a letter, has a digit, and no dash. None is like the name of
 * a credential ("pw2..."): what is beside it would look like its value.
 */
export function rootPseudonym(key: Uint8Array, name: string): string {
  for (let attempt = 0; ; attempt++) {
    const digest = createHmac("sha256", key).update(`name\n${attempt}\n${name}`).digest();
    let made = firstLetters[(digest[0] ?? 0) & 15] ?? "";
    for (let i = 1; i <= 12; i++) made += base32[(digest[i] ?? 0) & 31] ?? "";
    const pseudonym = made + checkOf(made);
    if (/[2-7]/.test(made) && !isSecretName(pseudonym)) return pseudonym;
  }
}

function checkOf(made: string): string {
  let sum = 7;
  for (let i = 0; i < made.length; i++) sum = (sum * 31 + base32.indexOf(made[i] ?? "")) % 1021;
  return base32[sum & 31] ?? "";
}

/** Whether a run of letters and digits has the form of a pseudonym of a name, in small letters or all in capitals. */
export function isRootPseudonym(run: string): boolean {
  if (run.length !== 14 || !formWithin.test(run)) return false;
  const lower = run.toLowerCase();
  if (run !== lower && run !== run.toUpperCase()) return false;
  return form.test(lower) && /[2-7]/.test(lower) && checkOf(lower.slice(0, 13)) === lower[13];
}

/** Of the suffixes that Kubernetes generates (`k8s.io/apimachinery/pkg/util/rand`). */
const safeAlphabet = "bcdfghjklmnpqrstvwxz2456789";
const wideAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const digits = "0123456789";
/** `36 ** 10` is below `2 ** 53`. */
const maxExact = 10;

/** A suffix of a Pod or the hash of a template, as Kubernetes generates them after a name. */
export function isGeneratedSuffix(run: string): boolean {
  return (run.length === 5 || (run.length >= 8 && run.length <= 10)) && /^[bcdfghjklmnpqrstvwxz2456789]+$/.test(run);
}

/** A suffix for a generated one: of the same length and alphabet. Of each length and alphabet a permutation. */
export function suffixPseudonym(key: Uint8Array, run: string): string {
  const alphabet = alphabetOf(run);
  const size = alphabet.length ** run.length;
  if (run.length > maxExact || size < 4) return hashedSuffix(key, run, alphabet);
  const permute = permutationOf(key, `${alphabet.length}/${run.length}`, size);
  let number = numberOf(run, alphabet);
  const isSecret = isSecretName(run);
  // A walk along the cycle until it is within range again, and of no smaller alphabet: the suffixes of that have a permutation of their own. So have those
  // that are like names of credentials.
  for (;;) {
    number = permute(number);
    if (number >= size) continue;
    const made = textOf(number, alphabet, run.length);
    if (alphabetOf(made) === alphabet && isSecretName(made) === isSecret) return made;
  }
}

function alphabetOf(run: string): string {
  if (/^[bcdfghjklmnpqrstvwxz2456789]+$/.test(run)) return safeAlphabet;
  return /^\d+$/.test(run) ? digits : wideAlphabet;
}

function hashedSuffix(key: Uint8Array, run: string, alphabet: string): string {
  let made = "";
  for (let block = 0; made.length < run.length; block++) {
    const digest = createHmac("sha256", key).update(`suffix\n${block}\n${run}`).digest();
    for (const byte of digest) if (made.length < run.length) made += alphabet[byte % alphabet.length] ?? "";
  }
  return made;
}

function numberOf(run: string, alphabet: string): number {
  let number = 0;
  for (const character of run) number = number * alphabet.length + alphabet.indexOf(character);
  return number;
}

function textOf(number: number, alphabet: string, length: number): string {
  let made = "";
  for (let left = number, i = 0; i < length; i++, left = Math.floor(left / alphabet.length))
    made = (alphabet[left % alphabet.length] ?? "") + made;
  return made;
}

const rounds = 6;

/** A Feistel network over the smallest square of a power of two that holds `size` numbers. */
function permutationOf(key: Uint8Array, tweak: string, size: number): (number: number) => number {
  const half = 2 ** Math.ceil(Math.log2(size) / 2);
  return (number) => {
    let [left, right] = [Math.floor(number / half), number % half];
    for (let round = 0; round < rounds; round++) {
      const digest = createHmac("sha256", key).update(`${tweak}\n${round}\n${right}`).digest();
      [left, right] = [right, (left + digest.readUIntBE(0, 6)) % half];
    }
    return left * half + right;
  };
}
