import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commandPath, withSubcommands } from "../../src/commands/common/command-tree.js";
import { makeProgram } from "../../src/commands/program.js";
import { programOutput, runInProcess } from "../support/in-process.js";
import { projectRoot, runProgram } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

const program = makeProgram(
  { programName: "kubespy", version: "0", packageRoot: projectRoot } as Parameters<typeof makeProgram>[0],
  () => {},
);
const commands = program.createHelp().visibleCommands(program);
/** The commands of groups too. */
const everyCommand = commands.flatMap(withSubcommands);
const wordsOf = (command: Command) => commandPath(command).split(" ").slice(1);
const helpArgs = [[], ...everyCommand.map(wordsOf)].map((words) => [...words, "--help"]);

/** The help as a terminal of this width gets it. */
async function helpAt(columns: number, args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await runInProcess(args, { columns });
  expect(code).toBe(0);
  return stdout.trimEnd().split("\n");
}

/** One word of a shell, which may be quoted, cannot be broken. */
function isOneWord(line: string): boolean {
  return /^\s*(?:"[^"]*"|'[^']*'|\S+)$/.test(line.replace(/ \\$/, ""));
}

/** Where the text of a line begins that goes on in the next one: after the term of an item, or after its indentation. */
function isGoingOn(line: string, next: string): boolean {
  const indent = next.length - next.trimStart().length;
  if (next.trimStart().startsWith("# ")) return false;
  if (indent === 0) return line.trim() !== "" && next !== "" && !line.startsWith(" ") && !line.endsWith(":") && !next.endsWith(":");
  return indent > 2 && line.length > indent && line.charAt(indent) !== " " && line.slice(0, indent).endsWith(" ");
}

describe.each([60, 80, 100, 200])("the help at %i columns", (columns) => {
  const width = Math.min(columns, 100);

  it.each(helpArgs)("of %s %s has no line over the width, and breaks none early", async (...args) => {
    const lines = await helpAt(columns, args);
    for (const [i, line] of lines.entries()) {
      if (!isOneWord(line)) expect(line.length, line).toBeLessThanOrEqual(width);
      const next = lines[i + 1] ?? "";
      if (i > lines.indexOf("") && isGoingOn(line, next))
        expect(`${line} ${next.trimStart().split(" ")[0]}`.length, line).toBeGreaterThan(width);
    }
  });
});

describe("the list of commands", () => {
  it("is in groups, in the order of a newcomer, a line each at 80 columns", async () => {
    expect(await programOutput("--help")).toMatchSnapshot();
  });

  it("names every command once", async () => {
    const lines = (await programOutput("--help")).split("\n");
    for (const command of commands) expect(lines.filter((line) => line.startsWith(`  ${command.name()} `))).toHaveLength(1);
  });

  it("is the same by help, and in a pipe without a command", async () => {
    const { code, stdout, stderr } = await runProgram([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(await programOutput("--help"));
    expect(await programOutput("help")).toBe(stdout);
  });
});

describe("the help of a command", () => {
  it("is the same by help, and in a pipe as at 80 columns", async () => {
    const piped = await runProgram(["record", "--help"]);
    expect(piped.stdout.trimEnd().split("\n")).toEqual(await helpAt(80, ["record", "--help"]));
    expect(await programOutput("help", "record")).toBe(piped.stdout);
    expect(piped.stdout).toMatchSnapshot();
  });

  it.each([
    ["record", ["record [options] <target...> [-- <command...>]", "record [options] -"]],
    ["lesson check", ["lesson check [options] <lessons...>"]],
    ["rm", ["rm [options] <session...>", "rm [options] --older-than <duration>"]],
    ["compare", ["compare [options] <session> <session...>", "compare --baseline <session...> --candidate <session...>"]],
    ["report", ["report [options] <session> [session]", "report --baseline <session...> --candidate <session...>"]],
  ])("%s shows what it cannot do without", async (command, usages) => {
    const [usage] = (await programOutput(...command.split(" "), "--help")).split("\n\n");
    expect(usage).toBe(`Usage: ${usages.map((each) => `kubespy ${each}`).join("\n       ")}`);
  });

  it("has groups of flags where there are many", async () => {
    for (const command of everyCommand.filter(({ options }) => options.length > 7)) {
      const headings =
        (await programOutput(...wordsOf(command), "--help")).match(/^(?!Usage|Arguments|Exit|Examples)[A-Z][^\n]*:$/gm) ?? [];
      expect(headings.length, command.name()).toBeGreaterThan(1);
      expect(headings, command.name()).not.toContain("Options:");
    }
  });

  it("of a group lists its commands, and is the same without a command, and by help", async () => {
    const stdout = await programOutput("lesson", "--help");
    expect(stdout).toMatchSnapshot();
    expect(await programOutput("lesson")).toBe(stdout);
    expect(await programOutput("help", "lesson")).toBe(stdout);
  });

  it("of a command in a group is the same by help", async () => {
    const stdout = await programOutput("lesson", "new", "--help");
    expect(stdout).toMatchSnapshot();
    expect(await programOutput("help", "lesson", "new")).toBe(stdout);
  });

  it("goes to the width of the terminal", async () => {
    await using terminal = kubespyInTerminal(["show", "--help"], { columns: 64, rows: 60 });
    await terminal.exit;
    expect(terminal.text.trimEnd().split("\n")).toEqual(await helpAt(64, ["show", "--help"]));
  });
});
