import { gzipSync } from "node:zlib";

/**
 * Recordings that nobody's recorder writes: each makes a careless reader slow, large or deaf to Ctrl-C. `size` 1 is what the fault matrix reads;
 * tests take a small part of it. Pieces as they would come from a disk.
 */
interface HostileFile {
  readonly fault: string;
  readonly pieces: (size: number) => Iterable<Uint8Array>;
}

const header = { kubespy: "recording", version: 1, name: "x", startedAt: "2026-11-22T10:57:17.945Z", targets: ["pod/x"], streams: [] };
export const headerText = `${JSON.stringify(header)}\n`;

/** A ConfigMap as an API server writes it; `data` is the JSON of its data. */
export function configMap(data: string, { name = "x", uid = "u", version = "1" } = {}): string {
  return `{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"${name}","namespace":"default","uid":"${uid}","resourceVersion":"${version}"},"data":${data}}`;
}

export function whole(object: string, t = 1): string {
  return `{"type":"ADDED","t":${t},"object":${object}}\n`;
}

/** A change of the resourceVersion alone, of a `configMap` with a version of one digit. */
export function tinyDelta(base: number, version: number): string {
  const at = configMap("{}").indexOf('"resourceVersion":"') + '"resourceVersion":"'.length;
  return `{"type":"MODIFIED","t":1,"base":${base},"delta":[${at},"${version % 10}",-1]}\n`;
}

const mebi = 1024 * 1024;
const smallObject = configMap('{"a":"1"}');

