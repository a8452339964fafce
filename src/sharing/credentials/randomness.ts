/** What a token must have to count as random: all of it. */
export interface RandomnessThreshold {
  /** Characters, and Shannon entropy over them: bits a character, and bits in total. */
  readonly minLength: number;
  readonly minBitsEach: number;
  readonly minBits: number;
  /** Of lower-case letters, upper-case letters and digits. */
  readonly minClasses: number;
  /** At most this share of neighbouring letters may be pairs that are common in English and in names. Of random letters a third are. */
  readonly maxCommonPairs: number;
}

/** Of a token that nothing introduces. 20 random characters of base64 have about 80 bits by this measure. */
export const unnamed: RandomnessThreshold = { minLength: 20, minBitsEach: 3.2, minBits: 70, minClasses: 3, maxCommonPairs: 0.58 };

/** Of lower-case letters and digits alone; no generated name or suffix of Kubernetes has 24 of them together, but for hexadecimal digits. */
const unnamedOneCase: RandomnessThreshold = { minLength: 24, minBitsEach: 3.5, minBits: 90, minClasses: 2, maxCommonPairs: 0.55 };

/** Of the value of something that may be a secret by its name. */
export const namedThreshold: RandomnessThreshold = { minLength: 12, minBitsEach: 2.6, minBits: 36, minClasses: 2, maxCommonPairs: 0.66 };

export function isRandomToken(token: string, threshold: RandomnessThreshold): boolean {
  if (token.length < threshold.minLength) return false;
  const sample = token.length > maxSample ? token.slice(0, maxSample) : token;
  if (classesOf(sample) < threshold.minClasses) return false;
  const bits = bitsPerCharacter(sample);
  return bits >= threshold.minBitsEach && bits * sample.length >= threshold.minBits && commonPairs(sample) <= threshold.maxCommonPairs;
}

/** Whether a token that nothing introduces is a credential: of mixed case, or a long run of one. Hexadecimal digits alone are digests and ids. */
export function looksLikeSecret(token: string): boolean {
  if (isRandomToken(token, unnamed)) return changes(token) >= minChanges;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(token) || !/^[a-z0-9]+$/.test(token)) return false;
  return isRandomToken(token, unnamedOneCase) && (token.match(/\d/g)?.length ?? 0) >= 3 && /\d[a-z]+\d/.test(token);
}

const maxSample = 4096;

/** Between characters of random base64, case and kind change at 6 of 10; in words joined by capitals, at 2 to 4 of 10. */
const minChanges = 0.38;

function changes(token: string): number {
  let count = 0;
  for (let i = 1; i < token.length; i++) if (classOf(token.charCodeAt(i)) !== classOf(token.charCodeAt(i - 1))) count++;
  return count / Math.max(1, token.length - 1);
}

function classesOf(token: string): number {
  return Number(/[a-z]/.test(token)) + Number(/[A-Z]/.test(token)) + Number(/\d/.test(token));
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}

function bitsPerCharacter(token: string): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < token.length; i++) counts.set(token.charCodeAt(i), (counts.get(token.charCodeAt(i)) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / token.length) * Math.log2(count / token.length);
  return bits;
}

/** Share of neighbouring letters that are common pairs; 1 for a token with too few letters to judge by is 0: digits are no words. */
function commonPairs(token: string): number {
  let pairs = 0;
  let common = 0;
  for (let i = 1; i < token.length; i++) {
    const [before, after] = [classOf(token.charCodeAt(i - 1)), classOf(token.charCodeAt(i))];
    if (before > 1 || after > 1) continue;
    pairs++;
    // "aB" is the border of two words, or chance.
    if (!(before === 0 && after === 1) && isCommonPair(token.charAt(i - 1), token.charAt(i))) common++;
  }
  return pairs < 3 ? 0 : common / pairs;
}

function isCommonPair(a: string, b: string): boolean {
  return pairsOf.get(a.toLowerCase())?.includes(b.toLowerCase()) === true;
}

/** 92 % of the pairs in the words of the documentation and of recorded messages; a third of all pairs. */
const pairsOf: ReadonlyMap<string, string> = new Map(
  (
    "a:abcdfgilmnprstuvy b:abelosu c:acdehiklortu d:acdeilosu e:acdefgilmnpqrstvwx f:aefilou g:aeiors h:aeiot i:acdefglmnoprstv k:eisu " +
    "l:adeilostuy m:aeimop n:acdefgikostu o:bcdgklmnoprstuvw p:aeiloprstu q:u r:acdegikmnorstuvy s:acehiopstu t:acehilorstuy u:bceilmnprst " +
    "v:aei w:aehinos x:p y:s"
  )
    .split(" ")
    .map((entry) => [entry.charAt(0), entry.slice(2)]),
);
