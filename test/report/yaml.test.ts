import { describe, expect, it } from "vitest";
import { printable } from "../../src/io/printable.js";
import { yamlLines } from "../../src/report/terminal/yaml.js";

describe("an object as YAML", () => {
  it("reads as kubectl prints it", () => {
    const value = {
      kind: "Pod",
      spec: { containers: [{ name: "nginx", args: ["-c", "a: b"], ports: [{ containerPort: 80 }] }], volumes: [] },
      status: {},
    };
    expect(yamlLines(value)).toEqual([
      "kind: Pod",
      "spec:",
      "  containers:",
      "  - name: nginx",
      "    args:",
      '    - "-c"',
      '    - "a: b"',
      "    ports:",
      "    - containerPort: 80",
      "  volumes: []",
      "status: {}",
    ]);
  });

  it("keeps the lines of a text", () => expect(yamlLines({ conf: "a\nb\n" })).toEqual(["conf: |", "  a", "  b"]));

  it("quotes what YAML would misread", () =>
    expect(yamlLines({ version: "1.20", yes: "no", empty: "", time: "2026-01-01T00:00:00Z" })).toEqual([
      'version: "1.20"',
      'yes: "no"',
      'empty: ""',
      "time: 2026-01-01T00:00:00Z",
    ]));

  it("never steers the terminal", () => {
    const lines = yamlLines({ "\u001b[2J": "\u009b31m\u202e", text: "a\n\u001b[2J" });
    expect(lines.map((line) => printable(line))).toEqual(lines);
  });

  it("shows a value and a key of many megabytes", () => {
    const long = "a".repeat(16_000_000);
    expect(yamlLines({ data: { [long]: long } })[1]).toMatch(/^ {2}"aaa/);
  });

  it("is bounded in depth", () => expect(yamlLines(JSON.parse(`${'{"a":'.repeat(9000)}1${"}".repeat(9000)}`)).length).toBeLessThan(100));
});
