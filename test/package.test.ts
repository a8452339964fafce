import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
    expect.arrayContaining([
      "README.md",
      "dist/cli.js",
      "dist/THIRD-PARTY.txt",
      "dist/index.d.ts",
      "dist/page/app.js",
      "dist/page/app.css",
      "dist/page/app-comparison.css",
      "dist/page/app-lesson.js",
      "dist/page/app-lesson.css",
      "recordings/README.md",
      "recordings/pod-nginx.kubespy.gz",
      "docs/lessons.md",
      "docs/lesson.schema.json",
      files.find((path) => /^lessons\/01-[\w-]+\/lesson\.yaml$/.test(path)),
    ]),
  );
  const expected =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[\w/-]+(\.d)?\.(ts|js)|dist\/THIRD-PARTY\.txt|dist\/page\/app(-comparison|-lesson)?\.css|(recordings|fixtures|lessons\/\d\d-[\w-]+)\/[\w.-]+\.(md|yaml|kubespy\.gz)|docs\/lesson(s\.md|\.schema\.json))$/;
  // Source maps among them: they would point to sources that are not there.
  expect(files.filter((path) => !expected.test(path))).toEqual([]);
  expect(files.filter((path) => path.endsWith(".js") && read("", path).includes("sourceMappingURL"))).toEqual([]);

  const notices = read("", "dist/THIRD-PARTY.txt");
  const external = "@kubernetes/client-node";
  for (const name of Object.keys(dependencies)) if (name !== external) expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));

  const home = join(folder.path, "stranger");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{"name":"stranger","private":true}');
  npm(["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", join(folder.path, manifest.filename)], home);
  cpSync(join(projectRoot, "node_modules", "better-sqlite3", "build"), join(home, "node_modules", "better-sqlite3", "build"), {
    recursive: true,
  });

  const env = { ...process.env, XDG_DATA_HOME: home };
  const demo = spawnSync("npx", ["--no-install", "kubespy", "demo"], { cwd: home, encoding: "utf8", env });
  expect(demo.status, demo.stderr).toBe(0);
  expect(demo.stdout).toMatch(/Created[\s\S]*Scheduled[\s\S]*Creating[\s\S]*Running/);
  for (const name of ["kubectl-spy", "kubectl_complete-spy"]) expect(existsSync(join(home, "node_modules", ".bin", name)), name).toBe(true);
});

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: true;
  readonly hasInstallScript?: true;
}

const { dependencies } = JSON.parse(read("package.json")) as Manifest;
const locked = Object.entries((JSON.parse(read("package-lock.json")) as { packages: Record<string, LockedPackage> }).packages).slice(1);

describe("dependencies at run time", () => {
  it("are each in docs/security.md with a reason, who loads them and what they touch, and no other is", () => {
    const rows = [...read("docs/security.md").matchAll(/^\| `([^`]+)` \| ([^|]+) \| (`src\/[^|]+) \| ([^|]+) \|$/gm)].map(
      ([, name]) => name,
    );
    expect(rows.sort()).toEqual(Object.keys(dependencies).sort());
  });

  it("have one install script among them, which docs/security.md names", () => {
    const scripts = locked.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev).map(([path]) => path);
    expect(scripts).toEqual(["node_modules/better-sqlite3"]);
    expect(read("docs/security.md")).toContain("only `better-sqlite3` has one");
  });

  it("are locked without the address of a registry", () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(read(".npmrc")).toContain("omit-lockfile-registry-resolved=true");
  });

  it.each(["cyclonedx", "spdx"])("npm run sbom lists them in a fresh clone, where nothing is installed: %s", (format) => {
    using clone = temporaryFolder();
    mkdirSync(join(clone.path, "scripts"));
    for (const file of ["package.json", "package-lock.json", ".npmrc", "scripts/sbom.mjs"])
      copyFileSync(join(projectRoot, file), join(clone.path, file));
    const bill = JSON.parse(npm(["run", "--silent", "sbom", "--", "--sbom-format", format], clone.path)) as {
      readonly components?: readonly { readonly name: string; readonly version: string }[];
      readonly packages?: readonly { readonly name: string; readonly versionInfo: string }[];
    };
    const listed =
      bill.components?.map(({ name, version }) => `${name} ${version}`) ??
      bill.packages?.map(({ name, versionInfo }) => `${name} ${versionInfo}`);
    const expected = locked
      .filter(([, { dev }]) => !dev)
      .map(([path, { version }]) => `${path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)} ${version}`);
    expect(listed).toEqual(expect.arrayContaining(expected));
    expect(listed?.filter((name) => /^(vitest|esbuild|typescript) /.test(name))).toEqual([]);
  });

  it("npm sbom finds nothing missing, invalid or extraneous where they are installed", () => {
    expect(JSON.parse(npm(["sbom"], projectRoot))).toMatchObject({ bomFormat: "CycloneDX" });
  });
});

it("SECURITY.md says how to report, and README, CONTRIBUTING and docs/security.md link to it", () => {
  expect(read("SECURITY.md")).toContain("Report a vulnerability");
  for (const document of ["README.md", "CONTRIBUTING.md", "docs/security.md"])
    expect(read(document)).toMatch(/\]\((\.\.\/)?SECURITY\.md\)/);
});

it("docs/security.md names the fuzz targets, and test files that exist", () => {
  const document = read("docs/security.md");
  const targets = readdirSync(join(projectRoot, "test", "fuzz", "targets")).map((name) => name.replace(".ts", ""));
  const named = [...document.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name = ""]) => name).filter((name) => !(name in dependencies));
  expect([...named, "targets"].sort()).toEqual(targets.sort());
  for (const [, path = ""] of document.matchAll(/`(test(?:\/[\w.-]+)*)`/g)) expect(existsSync(join(projectRoot, path)), path).toBe(true);
});

function read(...path: readonly string[]): string {
  return readFileSync(join(projectRoot, ...path), "utf8");
}

function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}
