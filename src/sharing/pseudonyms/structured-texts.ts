import { parseV4, parseV6 } from "./addresses.js";
import { wellKnownDomainOf } from "./well-known.js";

/** Endings of host names that are no endings of files and no names of fields. */
const endings = new Set(
  (
    "com org net edu gov mil int io cloud co de fr nl uk eu us au jp cn ru br ch se fi dk cz ie nz kr tw sg hk za mx ar cl tr il ua gr hu ro " +
    "internal corp lan local intranet arpa svc example"
  ).split(" "),
);
/** Of hosts of three labels or more only: "metadata.created.at" is rarer than "created.at". */
const rareEndings = new Set("dev ai xyz tech online biz tv info at be no ca es it pl pt cc".split(" "));
/** Of hosts in URLs and e-mail addresses. */
const anyEnding = /^[a-z][a-z0-9-]*[a-z0-9]$/i;
const countryPairs = new Set("co com org net ac gov edu".split(" "));

/** Names of fields, packages and modules begin with these; no host does. */
const codeRoots = new Set(
  "metadata spec status data labels annotations object self this java javax jdk sun os sys system microsoft runtime context main errors process console math string org com io net f".split(
    " ",
  ),
);

/** Where a word of letters, digits, dots and dashes from here ends, without dots and dashes at its end. */
export function hostWordEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isHostCharacter(text.charCodeAt(end))) end++;
  return end;
}

function isHostCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x2e
  );
}

const maxHost = 253;

/** Whether a word looks like the name of a host or a domain: not "nginx.conf", not "metadata.name", not "1.27.0". */
export function isHostName(word: string, isInUrl = false): boolean {
  if (word.length > maxHost || !word.includes(".")) return false;
  const lower = word.toLowerCase();
  if (lower !== word && word.toUpperCase() !== word) return false;
  const labels = lower.split(".");
  const last = labels.at(-1) ?? "";
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]*[a-z0-9])?$/.test(label) && label.length <= 63)) return false;
  if (isInUrl) return anyEnding.test(last) && !/^(svc|pod|cluster)$/.test(last);
  if (wellKnownDomainOf(lower) !== undefined) return true;
  if (codeRoots.has(labels[0] ?? "") || (last === "svc" && labels.length < 3)) return false;
  return endings.has(last) || (labels.length > 2 && rareEndings.has(last));
}

/** How many labels at the end of a host nobody owns: 2 of "acme.co.uk", 1 of "acme.com". */
export function sharedLabels(labels: readonly string[]): number {
  const [second, last] = labels.slice(-2);
  return labels.length > 2 && last !== undefined && last.length === 2 && countryPairs.has(second ?? "") ? 2 : 1;
}

/** All words of a text that look like host names, and hosts of its URLs. */
export function hostsIn(text: string): readonly string[] {
  if (!text.includes(".")) return [];
  const hosts: string[] = [];
  for (const { 0: found, index } of text.matchAll(/[A-Za-z0-9.-]+/g)) {
    if (found.length > maxHost + 2 || !found.includes(".")) continue;
    const word = found.replace(/^[.-]+|[.-]+$/g, "");
    if (isHostName(word, isAfterScheme(text, index))) hosts.push(word);
  }
  return hosts;
}

/** Whether what begins here is the host of a URL or of an e-mail address. */
export function isAfterScheme(text: string, at: number): boolean {
  return text.startsWith("://", at - 3) || text[at - 1] === "@";
}

/** Hosts of URLs, whatever they look like. */
export function urlHostsIn(text: string): readonly string[] {
  if (!text.includes("://")) return [];
  return Array.from(text.matchAll(/:\/\/([A-Za-z0-9.-]+)/g), ([, host = ""]) => host);
}

export function uidsIn(text: string): readonly string[] {
  if (text.length < 36 || !text.includes("-")) return [];
  return text.match(/(?<![A-Za-z0-9])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![A-Za-z0-9])/gi) ?? [];
}

/** Addresses of version 4 and 6, as they are written. */
export function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const [address] of text.matchAll(/(?<![A-Za-z0-9.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![A-Za-z0-9]|\.\d)/g))
    if (parseV4(address) !== undefined) found.push(address);
  if (!text.includes(":")) return found;
  for (const [word] of text.matchAll(/[0-9A-Fa-f:]+/g)) {
    if (word.length < 3 || word.length > maxV6 + 1) continue;
    const address = word.replace(/(?<!:):$/, "");
    if (isV6(address)) found.push(address);
  }
  return found;
}

/** Whether a text is an address of version 6, and not code (`a::b`). */
export function isV6(text: string): boolean {
  return parseV6(text) !== undefined && (/\d/.test(text) || text.split(":").length > 4);
}

/** Characters of the longest address of version 6. */
export const maxV6 = 39;
