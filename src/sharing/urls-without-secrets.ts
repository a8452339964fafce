import type { Hide } from "./hidden-values.js";
import { isSecretName } from "./secret-names.js";

/**
 * `scheme://user:password@host`: a password may hold "@", and one that was not encoded "/". And what other connections have in its place:
 * `user:password@tcp(host)/database` of Go, `user/password@//host` of Oracle.
 */
export function withoutUserinfo(text: string, hide: Hide): string {
  if (!text.includes("@")) return text;
  const withoutUrls = text.replace(/[a-z][a-z0-9+.-]{0,30}:\/\/[^\s'"]*/gi, (run) =>
    run.includes("@") ? urlsWithoutUserinfo(run, hide) : run,
  );
  return withoutSourceNames(withoutUrls, hide).replace(
    /(:(?:thin|oci):[^\s/@:'"]{1,128}\/)([^\s@'"]{1,256})(?=@)/g,
    (_, user: string, password: string) => `${user}${hide(password, "userinfo password")}`,
  );
}

/** Of a text that is a URL, whatever characters it has: each URL in it begins once, and is read to its first "/", so that the time grows with the length alone. */
export function urlsWithoutUserinfo(run: string, hide: Hide): string {
  const lastSign = run.lastIndexOf("@");
  let result = "";
  let at = 0;
  for (const { index, 0: scheme } of run.matchAll(/[a-z][a-z0-9+.-]{0,30}:\/\//gi)) {
    const start = index + scheme.length;
    if (start < at) continue;
    const end = userinfoEnd(run, start, lastSign);
    if (end < start) continue;
    result += `${run.slice(at, start)}${hide(run.slice(start, end), "userinfo password")}`;
    at = end;
  }
  return result + run.slice(at);
}

/** Where the "@" behind it stands; -1 for a URL without. */
function userinfoEnd(run: string, start: number, lastSign: number): number {
  const authority = run.slice(start, start + maxAuthority);
  // An address of IPv6.
  if (authority.startsWith("[")) return -1;
  const colon = authority.search(/[/?#@:]/);
  if (authority[colon] === ":" && lastSign > start + colon && !/^\d{1,5}([/?#\s,]|$)/.test(authority.slice(colon + 1, colon + 8)))
    return lastSign;
  const host = authority.search(/[/?#]/);
  const sign = authority.slice(0, host < 0 ? undefined : host).lastIndexOf("@");
  return sign < 0 ? -1 : start + sign;
}

/** No user and password of a URL are longer. */
const maxAuthority = 4096;

/** `user:password@tcp(host)/database`, `user:password@unix(/socket)/database`: data source names of Go. */
export function withoutSourceNames(text: string, hide: Hide): string {
  let result = "";
  let at = 0;
  for (const { index, 0: address } of text.matchAll(sourceAddresses)) {
    const start = Math.max(at, index - maxSourceUser);
    const password = start + sourcePassword(text.slice(start, index));
    if (password > start) {
      result += `${text.slice(at, password)}${hide(text.slice(password, index), "userinfo password")}`;
      at = index;
    }
    result += text.slice(at, index + address.length);
    at = index + address.length;
  }
  return result + text.slice(at);
}

const sourceAddresses = /@(?:[a-z][\w+.-]{0,30})?\([^()\s]{1,255}\)\//gi;
/** Of a user and a password. */
const maxSourceUser = 512;

/** Where the password at the end of a text begins, behind the first name with a colon in its last word; 0 for none. */
function sourcePassword(text: string): number {
  const word = text.search(/\S+$/);
  for (let colon = text.indexOf(":", Math.max(word, 0)); word >= 0 && colon >= 0; colon = text.indexOf(":", colon + 1))
    if (/[\w%$.+-]/.test(text[colon - 1] ?? "") && !/^["'\s]?$/.test(text[colon + 1] ?? "")) return colon + 1;
  return 0;
}

/** Parameters within a word: `?access_token=x`, `user=a&password=b`, `//registry/:_authToken=x`, `Server=db;Password=x`. */
export function withoutParameters(text: string, hide: Hide): string {
  return text.replace(/(?<![\w.[\]-])([\w.[\]-]+)=((?:(?!&[\w.[\]-]+=)[^\s'"])+)/g, (all, name: string, value: string) =>
    isSecretName(name) ? `${name}=${hide(value, name)}` : all,
  );
}

/** What has the form of a token, of a private key, of the hash of a password, or is compressed, so that nobody sees what it holds. */
export function withoutKnownTokens(text: string, hide: Hide): string {
  return text.replace(knownTokens, (token) => hide(token, "token"));
}

const knownTokens = new RegExp(
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*/,
    /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/,
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hvs\.|sk-|npm_|dop_v1_)[\w-]{10,}/,
    /\$(?:apr1|2[abxy]?|[1567y]|argon2(?:id?|d)|pbkdf2[\w-]{0,20}|scrypt|sha1|md5)\$[\w./+=,$-]{8,}/,
    /\{S?(?:SHA|MD5|SSHA|CRYPT)(?:256|384|512)?\}[\w./+=$-]{8,}/,
    /(?<![\w+/])H4sI[\w+/-]{40,}={0,2}/,
    /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/,
    /(?<=\b(?:Bearer|Basic)\s{1,8})[\w.~+/=-]{4,}/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
