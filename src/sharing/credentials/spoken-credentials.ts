import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import { isCredentialValue, isHarmlessValue } from "./credential-values.js";
import { closingQuote } from "./named-pairs.js";
import { isRandomToken, namedThreshold } from "./randomness.js";
import { isPassphrase } from "./words.js";

/**
 * Credentials that a sentence names, without a separator: `password "x"`, `password is x`, `API key provided: x`, `token x expired`. Words about
 * credentials stay: a value must be unlike a word, and where nothing introduces it, random. Names of objects stay: `secret "db-auth"`.
 */
export const spokenCredentials: CredentialDetector = {
  name: "sentences",
  *find(text) {
    for (const { index, 0: noun } of text.matchAll(nouns)) {
      introduction.lastIndex = index + noun.length;
      const [all, verb, slashes = "", quote = ""] = introduction.exec(text) ?? [];
      if (all === undefined) continue;
      const start = index + noun.length + all.length;
      const value = quote === "" ? plainValue(text, start) : quotedValue(text, start, slashes.length, quote);
      const style = quote !== "" || verb?.endsWith(":") ? "item" : verb === undefined ? undefined : "sentence";
      if (value !== "" && isSpoken(value, noun, style))
        yield { start, end: start + value.length, kind: `${noun.toLowerCase()} in a sentence` };
    }
  },
};

const nouns =
  /(?<![\w.$/-])(?:password|passwd|passphrase|pwd|passcode|token|secret|credentials?|(?:api|access|secret|private)[ _-]?key)(?=["']? )/gi;
const introduction =
  /["']? {1,2}(?:(is|was|of|set to|is set to|(?:(?:provided|given|supplied|received|specified|entered|used|sent|value) ?(?:is|was|:))) {1,2})?(\\{0,3})(["'`]?)/y;

function plainValue(text: string, start: number): string {
  plain.lastIndex = start;
  const [word = ""] = plain.exec(text) ?? [];
  return /^[A-Za-z_][\w.-]*[:=]/.test(word) ? "" : word.replace(/[.,;:!?)\]}>]{1,8}$/, "");
}

const plain = /[^\s"'`\\]{4,512}/y;

/** To its closing quote; what is not closed is no value. */
function quotedValue(text: string, start: number, slashes: number, quote: string): string {
  const end = closingQuote(text, start, slashes, quote.charCodeAt(0));
  return end - start >= 4 && end - start <= 512 && text[end + slashes] === quote ? text.slice(start, end) : plainValue(text, start);
}

function isSpoken(word: string, noun: string, style: "item" | "sentence" | undefined): boolean {
  const isPassword = credentialNameStrength(noun.replace(/ /g, "_")) === "password";
  if (/\s/.test(word)) return isPassword && !isHarmlessValue(word) && isPassphrase(word);
  if (isPassword && style !== undefined) return isCredentialValue(word, "password", style);
  // Of an object: "secret db-auth-20240101".
  if (/^secrets?$/i.test(noun) && /^[a-z0-9./-]+$/.test(word)) return false;
  return isRandomToken(word, namedThreshold) && isCredentialValue(word, "generic", "sentence");
}
