import { setImmediate } from "node:timers/promises";
import { type CredentialSpan, mergedSpans } from "./credential-span.js";
import { detectedIn } from "./detectors.js";
import { secretlintSpans } from "./secretlint.js";
import { piecesOf, type TextPiece } from "./text-pieces.js";
import { type VisibleText, visibleText } from "./visible-text.js";

/**
 * The unique texts that hold a credential, each with its spans, in order and without overlaps. A span covers the secret value alone: not its name, not
 * "Bearer ", not quotes; of a URL the password, and the user where there is no password or the user looks like a token. So the rest of the text stays
 * readable. Rejects with the reason of `signal` once that is aborted.
 */
export async function findCredentials(
  texts: Iterable<string>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ReadonlyMap<string, readonly CredentialSpan[]>> {
  const all = new Set(texts);
  const visible = new Map<string, VisibleText>();
  for (const text of all) {
    const each = visibleText(text);
    if (each !== undefined) visible.set(text, each);
  }
  if (visible.size === 0) return await foundIn(all, options);
  const found = await foundIn(new Set([...all, ...[...visible.values()].map(({ content }) => content)]), options);
  const result = new Map([...found].filter(([text]) => all.has(text)));
  for (const [text, { content, offsets }] of visible) {
    const spans = (found.get(content) ?? []).map(({ start, end, kind }) => ({
      start: offsets[start] ?? 0,
      end: (offsets[end - 1] ?? 0) + 1,
      kind,
    }));
    if (spans.length > 0) result.set(text, mergedSpans([...(result.get(text) ?? []), ...spans]));
  }
  return result;
}

async function foundIn(
  texts: ReadonlySet<string>,
  options: { readonly signal?: AbortSignal },
): Promise<ReadonlyMap<string, readonly CredentialSpan[]>> {
  const found = new Map<string, CredentialSpan[]>();
  const add = ({ text, offset }: TextPiece, { start, end, kind }: CredentialSpan) => {
    const spans = found.get(text);
    const span = { start: start + offset, end: end + offset, kind };
    if (spans === undefined) found.set(text, [span]);
    else spans.push(span);
  };
  for (const batch of batchesOf(texts)) {
    options.signal?.throwIfAborted();
    const contents = batch.map(({ content }) => content);
    for (const span of [...detectedIn(contents), ...(await secretlintSpans(contents))]) {
      const piece = batch[span.index];
      if (piece !== undefined) add(piece, span);
    }
    // Others have their turn: signals, a progress display.
    await setImmediate();
  }
  options.signal?.throwIfAborted();
  return new Map([...found].map(([text, spans]) => [text, mergedSpans(spans)]));
}

/** Many short texts, or one piece of a long one. UTF-16 code units. */
const maxBatchLength = 1 << 20;

function* batchesOf(texts: Iterable<string>): Iterable<readonly TextPiece[]> {
  let batch: TextPiece[] = [];
  let length = 0;
  for (const text of texts) {
    // Too short for a credential with its name.
    if (text.length < 6) continue;
    for (const piece of piecesOf(text)) {
      if (length > 0 && length + piece.content.length > maxBatchLength) {
        yield batch;
        batch = [];
        length = 0;
      }
      batch.push(piece);
      length += piece.content.length;
    }
  }
  if (batch.length > 0) yield batch;
}
