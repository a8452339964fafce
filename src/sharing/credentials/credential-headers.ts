import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import type { CredentialSpan } from "./credential-span.js";
import { isHarmlessValue } from "./credential-values.js";
import { closingQuote } from "./named-pairs.js";
import { isRandomToken, namedThreshold } from "./randomness.js";

/** What HTTP headers hold, in any message: behind Authorization and Cookie, and behind "Bearer" and "Basic" wherever they are. */
export const credentialHeaders: CredentialDetector = {
  name: "HTTP headers",
  *find(text) {
    for (const { index, 0: all, 1: scheme = "", 2: value = "" } of text.matchAll(authorization))
      if (!isScheme(text, index + all.length) && (isBearer(value) || (scheme !== "" && !isHarmlessValue(value))))
        yield spanAtEnd(index, all, value, "Authorization header");
    for (const { index, 0: all, 1: value = "" } of text.matchAll(cookie))
      if (value.includes("=") && !isHarmlessValue(value)) yield spanAtEnd(index, all, value.trimEnd(), "cookie", value.length);
    for (const { index, 0: all, 1: scheme = "", 2: value = "" } of text.matchAll(schemes))
      if (scheme.toLowerCase() === "basic" ? isBasic(value) : isBearer(value)) yield spanAtEnd(index, all, value, `${scheme} credentials`);
    yield* directiveSpans(text);
  },
};

/** `proxy_set_header Authorization "x";`, of nginx. */
function* directiveSpans(text: string): Iterable<CredentialSpan> {
  for (const { index, 0: all, 1: name = "", 2: quote = "", 3: word = "" } of text.matchAll(directives)) {
    if (name.toLowerCase() !== "authorization" && credentialNameStrength(name) !== "password") continue;
    const start = index + all.length - (quote === "" ? word.length : 0);
    const end = quote === "" ? start + word.length : closingQuote(text, start, quote.length - 1, quote.charCodeAt(quote.length - 1));
    if (!isHarmlessValue(text.slice(start, end).replace(/^(?:bearer|basic) /i, ""))) yield { start, end, kind: `value of ${name}` };
  }
}

const directives = /(?<=(?:set|add)[_-]header) {1,4}([\w-]{1,60}) {1,4}(?:(\\{0,3}["'])|([^\s"';\\]{3,1024}))/g;

function spanAtEnd(index: number, all: string, value: string, kind: string, length = value.length) {
  const start = index + all.length - length;
  return { start, end: start + value.length, kind };
}

/** "Authorization: Bearer x", `"Authorization":["Bearer x"]`, "Authorization:[x]". */
const authorization =
  /\bauthorization["'`\\\]]{0,6}[ \t]{0,4}[:=][ \t]{0,4}["'`\\[]{0,6}(?:(bearer|basic|token|apikey|key|digest|negotiate|ntlm|splunk|genie)[ \t]{1,4})?([\w.~+/:=-]{6,4096})/gi;
const parameters = /[ \t]{0,4}(?:Credential|username)=/iy;
const cookie = /\b(?:set-)?cookie["'`\\\]]{0,6}[ \t]{0,4}[:=][ \t]{0,4}["'`\\[]{0,6}([^\s"'`\\\][,;=]{1,256}=[^\r\n"'`\\\][]{1,4096})/gi;
const schemes = /\b(bearer|basic)[ \t]{1,4}([\w.~+/-]{4,4096}={0,2})/gi;

/** Of "AWS4-HMAC-SHA256 Credential=x". */
function isScheme(text: string, end: number): boolean {
  parameters.lastIndex = end;
  return parameters.test(text);
}

/** "user:password" in base64. */
function isBasic(value: string): boolean {
  if (!/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(value)) return false;
  const decoded = Buffer.from(value, "base64").toString("latin1");
  return (
    /^[\x20-\x7e\xa0-\xff]*:[\x20-\x7e\xa0-\xff]*$/.test(decoded) &&
    Buffer.from(decoded, "latin1").toString("base64").replace(/=+$/, "") === value.replace(/=+$/, "")
  );
}

function isBearer(value: string): boolean {
  return (
    !isHarmlessValue(value) && (isRandomToken(value, namedThreshold) || (value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value)))
  );
}
