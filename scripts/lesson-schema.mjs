// `npm run lesson-schema`: writes docs/lesson.schema.json from the schema that lessons are read with. test/lesson/read/lesson-json-schema.test.ts fails where it is stale.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Beside node_modules, so that packages are found there.
const folder = join(root, "node_modules", ".lesson-schema");
mkdirSync(folder, { recursive: true });
try {
  const outfile = join(folder, "lesson-json-schema.mjs");
  createRequire(import.meta.url)("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: ["src/lesson/read/lesson-json-schema.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  const { lessonSchemaText } = await import(pathToFileURL(outfile).href);
  writeFileSync(join(root, "docs", "lesson.schema.json"), lessonSchemaText());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
