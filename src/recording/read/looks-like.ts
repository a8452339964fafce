import { decodeUtf8 } from "../../json/json.js";

interface Likeness {
  /** "it looks like ..." */
  readonly words: string;
  /** `kubespy import` reads it. */
  readonly importable: boolean;
}

/** A guess at what a file is that is not a recording; undefined when there is none. */
export function looksLike(start: Uint8Array): Likeness | undefined {
  const text = decodeUtf8(start, 0, Math.min(start.length, 4096)).trimStart();
  if (start.length === 0 || text === "") return { words: "it is empty", importable: false };
  const [, words, importable] = signatures.find(([pattern]) => pattern.test(text)) ?? [];
  return words === undefined ? undefined : { words, importable: importable === "importable" };
}

const signatures: readonly (readonly [RegExp, string, "importable"?])[] = [
  [/^SQLite format 3/, "it looks like a SQLite database; to read its sessions, pass it as --db"],
  [/^PK[^\w\s]/, "it looks like a zip archive"],
  [
    /^\{\s*"type"\s*:\s*"(ADDED|MODIFIED|DELETED|BOOKMARK|ERROR)"/,
    'it looks like the output of "kubectl get --output-watch-events -o json"',
    "importable",
  ],
  [/^\{\s*"sequence"\s*:.*"type"\s*:/, 'it looks like the output of "kubespy export --as watch", which cannot be imported'],
  [/^\{[\s\S]*"(apiVersion|kind)"\s*:/, "it looks like Kubernetes objects in JSON", "importable"],
  [/^(---|apiVersion:|kind:)/, "it looks like Kubernetes objects in YAML", "importable"],
  [/^\[/, "it looks like a JSON list", "importable"],
  [/^<(!doctype|html|\?xml)/i, "it looks like a web page"],
  [/^From: <Saved by /, "it looks like a web archive (MHTML); in the browser, save the page as HTML"],
  [/^[\s\S]{0,256}\ufffd/, "it looks like binary data"],
];