export const hostileFiles: readonly HostileFile[] = [
  {
    fault: "64 MB of blank lines",
    pieces: (size) => [text(headerText + whole(smallObject)), Buffer.alloc(size * 64 * mebi, "\n"), text(endText(1))],
  },
  {
    fault: "64 MB of blank lines, in 64 kB of gzip",
    pieces: (size) => zipped([text(headerText + whole(smallObject)), Buffer.alloc(size * 63 * mebi, "\n")]),
  },
  { fault: "64 MB of blank lines ended as on Windows", pieces: (size) => [text(headerText), Buffer.alloc(size * 64 * mebi, "\r\n")] },
  { fault: "64 MB of carriage returns without a newline", pieces: (size) => [text(headerText), Buffer.alloc(size * 64 * mebi, "\r")] },
  { fault: "100 MB without a newline", pieces: (size) => [text(headerText), ...repeated(Buffer.alloc(mebi, " "), size * 100)] },
  {
    fault: "a gigabyte of blanks in a megabyte of gzip",
    pieces: (size) => zipped([text(headerText), ...repeated(Buffer.alloc(mebi, " "), size * 1024)]),
  },
  {
    fault: "a megabyte of gzip members, each empty",
    pieces: (size) => [gzipSync(headerText + whole(smallObject)), ...repeated(gzipSync(""), size * 50_000)],
  },
  {
    fault: "3,000 tiny deltas on an object of 30 MB",
    pieces: (size) => [
      text(headerText + whole(configMap(`{"a":"${"x".repeat(Math.ceil(size * 30 * mebi))}"}`))),
      ...joined(range(3000), (n) => tinyDelta(n + 1, n)),
    ],
  },
  {
    fault: "20,000 tiny deltas on an object of 1 MB",
    pieces: (size) => [
      text(headerText + whole(configMap(`{"a":"${"x".repeat(mebi)}"}`))),
      ...joined(range(Math.ceil(size * 20_000)), (n) => tinyDelta(n + 1, n)),
    ],
  },
  {
    fault: "20,000 changes of an object of 1 MB, every 256th whole",
    pieces: (size) =>
      mapped([text(headerText)], range(Math.ceil(size * 20_000)), (n) =>
        n % 256 === 0 ? whole(configMap(`{"a":"${"x".repeat(mebi)}"}`)) : tinyDelta(n, n),
      ),
  },
  {
    fault: "4,000 deltas on 1 MB, each on a frame far back",
    pieces: (size) => [
      text(headerText),
      ...repeated(text(whole(configMap(`{"a":"${"x".repeat(mebi)}"}`))), 40),
      ...joined(range(Math.ceil(size * 4000)), (n) => tinyDelta(n + 1, n)),
    ],
  },
  {
    fault: "1.5 million small frames of one object",
    pieces: (size) => mapped([text(headerText + whole(smallObject))], range(size * 1_500_000), (n) => tinyDelta(n + 1, n)),
  },
  {
    fault: "1.5 million small frames, each of another object",
    pieces: (size) =>
      mapped([text(headerText)], range(size * 1_500_000), (n) => whole(configMap("{}", { name: `n${n}`, uid: `00000000-0000-${n}` }))),
  },
  {
    fault: "3 million lines of an unknown type",
    pieces: (size) => mapped([text(headerText)], range(size * 3_000_000), () => '{"type":"X"}\n'),
  },
  {
    fault: "a million markers",
    pieces: (size) => mapped([text(headerText)], range(size * 1_000_000), (n) => `{"type":"MARKER","offsetMs":${n},"text":"m"}\n`),
  },
  {
    fault: "a frame with 600,000 keys",
    pieces: (size) => [text(`${headerText}{"type":"ADDED","t":1,"object":${smallObject}${many(size * 600_000, (n) => `,"k${n}":1`)}}\n`)],
  },
  {
    fault: "an object with 600,000 keys",
    pieces: (size) => [text(headerText + whole(configMap(`{"a":1${many(size * 600_000, (n) => `,"k${n}":"v"`)}}`)))],
  },
  {
    fault: "an object with a list of a million numbers",
    pieces: (size) => [text(headerText + whole(configMap(`{"a":[1${many(size * 1_000_000, (n) => `,${n}`)}]}`)))],
  },
  {
    fault: "a delta of 10 million steps",
    pieces: (size) => [
      text(headerText + whole(smallObject)),
      text(`{"type":"MODIFIED","t":1,"base":1,"delta":[1${",1".repeat(size * 10_000_000)}]}\n`),
    ],
  },
  {
    fault: "30 MB of nested lists",
    pieces: (size) => [
      text(headerText + whole(configMap(`{"a":${"[".repeat(size * 15 * mebi)}${"]".repeat(size * 15 * mebi)}}`)) + whole(smallObject)),
    ],
  },
  { fault: "30 MB of empty lists", pieces: (size) => [text(headerText + whole(configMap(`{"a":[[]${",[]".repeat(size * 10 * mebi)}]}`)))] },
  {
    fault: "a header with a million streams",
    pieces: (size) => [text(`${JSON.stringify(header).slice(0, -3)}[[]${",[]".repeat(size * 1_000_000)}]}\n`)],
  },
  {
    fault: "a header of 30 MB",
    pieces: (size) => [text(`${JSON.stringify(header).slice(0, -1)},"title":"${"x".repeat(size * 30 * mebi)}"}\n`)],
  },
  {
    fault: "a number of 20 million digits",
    pieces: (size) => [text(headerText + whole(configMap(`{"a":${"9".repeat(size * 20 * mebi)}}`)))],
  },
];

function endText(frames: number): string {
  return `{"type":"END","frames":${frames},"t":1,"outcome":"until"}\n`;
}

function text(content: string): Uint8Array {
  return Buffer.from(content);
}

function* zipped(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
  yield gzipSync(Buffer.concat([...pieces]), { level: 9 });
}

function* repeated(piece: Uint8Array, times: number): Iterable<Uint8Array> {
  for (let n = 0; n < times; n++) yield piece;
}

function* range(count: number): Iterable<number> {
  for (let n = 0; n < count; n++) yield n;
}

function joined(numbers: Iterable<number>, line: (n: number) => string): Iterable<Uint8Array> {
  return mapped([], numbers, line);
}

/** In pieces of about 256 kB. */
function* mapped(first: readonly Uint8Array[], numbers: Iterable<number>, line: (n: number) => string): Iterable<Uint8Array> {
  yield* first;
  let pending = "";
  for (const n of numbers) {
    pending += line(n);
    if (pending.length < 256 * 1024) continue;
    yield text(pending);
    pending = "";
  }
  yield text(pending);
}

function many(count: number, item: (n: number) => string): string {
  const parts: string[] = [];
  for (let n = 0; n < count; n++) parts.push(item(n));
  return parts.join("");
}
