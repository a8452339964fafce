import { describe, expect, it } from "vitest";
import type { QueryValue } from "../../src/model/query-value.js";
import { type QueryForm, queryOutput } from "../../src/report/query/query-output.js";

function written(form: QueryForm, names: readonly string[], rows: readonly (readonly QueryValue[])[], columns?: number): string {
  const output = queryOutput(form, names, { colour: false, columns });
  return rows.map((row) => output.rows([row])).join("") + output.end();
}

const values: readonly QueryValue[] = [null, "", 12, 1.5, 9223372036854775807n, new Uint8Array([0, 255]), Number.POSITIVE_INFINITY];
const names = ["a", "b", "c", "d", "e", "f", "g"];

describe("-o json", () => {
  it("is one object a line, with all digits of integers, and bytes in hex", () => {
    expect(written("json", names, [values])).toBe('{"a":null,"b":"","c":12,"d":1.5,"e":9223372036854775807,"f":"00ff","g":9e999}\n');
  });

  it("keeps JSON as text, and escapes what steers a terminal", () => {
    expect(written("json", ["a"], [['{"b":1}'], ["\u001b[2J\u009b\u202e"]])).toBe(
      '{"a":"{\\"b\\":1}"}\n{"a":"\\u001b[2J\\u009b\\u202e"}\n',
    );
  });

  it("refuses two columns of one name", () => {
    expect(() => queryOutput("json", ["a", "b", "a"], { colour: false })).toThrow('two columns are called "a"');
  });

  it("is empty without rows", () => {
    expect(written("json", ["a"], [])).toBe("");
  });
});

describe("-o csv", () => {
  it("tells NULL from an empty text, and quotes what needs it", () => {
    expect(written("csv", names, [values])).toBe('a,b,c,d,e,f,g\r\n,"",12,1.5,9223372036854775807,00ff,Inf\r\n');
    expect(written("csv", ["a", "b,c"], [['say "x"', "two\nlines"]])).toBe('a,"b,c"\r\n"say ""x""","two\nlines"\r\n');
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["\t=1", "'\\t=1"],
  ])("keeps a spreadsheet from running %j as a formula", (text, cell) => {
    expect(written("csv", ["a"], [[text]])).toBe(`a\r\n${cell}\r\n`);
  });

  it.each(["-5", "+0.5", "1e9", "-1.5e-3", "a=b", "web-1"])("leaves %j as it is", (text) => {
    expect(written("csv", ["a"], [[text]])).toBe(`a\r\n${text}\r\n`);
  });

  it("escapes what steers a terminal", () => {
    expect(written("csv", ["a"], [["x\u001b[2Jy"]])).toBe("a\r\nx\\e[2Jy\r\n");
  });

  it("has its heading also without rows", () => {
    expect(written("csv", ["a", "b"], [])).toBe("a,b\r\n");
  });
});

describe("-o table", () => {
  const rows = [
    ["web", 12, "short"],
    ["db", 3.25, "a text that is much longer than all the others, and would not fit into a narrow terminal"],
    [null, null, "two\nlines\u001b[2J"],
  ];

  it("is aligned, numbers to the right, and cuts nothing in a pipe", () => {
    expect(written("table", ["name", "count", "message"], rows)).toBe(
      [
        "name   count   message",
        "web       12   short",
        "db      3.25   a text that is much longer than all the others, and would not fit into a narrow terminal",
        "               two\\nlines\\e[2J",
        "",
      ].join("\n"),
    );
  });

  it("cuts the widest cells on a terminal", () => {
    expect(written("table", ["name", "count", "message"], rows, 40)).toBe(
      [
        "name   count   message",
        "web       12   short",
        "db      3.25   a text that is much long…",
        "               two\\nlines\\e[2J",
        "",
      ].join("\n"),
    );
  });

  it("makes a block of each row where there are more columns than room", () => {
    const many = ["session", "kind", "name", "offsetMs", "sentence"];
    const row = ["pod-nginx", "Pod", "nginx", 12, "The API server stored it in etcd; 1 container"];
    expect(written("table", many, [row, row], 40)).toBe(
      [
        ...["session  pod-nginx", "kind     Pod", "name     nginx", "offsetMs 12", "sentence The API server stored it in et…", ""],
        ...["session  pod-nginx", "kind     Pod", "name     nginx", "offsetMs 12", "sentence The API server stored it in et…", ""],
      ].join("\n"),
    );
  });

  it("measures the first thousand rows, and shows those before the others are there", () => {
    const output = queryOutput("table", ["a"], { colour: false });
    expect(output.rows(Array.from({ length: 999 }, () => ["x"]))).toBe("");
    expect(output.rows([["x"]])).toMatch(/^a\nx\n/);
    expect(output.rows([["longer"]])).toBe("longer\n");
    expect(output.end()).toBe("");
  });
});
