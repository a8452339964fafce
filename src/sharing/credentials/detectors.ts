import { credentialCommands } from "./credential-commands.js";
import type { CredentialDetector } from "./credential-detector.js";
import { credentialHeaders } from "./credential-headers.js";
import { type CredentialSpan, mergedSpans } from "./credential-span.js";
import { credentialUrls } from "./credential-urls.js";
import { type EncodedRun, encodedRuns } from "./decoded-text.js";
import { derKeys, publicDerRuns } from "./der-keys.js";
import { entropy } from "./entropy.js";
import { type IndexedSpan, JoinedTexts } from "./joined-texts.js";
import { knownTokens } from "./known-tokens.js";
import { loosePairs } from "./loose-pairs.js";
import { namedCredentials } from "./named-credentials.js";
import { privateKeys } from "./private-keys.js";
import { looksLikeSecret } from "./randomness.js";
import { spokenCredentials } from "./spoken-credentials.js";
import { statedValues } from "./stated-values.js";
import { xmlElements } from "./xml-elements.js";

/** What introduces a credential, or its own form, says that it is one. */
export const detectors: readonly CredentialDetector[] = [
  knownTokens,
  namedCredentials,
  spokenCredentials,
  credentialHeaders,
  credentialUrls,
  privateKeys,
  derKeys,
  credentialCommands,
  statedValues,
  xmlElements,
  loosePairs,
];

/** All that our own detectors find in texts of at most `maxPieceLength` together; spans of a text may overlap. */
export function detectedIn(texts: readonly string[]): readonly IndexedSpan[] {
  return detectedWithin(texts, maxDecodings);
}

/** Base64 in base64 compressed in JSON. */
const maxDecodings = 3;

function detectedWithin(texts: readonly string[], decodings: number): readonly IndexedSpan[] {
  if (texts.length === 0) return [];
  const joined = new JoinedTexts(texts);
  const spans = detectors.flatMap(({ find }) => [...find(joined.content)]);
  const encoded = decodings > 0 ? judgedRuns([...encodedRuns(joined.content)], decodings - 1) : { credentials: [], plain: [] };
  const known = [...spans, ...encoded.credentials];
  const random = beside(
    [...entropy.find(joined.content)],
    mergedSpans([...known, ...encoded.plain, ...publicDerRuns(joined.content)]),
    joined.content,
  );
  return [...known, ...random].map((span) => joined.locate(span)).filter((span) => span !== undefined);
}

/** Runs that encode a credential, and those that encode another text, which no other detector need look at. */
function judgedRuns(runs: readonly EncodedRun[], decodings: number) {
  const kinds = new Map<number, string>();
  const inner = detectedWithin(
    runs.map(({ decoded }) => decoded),
    decodings,
  );
  for (const { index, kind } of inner) if (!kinds.has(index)) kinds.set(index, `encoded ${kind}`);
  const credentials: CredentialSpan[] = [];
  const plain: CredentialSpan[] = [];
  for (const [i, { start, end, decoded }] of runs.entries()) {
    const kind = isHelmRelease(decoded) ? "Helm release" : kinds.get(i);
    if (kind === undefined) plain.push({ start, end, kind: "encoded text" });
    else credentials.push({ start, end, kind });
  }
  return { credentials, plain };
}

/** It holds the values of a chart, and its manifests with them. */
function isHelmRelease(text: string): boolean {
  return /^\{"name":"[^"]{1,100}","info":\{/.test(text) && text.includes('"chart":{');
}

/** Random characters beside what other detectors know better: those know where a value begins and ends. */
function* beside(random: readonly CredentialSpan[], known: readonly CredentialSpan[], text: string): Iterable<CredentialSpan> {
  let first = 0;
  for (const { start, end, kind } of random) {
    while ((known[first]?.end ?? Number.POSITIVE_INFINITY) <= start) first++;
    let at = start;
    for (let i = first; (known[i]?.start ?? end) < end; i++) {
      const span = known[i];
      if (span === undefined) break;
      if (looksLikeSecret(text.slice(at, span.start))) yield { start: at, end: span.start, kind };
      at = Math.max(at, span.end);
    }
    if (at === start || looksLikeSecret(text.slice(at, end))) yield { start: at, end, kind };
  }
}
