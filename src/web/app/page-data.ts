import { blockIds, type PageManifest, type SessionData } from "../file/page-manifest.js";
import { unpackJson } from "../file/unpack-json.js";

/** The blocks of the page; see docs/page.md. */
export function readManifest(): PageManifest {
  return JSON.parse(textOf(blockIds.manifest));
}

export async function readSessionData(session: number): Promise<SessionData> {
  return (await readPacked(blockIds.analysis(session))) as SessionData;
}

/** The recordings are the last blocks: the browser may still be reading them. */
export async function recordingBase64(session: number): Promise<string> {
  if (document.readyState === "loading")
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  return textOf(blockIds.recording(session));
}

/** A block of packed JSON, compressed, in base64. */
export async function readPacked(id: string): Promise<unknown> {
  const stream = new Blob([bytesOfBase64(textOf(id))]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return unpackJson(bytes);
}

export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.replace(/\s+/g, ""));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}
