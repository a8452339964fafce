// Compiles src/ to dist/: with tsc, file by file and with types, for users of the library; and the program, bundled into a few
// files with esbuild, because opening hundreds of files would dominate the run time of a short command. Heavy dependencies stay in separate
// chunks, loaded only by the commands that need them. `isBuilt` compares contents, not times: a checkout gives every file the same time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "dist", ".built");

const buildScripts = ["build.mjs", "common-modules.mjs", "sqlite-binding.cjs"].map((name) => join("scripts", name));

export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

export function build() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const require = createRequire(import.meta.url);
  const tsc = require.resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    process.stderr.write("kubespy setup: src/ does not compile\n");
    process.exit(1);
  }
  bundleProgram(require("esbuild"));
  bundlePage(require("esbuild"), require("terser"));
  chmodSync(join(root, "dist", "cli.js"), 0o755);
  writeFileSync(stamp, fingerprint());
}

function bundleProgram(esbuild) {
  esbuild.buildSync({
    absWorkingDir: root,
    // The worker must be beside the chunk that starts it: makeCommitPort resolves it relative to itself.
    entryPoints: { cli: "src/cli.ts", "chunks/commit-worker": "src/store/sqlite/commit/commit-worker.ts" },
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    jsx: "automatic",
    minifySyntax: true,
    minifyWhitespace: true,
    external: ["*.node", "@kubernetes/client-node", "ink", "react"],
    alias: { bindings: "./scripts/sqlite-binding.cjs" },
    inject: ["scripts/common-modules.mjs"],
    // Bundled CommonJS packages call `require` for built-in modules of Node.
    banner: { js: 'import{createRequire as kubespyRequire}from"node:module";const require=kubespyRequire(import.meta.url);' },
    logLevel: "warning",
    allowOverwrite: true,
  });
}

/** The scripts and the style of the page, each one file: they are written into every page. */
function bundlePage(esbuild, terser) {
  const { outputFiles } = esbuild.buildSync({
    write: false,
    absWorkingDir: root,
    entryPoints: {
      app: "src/web/app/main.tsx",
      "app-comparison": "src/web/app/main-comparison.tsx",
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
    entryPoints: { app: "src/web/app/page.css", "app-comparison": "src/web/app/comparison/comparison-page.css" },
    outdir: "dist/page",
    bundle: true,
    minify: true,
    target: ["chrome123", "firefox120"],
    logLevel: "warning",
  });
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
  for (const file of ["tsconfig.json", "tsconfig.build.json", "package.json", ...buildScripts]) hash.update(readFileSync(join(root, file)));
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of sources.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort())
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return `${hash.digest("hex")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
