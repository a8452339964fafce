// Bundles the program into few files: opening hundreds would dominate the run time of a short command. Commands share most of their modules, and
// esbuild splits shared modules into dozens of small chunks, one for each set of commands; so the chunks are laid out here, by layers:
//
//  - A layer is one file. A module belongs to the first layer whose roots import it statically; so a layer imports only those before it.
//  - Everything else that is imported dynamically is split by esbuild as it likes.
//  - Packages are no part of this: each file has its own copy of those that it uses. None has a state that two files would have to share. A package
//    that src/ imports dynamically is a file of its own.
//
// A layer exports all names of its modules under one roof: exported names are unique in src/ (test/language.test.ts).
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

/** In the order of loading: a layer imports those before it, where it needs them. */
const layers = [
  // Parses the command line: all that `--help` loads.
  { name: "program", roots: ["src/main.ts"] },
  // Reads a session from a file and shows it as text.
  { name: "replay", roots: ["src/commands/replay/replay-session.ts"] },
  { name: "store", roots: ["src/store/sqlite/sqlite-store.ts"] },
  // What the player, `diagnose` and `show` derive from a session, and small modules that the layers after this one share.
  {
    name: "analysis",
    roots: [
      "src/app/sessions/derived/kept-parts.ts",
      "src/app/sessions/derived/session-parts.ts",
      "src/app/sessions/listed-sessions.ts",
      "src/app/write-file.ts",
      "src/commands/common/page-after.ts",
      "src/interpret/analyse.ts",
      "src/interpret/interpret-at.ts",
      "src/model/resource-type.ts",
      "src/model/resource-version.ts",
      "src/report/findings/findings-text.ts",
      "src/report/overview/completeness.ts",
      "src/report/overview/owner-tree.ts",
      "src/report/overview/session-state.ts",
      "src/report/overview/stage-bar.ts",
    ],
  },
  // Derives what is kept beside a session, or reads it.
  { name: "derived", roots: ["src/app/diagnose.ts", "src/app/sessions/derived/derived-session.ts"] },
  { name: "player", roots: ["src/commands/replay/play-session.ts", "src/tui/runtime/open-player.ts"] },
  { name: "record", roots: ["src/commands/record/record-session.ts"] },
  // Looks at stored sessions.
  {
    name: "overview",
    roots: ["src/commands/ls/list-sessions.ts", "src/commands/show/run-show.ts", "src/commands/diagnose/print-diagnosis.ts"],
  },
  // Lists sessions to choose from.
  { name: "picker", roots: ["src/commands/replay/pick-session.ts", "src/tui/picker/open-picker.ts"] },
];

const main = "src/cli.ts";
/** Threads and processes: each is one file beside those that start it, which find it relative to themselves. */
const workers = ["src/store/sqlite/commit/commit-worker.ts", "src/store/sqlite/query/query-process.ts"];

/** Resolves with the paths of what was bundled, relative to `root`. `id` names the build: a running program never loads files of another one. */
export async function bundleProgram(esbuild, root, id) {
  const options = optionsFor(root);
  const graph = await moduleGraph(esbuild, options);
  const layerOf = assignLayers(graph);
  const packages = dynamicPackages(graph);
  const rest = [...dynamicTargets(graph).filter((path) => !layerOf.has(path)), ...packages];
  const nameOf = (path) => `${layerOf.get(path) ?? basename(path, ".ts")}-${id}`;
  assertUnique([...layers.map(({ name }) => `${name}-${id}`), ...rest.map(nameOf)]);
  const builds = [
    { own: main, entryPoints: { cli: main }, chunkFolder: "./chunks/" },
    ...layers.map(({ name }) => ({ own: name, entryPoints: { [`chunks/${name}-${id}`]: `layer:${name}` } })),
    { own: undefined, entryPoints: Object.fromEntries(rest.map((path) => [`chunks/${nameOf(path)}`, path])), splitting: true },
    ...workers.map((path) => ({ own: path, entryPoints: { [`chunks/${basename(path, ".ts")}`]: path } })),
  ];
  const bundled = builds.map(async ({ own, chunkFolder = "./", ...build }) => {
    const plugin = layerPlugin({ root, graph, layerOf, packages, own, fileOf: (path) => `${chunkFolder}${nameOf(path)}.js` });
    const plugins = workers.includes(own) ? [] : [firstUsePlugin(root), plugin];
    const { metafile, outputFiles } = await esbuild.build({ ...options, ...build, plugins });
    for (const { path, text } of outputFiles) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, asciiOnly(text));
    }
    return Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
    );
  });
  return [...new Set((await Promise.all(bundled)).flat().map(([path]) => path))].sort();
}

