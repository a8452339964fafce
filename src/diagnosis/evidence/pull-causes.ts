/** Why a pull failed, by the answer of the registry or the runtime. Each has its own advice (`pullAdvice`). */
export type PullCause =
  | "full disk"
  | "throttled"
  | "rate limit"
  | "runtime"
  | "schema 1"
  | "platform"
  | "short name"
  | "invalid name"
  | "policy"
  | "signature"
  | "corrupt"
  | "proxy"
  | "dns"
  | "plain http"
  | "certificate"
  | "connection refused"
  | "unreachable"
  | "server error"
  | "timeout"
  | "interrupted"
  | "credential helper"
  | "unpack"
  | "canceled"
  | "missing blob"
  | "ambiguous"
  | "missing repository"
  | "unauthorized"
  | "denied"
  | "missing digest"
  | "missing tag"
  | "format";

/** What is known of an answer: the text, and the text without the names in it, as a name can hold any word or number. */
interface Answer {
  readonly text: string;
  readonly words: string;
  /** The image is named by its digest. */
  readonly hasDigest: boolean;
}

/**
 * The cause that an answer names; undefined for an answer that is not known: it is quoted, never guessed at. `image`: from the spec.
 *
 *   containerd   failed to pull and unpack image "x": failed to resolve reference "x": x: not found
 *   CRI-O        initializing source docker://x: reading manifest 1 in docker.io/library/x: manifest unknown
 *   docker       Error response from daemon: manifest for x:1 not found: manifest unknown: manifest unknown
 */
export function causeIn(text: string, image = ""): PullCause | undefined {
  // What CRI-O says of mirrors comes before the answer of the registry itself.
  const own = text.replace(/\(Mirrors also failed: .*\]\)/, "");
  const answer = { text: own, words: withoutNames(own, image), hasDigest: /@sha\d+:/.test(image) };
  return causes.find(([, matches]) => (matches instanceof RegExp ? matches.test(answer.words) : matches(answer)))?.[0];
}

/** Takes the place of a name that was removed. */
const nameless = "·";

