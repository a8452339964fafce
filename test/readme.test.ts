import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, runProgram } from "./support/program.js";

/**
 * What the README shows is what the program says: each `console` block is run, and its lines must come in this order.
 * A line `…` matches any lines.
 */
const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```console\n\$ kubespy (.+)\n([\s\S]*?)```/g)].map(([, command = "", output = ""]) => ({
  command,
  output,
}));

describe("the README shows what the program prints", () => {
  it("in at least three places", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(3);
  });

  it.each(blocks)("kubespy $command", async ({ command, output }) => {
    const { stdout, code, stderr } = await runProgram(command.split(" "));
    expect(code, stderr).toBe(0);
    let rest = stdout;
    for (const piece of output.split(/^…\n/m).filter((text) => text !== "")) {
      const at = rest.indexOf(piece);
      expect(at, `expected this in the rest of the output:\n${piece}\n--- the rest:\n${rest}`).toBeGreaterThanOrEqual(0);
      rest = rest.slice(at + piece.length);
    }
  });
});

describe("every kubespy command and flag that the documents name exists", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "recordings/README.md", "src/README.md", "docs/ci.md", "docs/page.md"]
    .map((file) => readFileSync(join(projectRoot, file), "utf8"))
    .join("\n");
  const fenced = [...documents.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...documents.matchAll(/`(kubespy [^`]+)`/g)].map(([, code = ""]) => code);
  const named = new Map<string, Set<string>>();
  for (const line of [...fenced, ...inline]) {
    const [, command, rest = ""] = /^ *(?:- )?(?:run: )?(?:\$ )?kubespy ([a-z]+)([^#|]*)/.exec(line) ?? [];
    if (command === undefined) continue;
    const flags = named.get(command) ?? new Set();
    for (const [flag] of (rest.split(" -- ")[0] ?? "").matchAll(/(?<= )--?[a-zA-Z][a-z-]*/g)) flags.add(flag);
    named.set(command, flags);
  }

  it.each([...named].map(([command, flags]) => ({ command, flags: [...flags] })))("kubespy $command $flags", async ({ command, flags }) => {
    const { stdout, code } = await runProgram([command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`kubespy ${command}`);
    for (const flag of flags) expect(stdout).toMatch(new RegExp(`(^|[ ,])${flag}\\b`, "m"));
  });
});
