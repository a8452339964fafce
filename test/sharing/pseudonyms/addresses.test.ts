import fc from "fast-check";
import { expect, it } from "vitest";
import { type AddressBytes, AddressMap, formatV6, parseV4, parseV6 } from "../../../src/sharing/pseudonyms/addresses.js";
import { isRootPseudonym, rootPseudonym, suffixPseudonym } from "../../../src/sharing/pseudonyms/name-forms.js";
import { testKey } from "./surveyed.js";

const byte = fc.nat(255);
const v4 = fc.tuple(fc.constantFrom(10, 172, 192, 100, 8), byte, byte, byte);
const v6 = fc.tuple(fc.constantFrom(0x20, 0xfd, 0xfe), ...Array.from({ length: 15 }, () => byte));

function sharedBits(a: AddressBytes, b: AddressBytes): number {
  const bits = (bytes: AddressBytes) => bytes.map((each) => each.toString(2).padStart(8, "0")).join("");
  const [left, right] = [bits(a), bits(b)];
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}

it.each([
  ["4", v4, 10],
  ["6", v6, 0xfd],
] as const)("addresses of version %s keep the length of the beginning that they share, inside the private range", (_, address, first) => {
  fc.assert(
    fc.property(address, address, (a, b) => {
      const map = new AddressMap(testKey, [a, b]);
      const [mappedA, mappedB] = [map.map(a), map.map(b)];
      expect(mappedA[0]).toBe(first);
      if (a[0] === b[0]) expect(sharedBits(mappedA, mappedB)).toBe(sharedBits(a, b));
      else expect(mappedA).not.toEqual(mappedB);
    }),
  );
});

it("an address stays in its network", () => {
  fc.assert(
    fc.property(v4, fc.integer({ min: 8, max: 32 }), (address, prefix) => {
      const mask = (bytes: AddressBytes) => bytes.map((each, i) => each & (0xff << (8 - Math.max(0, Math.min(8, prefix - 8 * i)))) & 0xff);
      const map = new AddressMap(testKey, []);
      expect(map.map(mask(address), prefix)).toEqual(mask(map.map(address)));
    }),
  );
});

it("the addresses of a survey become as many others", () => {
  fc.assert(
    fc.property(fc.uniqueArray(v4, { minLength: 2, maxLength: 200, selector: (each) => each.join(".") }), (addresses) => {
      const map = new AddressMap(testKey, addresses);
      expect(new Set(addresses.map((each) => map.map(each).join("."))).size).toBe(addresses.length);
    }),
    { numRuns: 20 },
  );
});

it("an address is written as it is read", () => {
  fc.assert(fc.property(v6, (address) => void expect(parseV6(formatV6(address))).toEqual(address)));
  fc.assert(fc.property(v4, (address) => void expect(parseV4(address.join("."))).toEqual(address)));
});

it("different suffixes become different suffixes of the same length and alphabet", () => {
  const safe = fc.stringMatching(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  fc.assert(
    fc.property(fc.uniqueArray(safe, { minLength: 2, maxLength: 100 }), (suffixes) => {
      const made = suffixes.map((each) => suffixPseudonym(testKey, each));
      expect(new Set(made).size).toBe(suffixes.length);
      for (const each of made) expect(each).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    }),
  );
  const all = Array.from({ length: 100 }, (_, i) => `${i}`.padStart(2, "0"));
  expect(new Set(all.map((each) => suffixPseudonym(testKey, each))).size).toBe(100);
});

it("a name's pseudonym is recognised by its form", () => {
  fc.assert(fc.property(fc.string(), (name) => void expect(isRootPseudonym(rootPseudonym(testKey, name))).toBe(true)));
});
