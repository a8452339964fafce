import type { CredentialDetector } from "./credential-detector.js";
import type { CredentialSpan } from "./credential-span.js";
import { isHarmlessValue } from "./credential-values.js";
import { isRandomToken, namedThreshold } from "./randomness.js";

/** Credentials in URLs: the password, a user that is a token, and the secret path of webhooks. Parameters are `namedCredentials`. */
export const credentialUrls: CredentialDetector = {
  name: "URLs",
  *find(text) {
    yield* userinfoSpans(text);
    yield* dataSourceSpans(text);
    yield* webhookSpans(text);
  },
};

function* userinfoSpans(text: string): Iterable<CredentialSpan> {
  // The run of characters without white space and quotes that was read last, and the last "@" in it.
  let runEnd = 0;
  let lastSign = -1;
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    const start = at + 3;
    if (start >= runEnd) {
      run.lastIndex = start;
      runEnd = start + (run.exec(text)?.[0].length ?? 0);
      lastSign = text.slice(start, runEnd).lastIndexOf("@") + start;
    }
    if (lastSign < start || !isSchemeCharacter(text.charAt(at - 1))) continue;
    const userEnd = matchEnd(users, text, start);
    const passwordEnd = text[userEnd] === ":" ? passwordEndOf(text, userEnd + 1, Math.min(runEnd, start + maxUserinfo)) : -1;
    if (text[userEnd] !== "@" && passwordEnd < 0) continue;
    const user = text.slice(start, userEnd);
    if (user.length >= 12 && isRandomToken(user, namedThreshold)) yield { start, end: userEnd, kind: "token in a URL" };
    if (passwordEnd < 0 || isTemplate(text.slice(userEnd + 1, passwordEnd))) continue;
    yield { start: userEnd + 1, end: passwordEnd, kind: "password of a URL" };
    at = passwordEnd - 3;
  }
}

const maxUserinfo = 1024;
const isSchemeCharacter = (character: string) => /[a-z0-9+.-]/i.test(character);
/** The runs may be as long as the text: each is read once. */
const run = /[^\s"'`<>]*/y;
const users = /[^/\s?#@:"'`<>\\]{0,1024}/y;
const ports = /\d{1,5}(?:[/?#\s"'`]|$)/y;
const authorities = /[^/?#\s"'`<>]{0,1024}/y;

function matchEnd(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return at + (sticky.exec(text)?.[0].length ?? 0);
}

/** At the last "@" that belongs to the user and the password: a password may hold "@", and one that was not encoded "/". -1: there is no password. */
function passwordEndOf(text: string, start: number, limit: number): number {
  if (matchEnd(ports, text, start) > start) return -1;
  const inAuthority = text.slice(start, Math.min(limit, matchEnd(authorities, text, start))).lastIndexOf("@");
  const listed = inAuthority < 0 ? -1 : text.slice(start, start + inAuthority).search(nextUrl);
  if (inAuthority >= 0 && listed < 0) return start + inAuthority;
  const rest = text.slice(start, limit);
  const next = rest.search(nextUrl);
  const sign = (next < 0 ? rest : rest.slice(0, next)).lastIndexOf("@");
  return sign < 0 ? -1 : start + sign;
}

/** Of a list: "http://a,http://b". */
const nextUrl = /,[a-z][a-z0-9+.-]{0,30}:\/\//i;

function isTemplate(password: string): boolean {
  return password === "" || (isHarmlessValue(password) && /^[$%{<*x]|redacted|hidden|^\(/i.test(password));
}

/** `user:password@tcp(host:3306)/db`, of drivers for Go. Decoded text may end in front of the bracket. */
function* dataSourceSpans(text: string): Iterable<CredentialSpan> {
  let read = 0;
  for (const { index } of text.matchAll(protocols)) {
    const before = text.slice(Math.max(read, index - maxUserinfo), index);
    const from = index - (lastRun.exec(before)?.[0].length ?? 0);
    const user = text.slice(from, index);
    const scheme = user.lastIndexOf("://") + 1;
    const colon = user.indexOf(":", scheme === 0 ? 0 : scheme + 2);
    read = index;
    if (colon >= 0 && !isTemplate(user.slice(colon + 1))) yield { start: from + colon + 1, end: index, kind: "password of a data source" };
  }
}

const protocols = /@(?:tcp[46]?|udp|unix|cloudsql)(?=[(\0\s]|$)/g;
const lastRun = /[^\s"'`<>]{1,256}$/;

function* webhookSpans(text: string): Iterable<CredentialSpan> {
  for (const { host, path } of webhooks)
    for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + host.length)) {
      path.lastIndex = at + host.length;
      const [all = "", secret = ""] = path.exec(text) ?? [];
      if (secret !== "") yield { start: path.lastIndex - secret.length, end: path.lastIndex, kind: "webhook" };
      at += all.length;
    }
}

/** Those whose path is the secret: what the path captures is the value. */
const webhooks: readonly { readonly host: string; readonly path: RegExp }[] = [
  { host: "hooks.slack", path: /(?:-gov)?\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9+/_-]{20,200})/y },
  { host: "discord", path: /(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,20}\/[\w-]{40,100})/y },
  { host: "webhook.office", path: /\.com\/webhookb2\/([\w@/-]{40,400})/y },
  { host: "outlook.office", path: /(?:365)?\.com\/webhook\/([\w@/-]{40,400})/y },
  { host: "api.telegram.org/bot", path: /(\d{5,12}:[\w-]{20,64})/y },
  { host: "hooks.zapier.com/hooks/catch/", path: /([\w/-]{8,100})/y },
  { host: "events.pagerduty.com/integration/", path: /([\w-]{16,64})/y },
  { host: "maker.ifttt.com/trigger/", path: /[\w-]{1,100}\/with\/key\/([\w-]{16,64})/y },
];