/** Images, repositories, addresses and digests out of a text: "503" in a name is no status. */
function withoutNames(text: string, image: string): string {
  let words = text.replace(/\\"/g, '"').replace(/https?:\/\/[^\s"]*[^\s":]|docker:\/\/[^\s"]*[^\s":]/g, nameless);
  for (const name of [image, image.slice(image.lastIndexOf("/") + 1)]) if (name.length > 2) words = words.replaceAll(name, nameless);
  return words
    .replace(/"[a-z0-9][^"\s]*"/g, nameless)
    .replace(
      /(?<![\w./])(?!(?:i\/o|input\/output|username\/password)\b)[a-z0-9][\w.-]*(?::\d+)?(?:\/[\w.+-]+)+(?::[\w][\w.-]*)?(?:@sha\d+:[0-9a-f]+)?/gi,
      nameless,
    )
    .replace(/@?sha(?:256|512):[0-9a-f]+/g, nameless);
}

/** The most specific first: "not found" ends many messages that are about something else. */
const causes: readonly (readonly [PullCause, RegExp | ((answer: Answer) => boolean)])[] = [
  ["full disk", /no space left|disk quota exceeded|not enough space on the disk/i],
  ["throttled", /pull QPS exceeded/],
  ["rate limit", /toomanyrequests|too many requests|rate limit|rate exceeded|pull quota|throttl|\bstatus\b[^\d]{0,60}\b429\b/i],
  [
    "runtime",
    ({ text }) =>
      /dial unix|containerd\.sock|crio\.sock|docker daemon at|transport is closing|error reading from server|error while dialing/i.test(
        text,
      ),
  ],
  ["schema 1", ({ text }) => /manifest\.v1\+(?:pretty)?jws|schema ?(?:version )?1\b|image format v1\b/i.test(text)],
  [
    "platform",
    /no match for platform|no matching manifest|no child with platform|no image found in (?:manifest list|image index)|cannot be used on this platform|does not match the (?:specified|expected|detected|host) (?:platform|operating)|is incompatible with a .* host|exec format/i,
  ],
  ["short name", /short-name|short name mode|unqualified-search registr/i],
  ["invalid name", /invalid reference format|couldn't parse image|must be lowercase|invalid image name|invalid repository name/i],
  ["policy", /projectpolicyviolation|configured policy|412 precondition|quarantine/i],
  ["signature", /signature|rejected by policy|Source image rejected|running image .* is rejected/i],
  [
    "corrupt",
    /unexpected (?:commit )?digest|digest (?:mismatch|did not match)|does not match (?:provided |the |expected )?(?:manifest )?digest|verification failed for digest|failed size validation|unexpected commit size|wrong diff id|don't match image configuration|invalid tar header|gzip: invalid|invalid checksum|checksum mismatch|flate: corrupt/i,
  ],
  [
    "proxy",
    // Of an answer to CONNECT, Go passes on the text of the status without its code.
    /proxyconnect|proxy authentication|\b407\b|proxy error|\b(?:get|head) "?·"?: (?:forbidden|bad request|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)\W*$/i,
  ],
  ["dns", /\blookup \S+(?: on \S+)?: |no such host|server misbehaving|in name resolution|name or service not known/i],
  ["plain http", /gave HTTP response to HTTPS client|first record does not look like a TLS handshake/i],
  ["certificate", /x509|certificate|\btls: /i],
  ["connection refused", /connection refused|actively refused/i],
  ["unreachable", /no route to host|(?:network|host) is unreachable/i],
  [
    "server error",
    /\b5\d\d (?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Origin)|\bstatus(?: ?code)?\b[^\d]{0,60}\b5\d\d\b|\bHTTP (?:response )?5\d\d\b|internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|registry is unavailable|server is currently unable/i,
  ],
  [
    "timeout",
    /i\/o timeout|deadline ?exceeded|handshake timeout|Client\.Timeout|timeout awaiting|canceled while waiting for connection|timed out|did not properly respond/i,
  ],
  [
    "interrupted",
    /unexpected EOF|connection reset|broken pipe|stream error|GOAWAY|forcibly closed|closed network connection|: EOF\b|connection lost|PROTOCOL_ERROR/i,
  ],
  ["credential helper", /docker-credential|error getting credentials|credential (?:helper|provider|plugin)/i],
  [
    "unpack",
    /failed to (?:extract|register|apply) layer|failed to unpack|mount callback failed|lchown|applying layer|snapshot|content digest|layer not known|permission denied|read-only file ?system|input\/output error|structure needs cleaning/i,
  ],
  ["canceled", /cancell?ed/i],
  ["missing blob", isBlobMissing],
  ["ambiguous", /does not exist or may|may not exist|may require|insufficient_scope|requested access to the resource is denied/i],
  [
    "missing repository",
    /name[ _]unknown|repository name not known|(?:repository|project)\b.{0,80}\b(?:not ?found|does not exist|unknown)|repo(?:sitory)? not found/i,
  ],
  [
    "unauthorized",
    /unauthorized|authentication (?:is )?required|failed to authorize|no basic auth|\b401\b|(?:invalid|incorrect) (?:username|user name|credentials|password)|(?:token|credentials?) (?:has |have |is |are )?(?:expired|invalid)/i,
  ],
  ["denied", /\b403\b|forbidden|\bdenied\b|not (?:allowed|permitted|authorized) to/i],
  ["missing digest", (answer) => answer.hasDigest && isTagMissing(answer)],
  ["missing tag", isTagMissing],
  ["format", /media ?type|unknown type|unsupported (?:manifest|image)|(?<!determining manifest )mime type|not an image/i],
];

/** The registry has the manifest, but not what it refers to: a layer, the configuration, or the manifest of one platform. */
function isBlobMissing({ text, words }: Answer): boolean {
  if (/content (?:descriptor|at) .*not found|\bblobs? (?:unknown|not found)|unknown blob|blob_unknown/i.test(words)) return true;
  const isGone = /not found|\b404\b|unknown/i.test(words);
  return (
    isGone &&
    (/\/blobs\/sha\d+:/.test(text) ||
      /(?:reading|fetching|downloading|copying) (?:blob|layer|config)|pulling image configuration/i.test(words))
  );
}

/** "not found" alone, as of a reference in containerd; or of a manifest, a tag, an image, by any of them. */
function isTagMissing({ words }: Answer): boolean {
  return (
    new RegExp(`(?:^|${nameless}:? |desc = |: )${nameless}?:? ?not found\\W*$`, "i").test(words.trim()) ||
    /manifest[ _]unknown|no such (?:image|manifest|tag)|(?:manifest|image|tag|artifact)\b[^;]{0,60}\b(?:not ?found|unknown|does not exist)|\b404\b|deleted or has expired/i.test(
      words,
    )
  );
}
