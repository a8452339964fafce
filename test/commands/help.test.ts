import { expect, it } from "vitest";
import { programOutput } from "../support/in-process.js";

const commands = [...(await programOutput("--help")).matchAll(/^ {2}([a-z]+) .*\[options\]/gm)].map(([, name = ""]) => name);

it.each(commands)("the description of %s is broken where the line ends, and nowhere else", async (command) => {
  const [, description = ""] = /^Usage: [^\n]*\n\n([\s\S]*?)\n\n(?:Arguments|Options):/.exec(await programOutput(command, "--help")) ?? [];
  expect(description).not.toBe("");
  for (const paragraph of description.split("\n\n")) {
    const lines = paragraph.split("\n");
    for (const [i, line] of lines.entries()) {
      expect(line.length).toBeLessThanOrEqual(80);
      const [next] = lines[i + 1]?.split(" ") ?? [];
      if (next !== undefined) expect(`${line} ${next}`.length, line).toBeGreaterThan(79);
    }
  }
});
