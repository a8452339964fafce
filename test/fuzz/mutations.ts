import type { Random } from "../faults/seeded.js";

/** Makes a new input of one, and of parts of others. */
export type Mutation = (input: Buffer, random: Random, others: readonly Uint8Array[]) => Buffer;

function splice(input: Buffer, at: number, removed: number, added: Uint8Array | string): Buffer {
  return Buffer.concat([input.subarray(0, at), typeof added === "string" ? Buffer.from(added) : added, input.subarray(at + removed)]);
}

function range(bytes: Uint8Array, random: Random, maxLength = bytes.length): { readonly at: number; readonly length: number } {
  const at = random.below(bytes.length + 1);
  // Short ones are as likely as long ones.
  return { at, length: Math.min(bytes.length - at, random.below(2 ** random.below(Math.ceil(Math.log2(maxLength + 2)) + 1) + 1)) };
}

/** What can happen to any bytes. */
export const byteMutations: readonly Mutation[] = [
  function flipBits(input, random) {
    const changed = Buffer.from(input);
    for (let n = 1 + random.below(8); n > 0 && changed.length > 0; n--) {
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    return changed;
  },
  function setByte(input, random) {
    return splice(
      input,
      random.below(input.length + 1),
      1,
      Buffer.of(random.pick([0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5c, 0x0a, random.below(256)])),
    );
  },
  function cut(input, random) {
    return input.subarray(0, random.below(input.length + 1));
  },
  function remove(input, random) {
    const { at, length } = range(input, random);
    return splice(input, at, length, "");
  },
  function repeat(input, random) {
    const { at, length } = range(input, random, 4096);
    const times = 1 + random.below(2 ** random.below(9));
    return splice(input, at, 0, Buffer.alloc(Math.min(length * times, 1 << 20), input.subarray(at, at + length)));
  },
  function move(input, random) {
    const { at, length } = range(input, random);
    const taken = input.subarray(at, at + length);
    const rest = splice(input, at, length, "");
    return splice(rest, random.below(rest.length + 1), 0, taken);
  },
  function transplant(input, random, others) {
    const other = random.pick(others);
    const from = range(other, random);
    const to = range(input, random);
    return splice(input, to.at, random.pick([0, to.length]), other.subarray(from.at, from.at + from.length));
  },
  function endlessVarint(input, random) {
    return splice(input, random.below(input.length + 1), 0, Buffer.alloc(random.pick([8, 150, 2000]), random.pick([0x80, 0xff])));
  },
  function varint(input, random) {
    const value = random.pick([0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 60, random.below(2 ** 20)]);
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    return splice(input, random.below(input.length + 1), random.below(3), Buffer.from([...bytes, rest]));
  },
];

const numbers = [
  ..."0 -0 1 -1 2 255 256 65536 4294967295 4294967296 9007199254740991 9007199254740993 1e999 -1e308 5e-324 0.1e-400 1.5 01 0x1".split(" "),
  "9".repeat(400),
  "null",
  "true",
  '"1"',
  "[]",
  "{}",
];
const members = [
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
  '"toString":1,',
  '"metadata":null,',
  '"metadata":{},',
  '"kind":1,',
  '"":"",',
  '"metadata":{"uid":"a","resourceVersion":"1","resourceVersion":"2"},',
];
const texts = [
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u001b[2J"',
  '"../../etc/passwd"',
  '"\ufeff"',
  '"\u202e"',
  `"${"x".repeat(5000)}"`,
  "null",
  "0",
  "[]",
  "{}",
];

/** What can happen to a text of JSON, in one line or many. */
export const textMutations: readonly Mutation[] = [
  function number(input, random) {
    return insteadOfOne(input, random, /-?\d+(\.\d+)?/g, numbers);
  },
  function text(input, random) {
    return insteadOfOne(input, random, /"(?:[^"\\]|\\.)*"/g, texts);
  },
  function value(input, random, others) {
    const pattern = /"(?:[^"\\]|\\.)*"|-?\d+(\.\d+)?|\{[^{}]*\}|\[[^[\]]*\]/g;
    return insteadOfOne(input, random, pattern, [someMatch(random.pick(others), random, pattern)?.[0] ?? "1"]);
  },
  function member(input, random) {
    return afterOne(input, random, "{", random.pick(members));
  },
  function nest(input, random) {
    return afterOne(input, random, ":", random.pick(["[", '{"a":', "[[],"]).repeat(10 ** random.below(5)));
  },
  function nestBalanced(input, random) {
    const depth = random.pick([2, 28, 29, 30, 31, 32, 100, 900, 997, 998, 999, 1000, 1001, 1002]);
    return insteadOfOne(input, random, /-?\d+(\.\d+)?|"[^"\\]*"(?!:)/g, [`${"[".repeat(depth)}1${"]".repeat(depth)}`]);
  },
  function escapeLetter(input, random) {
    const found = someMatch(input, random, /[a-zA-Z]/g);
    return found === undefined ? input : splice(input, found.index, 1, `\\u${found[0].charCodeAt(0).toString(16).padStart(4, "0")}`);
  },
  function space(input, random) {
    return splice(
      input,
      random.below(input.length + 1),
      0,
      random.pick([" ", "\n", "\r", "\t", "\r\n", "\0", "\ufeff", "\u00a0"]).repeat(1 + random.below(5)),
    );
  },
  function manyLines(input, random) {
    return splice(
      input,
      random.below(input.length + 1),
      0,
      random.pick(["\n", "\r\n", "[", "{}\n", "[],", "0\n", " "]).repeat(2 ** random.below(18)),
    );
  },
  onLines(function swapLines(lines, random) {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
  }),
  onLines(function removeLines(lines, random) {
    lines.splice(random.below(lines.length), 1 + random.below(5));
  }),
  onLines(function repeatLine(lines, random) {
    const at = random.below(lines.length);
    lines.splice(at, 0, ...new Array<string>(1 + random.below(2 ** random.below(8))).fill(lines[random.below(lines.length)] ?? ""));
  }),
];

function onLines(change: (lines: string[], random: Random) => void): Mutation {
  return (input, random) => {
    const lines = input.toString("latin1").split("\n");
    change(lines, random);
    return Buffer.from(lines.join("\n"), "latin1");
  };
}

function afterOne(input: Buffer, random: Random, mark: string, added: string): Buffer {
  const at = input.indexOf(mark, random.below(input.length + 1));
  return at < 0 ? input : splice(input, at + 1, 0, added);
}

function insteadOfOne(input: Buffer, random: Random, pattern: RegExp, put: readonly string[]): Buffer {
  const found = someMatch(input, random, pattern);
  return found === undefined ? input : splice(input, found.index, found[0].length, random.pick(put));
}

function someMatch(input: Uint8Array, random: Random, pattern: RegExp): { readonly index: number; readonly 0: string } | undefined {
  const from = random.below(input.length + 1);
  const window = Buffer.from(input.buffer, input.byteOffset + from, Math.min(2000, input.length - from)).toString("latin1");
  const matches = [...window.matchAll(pattern)];
  if (matches.length === 0) return undefined;
  const found = random.pick(matches);
  return { index: from + found.index, 0: found[0] };
}
