import { printable } from "../../io/printable.js";
import { blockIds, blockTypes, type PageManifest } from "./page-manifest.js";

/** The app as it is written into the page; `scripts/build.mjs` makes both. */
export interface PageApp {
  readonly script: string;
  readonly style: string;
}

/** Base64 of the SHA-256 of UTF-8 text, as a policy names it. */
type HashText = (text: string) => string;

/** One session of a page. */
interface PageContent {
  /** `SessionData`, packed (`packJson`) and compressed with gzip. */
  readonly analysis: Uint8Array;
  /** The recording file. */
  readonly recording: AsyncIterable<Uint8Array>;
}

interface PageParts {
  /** May hold recorded text. */
  readonly title: string;
  readonly manifest: PageManifest;
  readonly app: PageApp;
  readonly hash: HashText;
  /** The page may ask the server that it came from, and no other. */
  readonly connects?: boolean;
  readonly contents: readonly PageContent[];
  /** Packed and compressed as an analysis. */
  readonly comparison?: Uint8Array;
  /** `LessonData`, packed and compressed as an analysis. */
  readonly lesson?: Uint8Array;
}

/**
 * The page as a file, in pieces: first what is drawn at once, then the script, then the recordings, so that a browser can draw before it has
 * read all. Nothing recorded is markup: what is not base64 is escaped.
 */
export async function* writePage(parts: PageParts): AsyncGenerator<Uint8Array> {
  const { manifest, app, hash, connects, contents, comparison, lesson } = parts;
  const title = printable(parts.title, maxTitleLength);
  const encoder = new TextEncoder();
  const text = (part: string) => encoder.encode(part);
  yield text(head(title, app, pagePolicy(app, hash, connects === true), connects ? '<link rel="icon" href="data:,">\n' : ""));
  yield text(shell(title, manifest));
  yield text(block(blockTypes.manifest, blockIds.manifest, escapedJson(manifest)));
  for (const [session, { analysis }] of contents.entries())
    yield text(block(blockTypes.analysis, blockIds.analysis(session), base64Of(analysis)));
  if (comparison !== undefined) yield text(block(blockTypes.comparison, blockIds.comparison, base64Of(comparison)));
  if (lesson !== undefined) yield text(block(blockTypes.lesson, blockIds.lesson, base64Of(lesson)));
  yield text(`<script id="${blockIds.app}">${app.script}</script>\n`);
  for (const [session, { recording }] of contents.entries()) {
    const attributes = `data-name="${escaped(manifest.sessions[session]?.file ?? "")}"`;
    yield text(`<script type="${blockTypes.recording}" id="${blockIds.recording(session)}" ${attributes}>\n`);
    for await (const piece of base64Pieces(recording)) yield text(piece);
    yield text("\n</script>\n");
  }
  yield text("</body>\n</html>\n");
}

const maxTitleLength = 300;

/** The script in the page may run, and nothing else; nothing may be loaded or sent. */
export function pagePolicy({ script, style }: PageApp, hash: HashText, connects: boolean): string {
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "worker-src blob:",
    `script-src 'sha256-${hash(script)}'`,
    `style-src 'sha256-${hash(style)}'`,
    // Else browsers ask the server for an icon, which this forbids, and complain of it.
    ...(connects ? ["connect-src 'self'", "img-src data:"] : []),
  ].join("; ");
}

function head(title: string, { style }: PageApp, policy: string, icon: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
${icon}<style>${style}</style>
</head>
<body>
`;
}

function shell(title: string, { sessions }: PageManifest): string {
  const files = sessions.map(({ file }) => escaped(file)).join(", ");
  return `<div id="page"><header class="verdict"><h1>${escaped(title)}</h1><p>Reading…</p></header></div>
<noscript><p>This page needs JavaScript. It holds a Kubernetes recording (${files}): "kubespy import" and "kubespy replay" read this file without a browser.</p></noscript>
`;
}

function block(type: string, id: string, content: string): string {
  return `<script type="${type}" id="${id}">${content}</script>\n`;
}

/** Within a script element only "<" can end it or begin a comment. */
function escapedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Divides by three, so that no piece but the last ends with padding. */
const pieceBytes = 48 * 1024;

async function* base64Pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const whole = bytes.length - (bytes.length % 3);
    for (let at = 0; at < whole; at += pieceBytes) yield base64Of(bytes.subarray(at, Math.min(at + pieceBytes, whole)));
    rest = bytes.slice(whole);
  }
  if (rest.length > 0) yield base64Of(rest);
}

function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
