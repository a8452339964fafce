import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot, temporaryFolder } from "./support/program.js";

/**
 * Installs the packed file into an empty folder, as a stranger would, but for one thing: SQLite is taken as it was compiled for this
 * checkout, which saves two minutes of compiling it again.
 */
it("the packed package installs in an empty folder and runs its demo there", { timeout: 240_000 }, () => {
  using folder = temporaryFolder();
  const packed = npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder.path], projectRoot);
  const [manifest] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  const files = manifest.files.map((file) => file.path);
  expect(files).toEqual(
    expect.arrayContaining(["README.md", "dist/cli.js", "dist/index.d.ts", "recordings/README.md", "recordings/pod-nginx.kubespy.gz"]),
  );
  expect(files.filter((path) => /^(src|test|scripts|bench)\//.test(path))).toEqual([]);

  const home = join(folder.path, "stranger");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{"name":"stranger","private":true}');
  npm(["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", join(folder.path, manifest.filename)], home);
  cpSync(join(projectRoot, "node_modules", "better-sqlite3", "build"), join(home, "node_modules", "better-sqlite3", "build"), {
    recursive: true,
  });

  const demo = spawnSync("npx", ["--no-install", "kubespy", "demo", "--speed", "8"], { cwd: home, encoding: "utf8" });
  expect(demo.status, demo.stderr).toBe(0);
  expect(demo.stdout).toMatch(/Created[\s\S]*Scheduled[\s\S]*Creating[\s\S]*Running/);
  expect(existsSync(join(home, "node_modules", ".bin", "kubectl-spy"))).toBe(true);
});

function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}
