import fc from "fast-check";
import { jsonText } from "../../src/io/json-text.js";
import type { Frame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";

/** A value in this many maps and lists; the API server accepts 10,000. */
export function nested(levels: number, inner: unknown = "deepest"): unknown {
  let value = inner;
  for (let i = 0; i < levels; i++) value = i % 3 === 0 ? [value] : { a: value };
  return value;
}

/** Values that a field can hold instead of what the API promises. What `JSON.parse` gives, and nothing else. */
const hostileValues: readonly (readonly [name: string, make: () => unknown])[] = [
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["empty text", () => ""],
  ["zero", () => 0],
  ["negative", () => -1],
  ["huge number", () => 1e308],
  ["fraction", () => 0.1],
  ["number as text", () => "12"],
  ["text", () => "no such value"],
  ["empty map", () => ({})],
  ["empty list", () => []],
  ["list of nulls", () => [null, null]],
  ["list of lists", () => [[[]], []]],
  ["list of texts", () => ["a", "a", ""]],
  ["list of numbers", () => [1, 2, 1]],
  ["map of maps", () => ({ a: { b: {} }, "": null })],
  ["own toString", () => ({ toString: 1, valueOf: null, toJSON: "x", length: -1 })],
  ["own prototype members", () => JSON.parse('{"__proto__": {"name": 1}, "constructor": "x", "hasOwnProperty": 1, "then": true}')],
  ["year 9999", () => "9999-12-31T23:59:59Z"],
  ["year 0", () => "0000-01-01T00:00:00Z"],
  ["no such day", () => "2026-13-45T99:99:99Z"],
  ["fraction of a second", () => "2026-01-01T00:00:00.123456789Z"],
  ["deep", () => nested(10_000)],
  ["deep in a list", () => [nested(10_000), { name: nested(5000), type: nested(5000) }]],
  ["long text", () => "x".repeat(20_000)],
  ["lone surrogate", () => "\ud800x\udc00"],
  ["many lines", () => "a\nb\n".repeat(2000)],
  ["JSON in text, deep", () => `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ["wide", () => Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, i]))],
  ["long list", () => Array.from({ length: 3000 }, (_, i) => ({ name: `n${i % 7}`, type: `t${i}`, status: i % 2 === 0 ? "True" : {} }))],
];

/** A change of one place of an object: the place is chosen by a number, the value by another. */
interface Mutation {
  readonly place: number;
  readonly value: number;
}

export const anyMutation: fc.Arbitrary<Mutation> = fc.record({ place: fc.nat(2 ** 30), value: fc.nat(hostileValues.length - 1) });

/** The object with one of its values (or what is at its top) replaced. It keeps its identity, which the recorder reads first. */
function mutated(object: KubeObject, { place, value }: Mutation): KubeObject {
  const copy = JSON.parse(jsonText(object)) as KubeObject;
  const places = placesIn(copy);
  const [holder, key] = places[place % places.length] ?? [copy, "status"];
  holder[key] = hostileValues[value]?.[1]();
  return copy;
}

const identity: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);
const identityInMetadata: ReadonlySet<string> = new Set(["name", "namespace", "uid"]);

function placesIn(object: KubeObject): readonly (readonly [Record<string, unknown>, string])[] {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const open: (readonly [Record<string, unknown>, ReadonlySet<string>])[] = [
    [object as Record<string, unknown>, identity],
    [object.metadata as Record<string, unknown>, identityInMetadata],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [holder, kept] = next;
    for (const [key, member] of Object.entries(holder)) {
      if (kept.has(key)) continue;
      places.push([holder, key]);
      if (typeof member === "object" && member !== null) open.push([member as Record<string, unknown>, new Set()]);
    }
  }
  return places;
}

/** The frames with these mutations, each of the object frame with that number. */
export function mutatedFrames(frames: readonly Frame[], mutations: readonly Mutation[]): readonly Frame[] {
  return frames.map((frame, i) => {
    const own = mutations.filter(({ place }) => place % frames.length === i);
    if (frame.kind === "gap" || own.length === 0) return frame;
    const object = own.reduce((changed, mutation) => mutated(changed, mutation), frame.revision.object);
    return { ...frame, revision: hostileRevision(object) };
  });
}

/** As read from a file: of its text. `JSON.stringify` ends at a depth that `JSON.parse` reads. */
export function hostileRevision(object: unknown): Revision {
  return Revision.ofText(jsonText(object));
}
