import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { queryTables } from "../../src/app/query/query-tables.js";
import { runInProcess } from "../support/in-process.js";
import { projectRoot } from "../support/program.js";

const page = readFileSync(join(projectRoot, "docs", "query.md"), "utf8");

describe("docs/query.md", () => {
  it.each(queryTables)("has the table $name with all its columns, in their order", ({ name, about, columns }) => {
    const rows = columns.map((column) => `| \`${column.name}\` | ${column.type} | ${column.about} |\n`).join("");
    const sentence = `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
    expect(page).toContain(`### ${name}\n\n${sentence}\n\n| column | type | |\n| --- | --- | --- |\n${rows}`);
  });

  it("has no other table", () => {
    const named = [...page.matchAll(/^### ([a-z]+)$/gm)].map(([, name]) => name);
    expect(named).toEqual(queryTables.map(({ name }) => name));
  });

  const examples = [...page.matchAll(/```console\n\$ kubespy (query (?:-o csv )?"([^"]*)" ([^"\n]*))\n([\s\S]*?)```/g)];

  it("has at least twelve worked examples, of every table", () => {
    expect(examples.length).toBeGreaterThanOrEqual(12);
    const statements = examples.map(([, , sql = ""]) => sql).join("\n");
    for (const table of ["frames", "objects", "events", "findings", "milestones", "gaps"]) expect(statements).toMatch(`FROM ${table}`);
  });

  it.each(examples.map(([, command = "", sql = "", rest = "", output = ""]) => ({ command, sql, rest, output })))(
    "$command answers what the page shows",
    async ({ command, sql, rest, output }) => {
      const flags = command.startsWith("query -o csv") ? ["-o", "csv"] : [];
      const { code, stdout, stderr } = await runInProcess(["query", ...flags, sql, ...rest.trim().split(" ")]);
      expect(code, stderr).toBe(0);
      expect(stdout.replaceAll("\r\n", "\n")).toBe(output);
    },
  );
});