/** Half the memory and a tenth less to compile: V8 keeps a text as two bytes each if one character needs it. Only regular expressions have such. */
function asciiOnly(script) {
  return script.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function optionsFor(root) {
  return {
    absWorkingDir: root,
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    write: false,
    external: ["*.node", "@kubernetes/client-node"],
    alias: { bindings: "./scripts/sqlite-binding.cjs" },
    // Bundled CommonJS packages call `require` for built-in modules of Node.
    banner: { js: 'import{createRequire as kubespyRequire}from"node:module";const require=kubespyRequire(import.meta.url);' },
    legalComments: "none",
    logLevel: "warning",
  };
}

function assertUnique(names) {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two files would be called ${twice}.js: name the layer, or the module, otherwise`);
}

/** Which modules of src/ each imports, statically and dynamically. */
async function moduleGraph(esbuild, options) {
  const { metafile } = await esbuild.build({ ...options, entryPoints: [main, ...workers], splitting: true });
  const graph = new Map();
  for (const [path, { imports }] of Object.entries(metafile.inputs)) {
    if (!path.startsWith("src/")) continue;
    const own = imports.filter((each) => !each.external && each.path.startsWith("src/"));
    const pathsOf = (kind) => own.filter((each) => each.kind === kind).map((each) => each.path);
    const packages = imports.filter((each) => !each.external && each.kind === "dynamic-import" && each.path.startsWith("node_modules/"));
    graph.set(path, {
      statically: pathsOf("import-statement"),
      dynamically: pathsOf("dynamic-import"),
      packages: packages.map((each) => each.original),
    });
  }
  return graph;
}

function assignLayers(graph) {
  const layerOf = new Map([[main, main]]);
  const assign = (path, name) => {
    if (layerOf.has(path)) return;
    const module = graph.get(path);
    if (module === undefined) throw new Error(`layer ${name}: the program does not import ${path}`);
    layerOf.set(path, name);
    for (const each of module.statically) assign(each, name);
  };
  for (const { name, roots } of layers) for (const path of roots) assign(path, name);
  return layerOf;
}

function dynamicTargets(graph) {
  return [...new Set([...graph.values()].flatMap(({ dynamically }) => dynamically))].sort();
}

function dynamicPackages(graph) {
  return [...new Set([...graph.values()].flatMap(({ packages }) => packages))].sort();
}

/** Packages of one function whose own set-up (Unicode data, mostly) takes 30 ms of processor time, and that few texts need. */
const onFirstUse = ["string-width", "wrap-ansi"];

/** Such a package is set up at the first call: esbuild runs what is taken with `require` where that stands. */
function firstUsePlugin(root) {
  return {
    name: "first-use",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${onFirstUse.join("|")})$`) }, ({ path, kind }) =>
        kind === "import-statement" ? { path, namespace: "first-use" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "first-use" }, ({ path }) => ({
        contents: `let made; export default (...args) => (made ??= require("${path}").default)(...args);`,
        resolveDir: root,
      }));
    },
  };
}

/** Makes the layer `own` from its modules, and imports those of other layers from their files. */
function layerPlugin({ root, graph, layerOf, packages, own, fileOf }) {
  const isOurs = (importer, namespace) => namespace === "file" && importer.startsWith(join(root, "src"));
  return {
    name: "layers",
    setup(build) {
      build.onResolve({ filter: /^layer:/ }, ({ path }) => ({ path, namespace: "layer" }));
      build.onLoad({ filter: /.*/, namespace: "layer" }, () => ({ contents: exportsOf(own, graph, layerOf), resolveDir: root }));
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, namespace }) =>
        own !== undefined && kind === "dynamic-import" && isOurs(importer, namespace) && packages.includes(path)
          ? { path: fileOf(path), external: true }
          : undefined,
      );
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, kind, importer, resolveDir, namespace }) => {
        if (!isOurs(importer, namespace)) return undefined;
        const target = relative(root, join(resolveDir, path)).replace(/\.js$/, ".ts");
        if (!graph.has(target)) throw new Error(`${importer} imports ${path}, which is no module of the program`);
        const layer = layerOf.get(target);
        // The splitting of the rest is esbuild's business.
        const isInside = layer === own && (kind !== "dynamic-import" || own === undefined);
        return isInside ? undefined : { path: fileOf(target), external: true };
      });
    },
  };
}

/** What other files import of a layer. */
function exportsOf(name, graph, layerOf) {
  const imported = new Set();
  for (const [path, { statically, dynamically }] of graph) {
    if (layerOf.get(path) !== name) for (const each of statically) imported.add(each);
    for (const each of dynamically) imported.add(each);
  }
  return [...imported]
    .filter((path) => layerOf.get(path) === name)
    .sort()
    .map((path) => `export * from "./${path}";\n`)
    .join("");
}
