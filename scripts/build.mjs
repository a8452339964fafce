// Compiles src/ to dist/: with tsc, file by file and with types, for users of the library; and the program, bundled into a few files together with
// the packages it uses (bundle-program.mjs). `isBuilt` compares contents, not times: a checkout gives every file the same time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle-program.mjs";
import { thirdPartyNotices } from "./third-party.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "dist", ".built");

const buildScripts = ["build.mjs", "bundle-program.mjs", "sqlite-binding.cjs", "third-party.mjs"].map((name) => join("scripts", name));

export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

export async function build() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const require = createRequire(import.meta.url);
  const tsc = require.resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    process.stderr.write("kubespy setup: src/ does not compile\n");
    process.exit(1);
  }
  const esbuild = require("esbuild");
  const bundled = await bundleProgram(esbuild, root, fingerprint().slice(0, 8));
  bundled.push(...bundlePage(esbuild, require("terser")));
  writeFileSync(join(root, "dist", "THIRD-PARTY.txt"), thirdPartyNotices(root, bundled));
  chmodSync(join(root, "dist", "cli.js"), 0o755);
  writeFileSync(stamp, fingerprint());
}

/** The scripts and the style of the page, each one file: they are written into every page. Returns the paths of what was bundled. */
function bundlePage(esbuild, terser) {
  const { outputFiles, metafile } = esbuild.buildSync({
    write: false,
    metafile: true,
    absWorkingDir: root,
    entryPoints: {
      app: "src/web/app/main.tsx",
      "app-comparison": "src/web/app/main-comparison.tsx",
      "app-lesson": "src/web/app/main-lesson.tsx",
      "app-open": "src/web/app/main-open.tsx",
    },
    outdir: "dist/page",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: ["chrome110", "firefox115"],
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    // Within a script element.
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
    tsconfig: "src/web/tsconfig.json",
  });
  mkdirSync(join(root, "dist", "page"), { recursive: true });
  for (const { path, text } of outputFiles) writeFileSync(path, smaller(terser, text));
  esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: {
      app: "src/web/app/page.css",
      "app-comparison": "src/web/app/comparison/comparison-page.css",
      "app-lesson": "src/web/app/lesson/lesson-page.css",
    },
    outdir: "dist/page",
    bundle: true,
    minify: true,
    target: ["chrome123", "firefox120"],
    logLevel: "warning",
  });
  return Object.keys(metafile.inputs);
}

/** A twentieth smaller than what esbuild alone makes: every page holds it. */
function smaller(terser, script) {
  const { code, error } = terser.minify_sync(script, {
    ecma: 2020,
    toplevel: true,
    // Not `pure_getters`: that a component reads a signal is what draws it again.
    compress: { passes: 3, unsafe_arrows: true },
    format: { ascii_only: true, inline_script: true },
  });
  if (error !== undefined) throw error;
  return code;
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json", ...buildScripts])
    hash.update(readFileSync(join(root, file)));
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of sources.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort())
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return `${hash.digest("hex")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
