import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeBytes } from "../../src/json/bytes/bytes-node.js";
import { webBytes } from "../../src/json/bytes/bytes-web.js";

const node = nodeBytes ?? webBytes;
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: "binary" }).map((text) => webBytes.encodeUtf8(`\ufeff${text}`)),
);
const fewBytes = fc.array(fc.nat(2), { maxLength: 300 }).map((values) => Uint8Array.from(values));

describe("bytes in a browser are those of Node", () => {
  it("as text, whatever they are", () => {
    fc.assert(
      fc.property(bytes, fc.nat(40), fc.nat(40), (each, a, b) => {
        const [start, end] = [Math.min(a, b, each.length), Math.min(Math.max(a, b), each.length)];
        expect(webBytes.decodeUtf8(each)).toBe(node.decodeUtf8(each));
        expect(webBytes.decodeUtf8(each, start, end)).toBe(node.decodeUtf8(each, start, end));
        expect(webBytes.decodeLatin1(each, start, end)).toBe(node.decodeLatin1(each, start, end));
      }),
    );
  });

  it("from text, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect([...webBytes.encodeUtf8(text)]).toEqual([...node.encodeUtf8(text)]);
        expect(webBytes.utf8Length(text)).toBe(node.utf8Length(text));
      }),
    );
  });

  it("from base64, well written or not", () => {
    fc.assert(
      fc.property(fc.oneof(fc.base64String(), fc.stringMatching(/^[\w+/=-]*$/), fc.string({ unit: "grapheme-ascii" })), (text) => {
        expect([...webBytes.decodeBase64(text)]).toEqual([...node.decodeBase64(text)]);
      }),
    );
  });

  it("where they are searched and compared", () => {
    fc.assert(
      fc.property(fewBytes, fewBytes, fc.nat(40), fc.nat(40), (a, b, x, y) => {
        const wanted = b.subarray(0, 3);
        const [from, to] = [Math.min(x, a.length), Math.min(y, b.length)];
        expect(webBytes.indexOfBytes(a, wanted, from)).toBe(node.indexOfBytes(a, wanted, from));
        expect(webBytes.equalLength(a, from, b, to)).toBe(node.equalLength(a, from, b, to));
        const tail = webBytes.concat([b, a.subarray(from)]);
        expect(node.equalLength(a, from, tail, b.length)).toBe(a.length - from);
        expect([...tail]).toEqual([...node.concat([b, a.subarray(from)])]);
      }),
    );
  });
});
