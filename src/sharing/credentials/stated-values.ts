import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import type { CredentialSpan } from "./credential-span.js";
import { isCredentialValue } from "./credential-values.js";

/**
 * Values of variables, flags and options that a message states in words: `sets DB_PASSWORD to "x"`, `invalid value "x" for flag -password`,
 * `requirepass x`, `IDENTIFIED BY 'x'`.
 */
export const statedValues: CredentialDetector = {
  name: "stated values",
  *find(text) {
    for (const { index, 0: all, 1: name = "", 2: quote = "", 3: value = "" } of text.matchAll(assigned))
      if (isStated(name, value, quote)) yield spanOf(index + all.length - value.length, value, name);
    for (const { index, 0: all, 1: value = "" } of text.matchAll(rejected)) {
      names.lastIndex = index + all.length;
      const name = names.exec(text)?.[1] ?? "";
      if (isStated(name, value, '"')) yield spanOf(index + all.indexOf(value, firstQuote(all)), value, name);
    }
    for (const pattern of statements)
      for (const { index, 0: all, 1: word = "", 2: value = "" } of text.matchAll(pattern))
        if (isCredentialValue(value, "password", "sentence")) yield spanOf(index + all.length - value.length, value, word);
  },
};

function spanOf(start: number, value: string, name: string): CredentialSpan {
  return { start, end: start + value.length, kind: `value of ${name}` };
}

const firstQuote = (text: string) => text.search(/["'`]/);

/** Prose has "password" too: without quotes only what has the name of a variable counts. */
function isStated(name: string, value: string, quote: string): boolean {
  if (credentialNameStrength(name) !== "password") return false;
  return isCredentialValue(value, "password", quote === "" ? (/[a-z][A-Z]|[_.-]/.test(name) ? "item" : "sentence") : "quoted");
}

const assigned =
  /(?<![\w.$/-])(?:ENV {1,4}|[([])?([A-Za-z][\w.-]{2,60})["'`]?(?: (?:to|is|was|header:|->|<-|\.|\||has value|with value) {1,4}|(?<=ENV {1,4}[\w.-]{3,61}) {1,4}| ?\| ?| \()(?:\\{0,3}(["'`])|)([^\s"'`\\()|,;]{4,512}(?<![.:!?]))/g;
const rejected = /\b(?:value|argument) {1,2}\\{0,3}["'`]([^\s"'`\\]{4,512})\\{0,3}["'`]/g;
const names =
  / {1,2}(?:for|of|in) {1,2}(?:the {1,2})?(?:(?:flag|option|field|key|env|variable|environment|setting|parameter|argument) {1,2}){0,2}["'`]?-{0,2}([A-Za-z][\w.-]{1,60})/y;

/** Of SQL, of Redis, of ~/.netrc. */
const statements: readonly RegExp[] = [
  /(?<![\w.$/-])(requirepass|masterauth|login \S{1,64} password) {1,4}["'`]?([^\s"'`\\]{4,512}(?<![.:!?,;)]))/gi,
  /(?<![\w.$/-])(IDENTIFIED(?: WITH [\w"'`]{1,40})? BY(?: PASSWORD)?|identified(?: with [\w"'`]{1,40})? by(?= {1,4}["'])) {1,4}["'`]?([^\s"'`\\]{4,512}(?<![.:!?,;)]))/g,
  /(?<![\w.$/-])(AUTH)"? {1,2}(?:"?[a-z][\w-]{0,30}"? {1,2})?"?([^\s"'`\\]{4,512}(?<![.:!?,;)]))/g,
];
