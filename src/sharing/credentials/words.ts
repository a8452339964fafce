import { publicWordList } from "../pseudonyms/public-word-list.js";
import { isPublicWord } from "../pseudonyms/public-words.js";

/** Whether a word of small letters is in no message of Kubernetes, nor made of a word that is: "bemunovafosi", and a name that nobody knows. */
export function isInvented(word: string): boolean {
  return /^[a-z]{6,64}$/.test(word) && !isKnown(word);
}

/**
 * Whether such a word is unlike English besides: a quarter of its sequences of three letters are in less than two public words. So are 9 of 10 invented
 * words that can be spoken, all random ones, and a fifth of the English ones that are in no message.
 */
export function isUnlikeEnglish(word: string): boolean {
  if (!isInvented(word)) return false;
  const all = trigrams(word);
  return all.filter((each) => (commonTrigrams.get(each) ?? 0) >= 2).length < 0.75 * all.length;
}

function trigrams(word: string): readonly string[] {
  const bounded = `^${word}$`;
  return Array.from({ length: bounded.length - 2 }, (_, i) => bounded.slice(i, i + 3));
}

/** How many public words have each. */
const commonTrigrams = new Map<string, number>();
for (const word of publicWordList.trim().split(/\s+/))
  for (const each of new Set(trigrams(word))) commonTrigrams.set(each, (commonTrigrams.get(each) ?? 0) + 1);

/** Whether a text has nothing but words that everybody knows, and numbers: "must be at least 12 characters". */
export function isPublicProse(text: string): boolean {
  return /[A-Za-z]/.test(text) && inventedWords(text).invented === 0;
}

/** Of several words most are in no message: a passphrase, not a remark. */
export function isPassphrase(text: string): boolean {
  const { invented, all } = inventedWords(text);
  return all >= 3 && invented * 2 > all;
}

function inventedWords(text: string) {
  const words = text
    .slice(0, maxText)
    .split(/[\s.,:;!?()[\]/_-]+/)
    .filter((word) => word !== "");
  return { all: words.length, invented: words.filter((word) => !isKnown(word)).length };
}

const maxText = 1024;

function isKnown(word: string): boolean {
  if (isPublicWord(word) || participles.test(word)) return true;
  const stem = endings.exec(word)?.[1];
  return words.has(word) || (stem !== undefined && [stem, `${stem}e`, `${stem}y`].some((each) => words.has(each) || isPublicWord(each)));
}

const endings =
  /^(?:un|in|im|re|dis|non|mis)?([a-z]{3,30}?)(?:s|es|ies|ed|d|ing|ly|er|or|able|ible|ion|ions|ation|ment|ness|ity|al|ful|less)?$/;

/** "hardcoded", "invalidated": said of credentials more often than chosen as one. */
const participles = /^[a-z]{3,20}(?:[^aeiou]ed|ised|ized|ing|able|ible|ions?|ment|ness|ous|less|ally)$/;

/** What sentences say of credentials, and no message that the list of public words was made of. */
const words: ReadonlySet<string> = new Set(
  (
    "mandatory blank compromised leaked hashed plaintext numeric alphanumeric truncated malformed weak trivial reused rotated obsolete nonempty whitespace uppercase lowercase " +
    "symbols digits letters punctuation guess base64 encrypted decrypted unencrypted encoded hidden masked visible insecure secure safe stale tampered mismatched unreadable " +
    "inaccessible unavailable absent shorter longer stronger somehow anonymous keyring keychain keystore truststore keytab kerberos vault login logon signin passwordless rejected " +
    "forgotten disallowed deprecated insufficient inadequate prohibited restricted mistyped misspelled undefined unspecified unset " +
    "either please probably possibly perhaps otherwise rather instead actual actually necessary unnecessary appropriate particular special individual additional personal " +
    "confidential whatever whenever whichever certainly definitely currently previously simply merely entirely separately respectively therefore presumably hopefully unfortunately " +
    "choose consult contact forbid encrypt decrypt authenticate initialize regenerate recreate generate rotate overwrite overwritten hidden nobody someone anyone everyone nothing " +
    "identical literal interactive unusable usable symmetric asymmetric permanent temporary implicit explicit dictionary company customer operator developer person people"
  ).split(" "),
);
