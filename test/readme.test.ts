import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, samplesIn, shownOf, withSamples, wordsOf } from "../scripts/console-samples.mjs";
import { makeProgram } from "../src/commands/program.js";
import { projectRoot, runProgram } from "./support/program.js";

const samples = documents().flatMap((document) =>
  samplesIn(readFileSync(join(projectRoot, document), "utf8")).map((sample) => ({ document, ...sample })),
);

describe("the documents show what the program prints (node scripts/console-samples.mjs writes it anew)", () => {
  it("in at least three places of the README", () => {
    expect(samples.filter(({ document }) => document === "README.md").length).toBeGreaterThanOrEqual(3);
  });

  it.each(samples)("$document: kubespy $command", async ({ command, lines }) => {
    const { stdout, code, stderr } = await runProgram(wordsOf(command), { cwd: projectRoot });
    expect(code, stderr).toBe(0);
    expect(lines).toEqual(shownOf(lines, stdout.trimEnd().split(/\r?\n/)));
  });

  it("no console block is without a command", () => {
    for (const document of documents()) {
      const text = readFileSync(join(projectRoot, document), "utf8");
      expect(text.match(/^```console$/gm)?.length ?? 0, document).toBe(samplesIn(text).length);
    }
  });
});

describe("a sample that is written anew", () => {
  const output = ["head", "one 1 a b", "two 2 a b", "three 3 a b", "four 4 a b", "tail"];

  it("stays as it is where it is right", () => {
    for (const lines of [output, ["head", "…"], ["…", "two 2 a b", "…", "tail"], ["head", "…", "two 2 a b", "three 3 a b", "…"]])
      expect(shownOf(lines, output)).toEqual(lines);
  });

  it("has the lines of the output, and leaves out what it left out", () => {
    expect(shownOf(["head", "…", "two 9 a b", "four 9 a b", "…"], output)).toEqual([
      ...["head", "…", "two 2 a b", "three 3 a b", "four 4 a b", "…"],
    ]);
    expect(shownOf(["head of old", "one 1 a b"], output)).toEqual(output);
    expect(shownOf(["…", "gone for ever", "…", "tail"], output)).toEqual(["…", "tail"]);
    expect(shownOf(["head", "…", "one 1 a b", "…"], ["head", "one 1 a b"])).toEqual(["head", "one 1 a b"]);
  });

  it("replaces its own lines of the document, and nothing else", () => {
    const text = "# A\n\n```console\n$ kubespy ls\nold\n```\n\nrest $& of it\n";
    const written = withSamples(text, ({ command, lines }: { command: string; lines: readonly string[] }) => [
      `${command} was ${lines.join()}`,
      "$&",
    ]);
    expect(written).toBe("# A\n\n```console\n$ kubespy ls\nls was old\n$&\n```\n\nrest $& of it\n");
  });
});

describe("every kubespy command and flag that the documents name exists", () => {
  const texts = [...new Set([...documents(), "CONTRIBUTING.md", "src/README.md"])]
    .map((file) => readFileSync(join(projectRoot, file), "utf8"))
    .join("\n");
  const fenced = [...texts.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n"));
  const inline = [...texts.matchAll(/`(kubespy [^`]+)`/g)].map(([, code = ""]) => code);
  const program = makeProgram({ programName: "kubespy", version: "0.0.0" } as Parameters<typeof makeProgram>[0], () => {});
  const groups = new Map(program.commands.map((each) => [each.name(), each.commands.map((inner) => inner.name())]));
  const named = new Map<string, Set<string>>();
  for (const line of [...fenced, ...inline]) {
    const [, first, second, words = ""] = /^ *(?:- )?(?:run: )?(?:\$ )?kubespy ([a-z]+)(?: ([a-z]+)\b)?([^#|]*)/.exec(line) ?? [];
    if (first === undefined) continue;
    const isInGroup = second !== undefined && groups.get(first)?.includes(second) === true;
    const command = isInGroup ? `${first} ${second}` : first;
    const rest = isInGroup ? words : ` ${second ?? ""}${words}`;
    const flags = named.get(command) ?? new Set();
    for (const [flag] of (rest.split(" -- ")[0] ?? "").matchAll(/(?<= )--?[a-zA-Z][a-z-]*/g)) flags.add(flag);
    named.set(command, flags);
  }

  it.each([...named].map(([command, flags]) => ({ command, flags: [...flags] })))("kubespy $command $flags", async ({ command, flags }) => {
    const { stdout, code } = await runProgram([...command.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`kubespy ${command}`);
    for (const flag of flags) expect(stdout).toMatch(new RegExp(`(^|[ ,])${flag}\\b`, "m"));
  });
});
