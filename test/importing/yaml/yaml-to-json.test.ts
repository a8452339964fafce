import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { yamlToJson } from "../../../src/importing/yaml/yaml-to-json.js";

describe("a document in YAML becomes JSON", () => {
  it.each([
    [
      "numbers keep their digits",
      "a: 12345678901234567890\nb: 1.10\nc: 1e3\nd: -0\n",
      '{"a":12345678901234567890,"b":1.10,"c":1e3,"d":-0}',
    ],
    [
      "other forms of numbers keep their values",
      "a: 010\nb: 0x1F\nc: +12\nd: 0xffffffffffffffffff\ne: .5\nf: 00012345678901234567890\n",
      '{"a":10,"b":31,"c":12,"d":4722366482869645213695,"e":0.5,"f":12345678901234567890}',
    ],
    [
      "no dates, and no booleans but true and false",
      "a: 2026-03-01T10:00:00Z\nb: 2026-03-01\nc: yes\nd: True\ne: off\n",
      '{"a":"2026-03-01T10:00:00Z","b":"2026-03-01","c":"yes","d":true,"e":"off"}',
    ],
    ["no value is null", "a:\nb: ~\nc: null\nd: ''\n", '{"a":null,"b":null,"c":null,"d":""}'],
    ["texts in quotes stay texts", "a: '1'\nb: \"true\"\nc: !!str 5\n", '{"a":"1","b":"true","c":"5"}'],
    ["texts of several lines", "a: |\n  x\n  y\nb: >-\n  x\n  y\n", '{"a":"x\\ny\\n","b":"x y"}'],
    ["keys are texts", "1: a\ntrue: b\nnull: c\n", '{"1":"a","true":"b","null":"c"}'],
    ["a few aliases are expanded", "a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n", '{"a":{"k":[1]},"b":{"k":[1]},"c":[{"k":[1]},{"k":[1]}]}'],
    ["fields of prototypes are fields", "__proto__:\n  a: 1\nconstructor: b\n", '{"__proto__":{"a":1},"constructor":"b"}'],
  ])("%s", async (_, yaml, json) => {
    expect(await yamlToJson(yaml)).toEqual([json]);
  });

  it("several give several, empty ones none", async () => {
    expect(await yamlToJson("a: 1\n---\n---\nb: 2\n")).toEqual(['{"a":1}', '{"b":2}']);
  });
});

describe("a long List is read in parts, as if it were whole", () => {
  const item = (i: number, indent: string) =>
    `${indent}- kind: Pod\n${indent}  text: |\n${indent}    - ${"x".repeat(400)}\n\n${indent}  n: ${i}\n# ${i}\n${indent}  list:\n${indent}  - a\n`;
  const items = (indent: string) => Array.from({ length: 2000 }, (_, i) => item(i, indent)).join("");

  it.each([
    ["of kubectl", `apiVersion: v1\nitems:\n${items("")}kind: List\nmetadata:\n  resourceVersion: ""\n`],
    ["whose items are indented", `apiVersion: v1\nkind: List\nitems:\n${items("  ")}`],
    ["that is a list by itself", items("")],
  ])("%s", async (_, yaml) => {
    const [text = ""] = await yamlToJson(yaml);
    expect(JSON.parse(text)).toEqual(load(yaml));
  });

  it("with the line of what is wrong", async () => {
    const yaml = `items:\n${items("")}- kind: Pod\n    wrong: 1\n${item(1, "")}kind: List\n`;
    const line = yaml.split("\n").indexOf("    wrong: 1") + 1;
    await expect(yamlToJson(yaml)).rejects.toMatchObject({ message: "bad indentation of a mapping entry", line });
  });

  it("but not where an object is longer than any", async () => {
    const yaml = `items:\n- kind: Pod\n  text: ${"x".repeat(9_000_000)}\n`;
    await expect(yamlToJson(yaml)).rejects.toThrow("it is longer than 8,388,608 characters, and no List of shorter objects");
  });
});

describe("is refused", () => {
  const billion = `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
    .join("\n")}\n`;
  it.each([
    ["a billion laughs", billion, "it has more than 10,000 aliases", undefined],
    [
      "aliases of a long text",
      `a: &a ${"x".repeat(1000)}\nb: [${Array(2000).fill("*a").join(",")}]\n`,
      "its aliases expand to more than 1,048,576 characters",
      undefined,
    ],
    ["an alias within its own anchor", "a: &a [1, *a]\n", "an alias is within its own anchor", 1],
    ["an unknown anchor", "a: 1\nb: *c\n", "an alias has no anchor", 2],
    ["a number that JSON has not", "a: 1\nb: .inf\n", "JSON has no number .inf", 2],
    ["a key that is no text", "? [a]\n: b\n", "a key is a list or a mapping", 1],
    ["binary data", "a: !!binary aGk=\n", "unknown tag !!binary", 1],
    ["wrong indentation", "a: 1\n  b: 2\n", "bad indentation of a mapping entry", 2],
    ["nesting without end", `a: ${"[".repeat(100_000)}`, "nesting exceeded maxDepth", 1],
  ])("%s", async (_, yaml, message, line) => {
    await expect(yamlToJson(yaml)).rejects.toMatchObject({ name: "Error", message: expect.stringContaining(message) });
    if (line !== undefined) await expect(yamlToJson(yaml)).rejects.toMatchObject({ line });
  });
});
