import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadPage, findRecordings } from "../../../src/web/file/find-recordings.js";
import type { PageManifest } from "../../../src/web/file/page-manifest.js";
import { writePage } from "../../../src/web/file/write-page.js";
import { collect } from "../../support/histories.js";

interface Found {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What is found in a page that arrives in pieces of this size. */
async function found(page: Uint8Array, size = 4096): Promise<readonly Found[]> {
  const all: { name: string; pieces: Uint8Array[] }[] = [];
  for await (const part of findRecordings(inPieces(page, size)))
    if (part.kind === "recording") all.push({ name: part.name, pieces: [] });
    else all.at(-1)?.pieces.push(part.bytes);
  return all.map(({ name, pieces }) => ({ name, bytes: Buffer.concat(pieces) }));
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function page(recordings: readonly Found[], script = "start()"): Promise<Buffer> {
  const manifest: PageManifest = {
    page: 1,
    kind: "session",
    writer: "kubespy 0",
    writtenAt: "2026-11-29T00:00:00.000Z",
    sessions: recordings.map(({ name }) => ({ name, file: name })),
  };
  const contents = recordings.map(({ bytes }) => ({ analysis: new Uint8Array(), recording: inPieces(bytes, 1000) }));
  return Buffer.concat(await collect(writePage({ title: "t", manifest, app: { script, style: "" }, hash: () => "x", contents })));
}

const text = (html: string) => found(Buffer.from(html), 7);
const block = (base64: string, attributes = 'type="application/x-kubespy-recording" data-name="a"') =>
  `<script ${attributes}>${base64}</script>`;

describe("the recordings in a page", () => {
  it("are found byte for byte, whatever they hold and in whatever pieces the page arrives", async () => {
    const recording = fc.record({ name: fc.string(), bytes: fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)) });
    await fc.assert(
      fc.asyncProperty(fc.array(recording, { maxLength: 3 }), fc.integer({ min: 1, max: 5000 }), async (recordings, size) => {
        expect(await found(await page(recordings), size)).toEqual(recordings);
      }),
      { numRuns: 60 },
    );
  });

  it("are found in a copy that writes white space, quotes and the order of attributes anew", async () => {
    const copies = [
      block("\r\n aGVs\r\n bG8= \r\n"),
      block("aGVsbG8=", "data-name='a' id=r type='application/x-kubespy-recording'"),
      block("aGVsbG8=", "data-name=a type=application/x-kubespy-recording"),
      block("aGVsbG8=").replaceAll("script", "SCRIPT"),
    ];
    for (const copy of copies) expect(await text(`<!doctype html>${copy}`)).toEqual([{ name: "a", bytes: Buffer.from("hello") }]);
  });

  it("are not looked for in the text of other scripts", async () => {
    const fake = "const markup = '<script type=\"application/x-kubespy-recording\">AAAA'";
    expect(await found(await page([{ name: "real", bytes: Buffer.from("hello") }], fake))).toEqual([
      { name: "real", bytes: Buffer.from("hello") },
    ]);
  });

  it("that are cut keep what is whole", async () => {
    const whole = await page([{ name: "a", bytes: Buffer.from("abcdefghijkl") }]);
    const cut = whole.subarray(0, whole.indexOf("YWJjZGVmZ2hpamts") + 10);
    expect(await found(cut)).toEqual([{ name: "a", bytes: Buffer.from("abcdefg") }]);
  });

  it("end where they are not base64, as if they were cut there", async () => {
    const hello = [{ name: "a", bytes: Buffer.from("hel") }];
    for (const damaged of ["aGVs!G8=", "aGVs=G8=", "aGVs<b>bG8=</b>", "aGVs\u00e9bG8="]) expect(await text(block(damaged))).toEqual(hello);
    expect(await text(block("aGVsb"))).toEqual(hello);
    expect(await text(block(""))).toEqual([{ name: "a", bytes: Buffer.from("") }]);
  });

  it("are not looked for in comments, in the values of attributes, or in what only looks like a tag", async () => {
    const fake = block("AAAA", "type=application/x-kubespy-recording");
    const real = [{ name: "a", bytes: Buffer.from("hello") }];
    for (const around of [
      `<!-- ${fake} -->`,
      `<p title="${fake}">`,
      `<p title='${fake}'>`,
      `1 <2 < 3`,
      `</p title="${fake}">`,
      "<!-- <!-- -->",
    ])
      expect(await text(`<html>${around}${block("aGVsbG8=")}${around}`)).toEqual(real);
  });

  it("are at most a thousand", async () => {
    await expect(text(block("aGVs").repeat(1001))).rejects.toThrow(new BadPage("it holds more than 1000 recordings"));
  });

  it("take little memory to look for where there are none", async () => {
    const junk = Buffer.from(`<html>${'<script "'.repeat(200_000)}`);
    expect(await found(junk, 65_536)).toEqual([]);
  });
});
