import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { startServer } from "../../src/serve/start-server.js";
import { lacks } from "../support/needs.js";
import { projectRoot } from "../support/program.js";
import { bundled } from "./bundled.js";
import { kubectlOn } from "./kubectl-run.js";

interface Row {
  readonly command: string;
  readonly code: number;
  readonly answer: string;
}

/** The rows of the table in docs/serve.md: `| \`command\` | exit code | \`answer\` or (nothing) | difference |`. */
function rowsOfTable(): readonly Row[] {
  const text = readFileSync(join(projectRoot, "docs", "serve.md"), "utf8");
  return [...text.matchAll(/^\| `([^`]+)` \| (\d+) \| (?:`([^`]+)`|\(nothing\)) \|.*\|$/gm)].map(([, command = "", code, answer = ""]) => ({
    command,
    code: Number(code),
    answer,
  }));
}

function collapsed(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

function pattern(answer: string): RegExp {
  return new RegExp(
    `^${answer
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}

describe("the table of kubectl commands in docs/serve.md", () => {
  it("has forty commands or more, and every row of it is read", () => {
    const text = readFileSync(join(projectRoot, "docs", "serve.md"), "utf8");
    const [, table = ""] = text.split("| command | exit code |");
    expect(rowsOfTable()).toHaveLength(table.split("\n").filter((line) => line.startsWith("| `")).length);
    expect(rowsOfTable().length).toBeGreaterThanOrEqual(40);
  });

  it.skipIf(lacks("kubectl", "the table of kubectl commands"))("says what kubectl answers", { timeout: 300_000 }, async () => {
    const api = await startServer(await bundled("deployment-rollout"), { clock: systemClock, at: { offsetMs: 4000 } });
    using kubectl = kubectlOn(api);
    const waiting = [...rowsOfTable()];
    const wrong: string[] = [];
    const work = async () => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        const { code, stdout, stderr } = await kubectl.run(row.command.split(" "));
        const lines = collapsed(`${stderr}\n${stdout}`);
        const isAsSaid = row.answer === "" ? lines.length === 0 : lines.some((line) => pattern(row.answer).test(line));
        if (code !== row.code || !isAsSaid) wrong.push(`kubectl ${row.command}: exit code ${code}\n${lines.join("\n")}`);
      }
    };
    await Promise.all([work(), work(), work()]);
    await api.close();
    expect(wrong).toEqual([]);
  });
});
