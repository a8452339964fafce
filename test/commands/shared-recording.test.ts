import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

const fixture = join(import.meta.dirname, "../recording/fixtures/shared-v1.kubespy");

function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  cpSync(fixture, join(folder.path, "shared.kubespy"));
  return (...args: string[]) => runProgram(args, { cwd: folder.path, env: { KUBESPY_DB: join(folder.path, "k.db") } });
}

describe("a shared recording", () => {
  it("says everywhere what was removed, also after an import, a cut and an export", async () => {
    const run = workplace();
    const words = "Shared at level secrets: 3 values removed (environment variable ×2 and JSON Web Token), names kept";
    await run("import", "shared.kubespy", "--session", "mine");
    await run("export", "mine", "--object", "pod/web", "-o", "again.kubespy.gz");
    for (const reference of ["shared.kubespy", "mine", "again.kubespy.gz"])
      for (const command of ["show", "replay", "diagnose"]) expect((await run(command, reference)).stdout).toContain(words);
    expect((await run("show", "mine")).stdout).toContain("Kept on request: Pod:spec.containers[web].env[LOG_FORMAT].value.");
    expect((await run("replay", "mine")).stdout).toContain("May remain: names, labels, images, addresses");
    expect((await run("export", "mine", "--as", "markdown")).stdout).toContain(words);
    expect((await run("ls")).stdout).toMatch(/mine .* pod\/web \(shared: secrets\)\n/);
    const shared = { level: "secrets", rules: 1, kept: ["Pod:spec.containers[web].env[LOG_FORMAT].value"], mood: "of a later version" };
    for (const args of [["show", "again.kubespy.gz"], ["ls"], ["diagnose", "mine"]])
      expect(JSON.parse((await run(...args, "-o", "json")).stdout).shared).toMatchObject(shared);
  });

  it("says its level in the head of the player, also before a long title", async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const [header = "", ...frames] = readFileSync(fixture, "utf8").split("\n");
    const titled = JSON.stringify({ ...JSON.parse(header), title: "long ".repeat(50) });
    writeFileSync(join(folder.path, "titled.kubespy"), [titled, ...frames].join("\n"));
    await using player = kubespyInTerminal(["replay", "titled.kubespy"], { cwd: folder.path, columns: 80 });
    await player.shows("(shared: secrets)");
  });

  it("is compared with a warning, unless both were shared together", async () => {
    const run = workplace();
    const warning = "A was shared at level secrets, not together with the other: values that differ here may have been equal.";
    expect((await run("compare", "shared.kubespy", "pod-nginx")).stdout).toContain(warning);
    expect((await run("compare", "shared.kubespy", "shared.kubespy")).stdout).not.toContain("was shared at level");
    expect((await run("compare", "shared.kubespy", "shared.kubespy")).stdout.match(/^[AB] \(.*, shared at level secrets$/gm)).toHaveLength(
      2,
    );
    const { a, b } = JSON.parse((await run("compare", "shared.kubespy", "pod-nginx", "-o", "json")).stdout);
    expect([a.shared.level, a.warnings, b.shared, b.warnings]).toEqual(["secrets", [warning], undefined, []]);
  });

  it("is exported and reported with what may remain, others with the command that removes it", async () => {
    const run = workplace();
    const shared = await run("export", "shared.kubespy", "-o", "copy.kubespy");
    expect(shared.stderr).toContain("before you share it: shared at level secrets; may hold names, labels, ");
    expect(shared.stderr).toContain('"kubespy share --check FILE" lists what a file still holds\n');
    for (const args of [
      ["export", "pod-nginx"],
      ["report", "pod-nginx"],
    ])
      expect((await run(...args)).stderr).toMatch(/ConfigMaps are in clear\n"kubespy share SESSION" removes what may be a credential\n/);
  });
});
