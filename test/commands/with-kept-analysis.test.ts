import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runInProcess } from "../support/in-process.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

/** Commands that read sessions; a file that one writes is part of its output. */
const commands: readonly (readonly string[])[] = [
  ["show", "a"],
  ["show", "a", "-o", "json"],
  ["diagnose", "a"],
  ["diagnose", "a", "-o", "json"],
  ["diagnose", "a", "--at", "50%"],
  ["compare", "a", "b"],
  ["compare", "b", "a", "-o", "json"],
  ["compare", "a", "b", "c", "-o", "markdown"],
  ["compare", "--baseline", "a", "--candidate", "b,c"],
  ["export", "a", "--as", "markdown", "-o", "a.md", "--force"],
  ["export", "a", "-o", "a.kubespy.gz", "--force"],
  ["export", "a", "--from", "2s", "-o", "part.kubespy", "--force"],
  ["report", "a", "-o", "a.html", "--force"],
  ["trace", "a", "--end"],
  ["replay", "a", "--plain"],
];

const recordings = { a: "deployment-bad-rollout", b: "deployment-rollout", c: "pod-crashloop" } as const;

/** Its size differs with what was kept before; a page says when it was written. */
function comparable(text: string): string {
  return text
    .replace(/ Analysis: [\d.]+ \w+, kept beside it\.|"analysisBytes":\d+,/g, "")
    .replace(/"writtenAt":"[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+Z(?=","sessions")/g, "");
}

describe("commands say the same of a session whether what they show is kept or not", () => {
  it.each(commands.map((command) => [command.join(" "), command] as const))("%s", { timeout: 60_000 }, async (_, command) => {
    using folder = temporaryFolder();
    const options = { env: { KUBESPY_DB: join(folder.path, "k.db") }, cwd: folder.path };
    for (const [name, recording] of Object.entries(recordings))
      await runInProcess(["import", join(projectRoot, "recordings", `${recording}.kubespy.gz`), "--session", name], options);
    const file = join(folder.path, command[command.indexOf("-o") + 1] ?? "");
    const output = async () => {
      const { code, stdout, stderr } = await runInProcess(command, options);
      const written = command.includes("-o") && existsSync(file) ? readFileSync(file, "latin1") : "";
      return { code, stdout: comparable(stdout), stderr, written: comparable(written) };
    };
    const before = await output();
    // One of the sessions is read whole, the others are not.
    await runInProcess(["compare", "a", "a"], options);
    expect(await output()).toEqual(before);
    await runInProcess(["compare", "b", "c"], options);
    expect(await output()).toEqual(before);
  });
});
