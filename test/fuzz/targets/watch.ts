import { createHash } from "node:crypto";
import { LastRevisions } from "../../../src/cluster/watch/last-revisions.js";
import { LineSplitter, LinesUnreadable } from "../../../src/cluster/watch/line-splitter.js";
import { readListPage } from "../../../src/cluster/watch/list-page.js";
import { readWatchLine } from "../../../src/cluster/watch/watch-line.js";
import { DocumentSplitter, type TextDocument } from "../../../src/importing/text/document-splitter.js";
import { checkedValueEnd, maxOpenBrackets } from "../../../src/json/check.js";
import { applyDelta, nestsDeeperThan, scanHead, spanAt } from "../../../src/json/json.js";
import type { WatchEvent } from "../../../src/model/watch-event.js";
import { ensure, ensureSameBytes, type FuzzTarget, pieces } from "../fuzz-target.js";
import { byteMutations, textMutations } from "../mutations.js";
import { framesOf, realRecordings } from "../real-inputs.js";
import { refusedBy } from "../refused-by.js";

const limitBytes = 64 * 1024;

/**
 * What an API server sends: the lines of a watch, and the body of a list. Lines are read as they come, each along the previous revision of its object, and
 * again without it; the slow twins are `split` and `JSON.parse`.
 */
export const watch: FuzzTarget = {
  name: "watch",
  maxBytes: 128 * 1024,
  mutations: [...byteMutations, ...textMutations],
  async seeds() {
    const seeds: Buffer[] = [];
    for (const name of realRecordings) {
      const frames = (await framesOf(name)).flatMap((frame) => (frame.kind === "object" ? [frame] : []));
      const lines = frames.map(({ type, revision }) => `{"type":"${type}","object":${revision.text}}\n`);
      seeds.push(Buffer.from(lines.slice(0, 4).join("")), Buffer.from(lines.join("").slice(0, 20_000)));
      const items = frames.slice(0, 3).map(({ revision }) => revision.text);
      seeds.push(
        Buffer.from(`{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"x"},"items":[${items.join()}]}\n`),
      );
    }
    seeds.push(
      Buffer.from(
        '{"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"12746","annotations":{"k8s.io/initial-events-end":"true"}}}}\r\n\n',
      ),
    );
    seeds.push(
      Buffer.from(
        '{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410,"details":{"retryAfterSeconds":1}}}\n',
      ),
    );
    return seeds;
  },
  async read(input) {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
    const lines = ensureSplit(bytes);
    const last = new LastRevisions();
    let changes = 0;
    for (const line of lines) {
      ensureChecked(line);
      const event = readWatchLine(line, last);
      ensureAsParsed(event, line);
      ensureAlike(event, readWatchLine(line));
      if ("revision" in event) changes++;
    }
    ensureValues(bytes);
    const page = refusedBy(() => readListPage(bytes, { group: "", version: "v1", kind: "Pod" }), SyntaxError);
    for (const item of page?.items ?? []) refusedBy(() => item.head, SyntaxError);
    return changes > 0 || page !== undefined ? "accepted" : "refused";
  },
};

function ensureSplit(bytes: Buffer): readonly Buffer[] {
  const splitter = new LineSplitter(limitBytes);
  const lines: Buffer[] = [];
  const isWhole = refusedBy(() => {
    for (const piece of pieces(bytes)) splitter.push(piece, lines);
    const rest = splitter.rest();
    if (rest.length > 0) lines.push(rest);
    return true;
  }, LinesUnreadable);
  const expected = bytes
    .toString("latin1")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => line !== "");
  const read = lines.map((line) => line.toString("latin1"));
  const wanted = isWhole ? expected : expected.slice(0, read.length);
  ensure(
    read.length === wanted.length && read.every((line, i) => line === wanted[i]),
    "lines do not depend on the pieces that they come in",
  );
  return lines;
}

/** What the check accepts, `JSON.parse` accepts; the reverse holds where brackets are not nested deeper than the check goes. */
function ensureChecked(line: Buffer): void {
  const start = spaceEnd(line, 0);
  const end = checkedValueEnd(line, start);
  const accepts = end >= 0 && spaceEnd(line, end) === line.length;
  const parses = refusedBy(() => ({ value: JSON.parse(line.toString("utf8")) as unknown }), SyntaxError) !== undefined;
  if (accepts) ensure(parses, "what the check accepts is JSON");
  if (parses && !nestsDeeperThan(line, maxOpenBrackets)) ensure(accepts, "what is JSON is accepted by the check");
  if (accepts) ensure(spanAt(line, start).end === end, "the check and the spans end a value at the same place");
}

function spaceEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while ([0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++;
  return at;
}

function ensureAsParsed(event: WatchEvent, line: Buffer): void {
  if (!("revision" in event)) return;
  const { object } = JSON.parse(line.toString("utf8")) as { object: unknown };
  const { revision } = event;
  ensure(JSON.stringify(JSON.parse(revision.text)) === JSON.stringify(object), "the object of a change is that of its line");
  ensure(line.includes(Buffer.from(revision.bytes)), "the bytes of an object are those of its line");
  const head = scanHead(revision.bytes);
  const { ref, resourceVersion } = revision.head;
  if (head !== undefined)
    ensure((head.resourceVersion ?? "") === resourceVersion && (head.name ?? "") === ref.name, "the head is that of a scan");
  const { metadata } = revision.object;
  if (typeof metadata.resourceVersion === "string")
    ensure(metadata.resourceVersion === resourceVersion, "the version is that of the parsed object");
  const change = revision.change?.();
  if (change !== undefined && typeof change.base !== "number")
    ensureSameBytes(applyDelta(change.base, change.steps), revision.bytes, "a delta along the previous revision makes this one");
}

function ensureAlike(event: WatchEvent, alone: WatchEvent): void {
  ensure(event.type === alone.type, "what a line is does not depend on the lines before it");
  if (!("revision" in event) || !("revision" in alone)) return;
  ensureSameBytes(event.revision.bytes, alone.revision.bytes, "an object does not depend on its previous revision");
  ensure(JSON.stringify(event.revision.head) === JSON.stringify(alone.revision.head), "a head does not depend on the previous revision");
}

/** The splitter of documents gives the same in pieces as at once. */
function ensureValues(bytes: Buffer): void {
  const once = values([bytes]);
  const inPieces = values(pieces(bytes));
  ensure(JSON.stringify(once) === JSON.stringify(inPieces), "documents do not depend on the pieces that they come in");
}

function values(parts: Iterable<Buffer>): readonly unknown[] {
  const splitter = new DocumentSplitter({ maxBytes: limitBytes * 4 });
  const found: unknown[] = [];
  const take = (documents: Iterable<TextDocument>) => {
    for (const { format, bytes, startByte, line } of documents)
      found.push([format, startByte, line, bytes.length, createHash("sha1").update(bytes).digest("hex")]);
  };
  for (const part of parts) take(splitter.push(part));
  take(splitter.end());
  found.push(splitter.cut, splitter.isArrayOpen, splitter.report.warnings);
  return found;
}
