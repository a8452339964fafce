import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import ts from "typescript";
import { beforeAll, expect, it } from "vitest";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { describeInBrowsers } from "../support/browsers.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { interpretationOf } from "./interpretation.js";
import { portableFiles } from "./portable-rooms.js";

const recordings = ["deployment-bad-rollout", "pod-crashloop", "service-clusterip"].map(
  (name) => [name, join(projectRoot, "recordings", `${name}.kubespy.gz`)] as const,
);

/** The rooms and `interpretBytes`, as one script for a browser. */
let script: string;

beforeAll(async () => {
  const entry = [...portableFiles().map((file) => `import "./${file}";`), 'export * from "./test/portable/browser-entry.ts";'];
  const { outputFiles } = await build({
    stdin: { contents: entry.join("\n"), resolveDir: projectRoot },
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "kubespy",
    target: "es2022",
    write: false,
    // The bundle is written into a script element.
    charset: "ascii",
    logLevel: "silent",
  });
  script = outputFiles[0]?.text ?? "";
});

it.each(portableFiles().filter((file) => file !== "src/json/bytes/bytes-node.ts"))("%s names nothing that only Node has", (file) => {
  expect(globalsIn(file).filter((name) => nodeGlobals.has(name))).toEqual([]);
});

const nodeGlobals = new Set(["Buffer", "process", "require", "setImmediate", "__dirname", "__filename"]);

/** Identifiers of a file that are not names of properties. */
function globalsIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(projectRoot, file), "utf8"), ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node) => {
    const isProperty = ts.isPropertyAccessExpression(node.parent ?? node) && (node.parent as ts.PropertyAccessExpression).name === node;
    if (ts.isIdentifier(node) && !isProperty) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

it.each(recordings)("the recording %s means the same without anything that only Node has", async (name, path) => {
  const { DecompressionStream, TextDecoder, TextEncoder, MessageChannel, URLSearchParams, atob } = globalThis;
  const context = createContext({ DecompressionStream, TextDecoder, TextEncoder, MessageChannel, URLSearchParams, atob });
  runInContext(script, context);
  const kubespy = runInContext("kubespy", context) as { interpretBytes(bytes: Uint8Array): Promise<string> };
  expect(await kubespy.interpretBytes(new Uint8Array(readFileSync(path)))).toBe(await meaningOf(name, path));
});

describeInBrowsers("the pure rooms", (browser) => {
  it.each(recordings)("the recording %s means the same", { timeout: 60_000 }, async (name, path) => {
    using folder = temporaryFolder();
    const file = join(folder.path, "page.html");
    writeFileSync(file, `<!doctype html><meta charset="utf-8"><title>Pure rooms</title><script>${script}</script>`);
    await using opened = await browser().open(file);
    const interpreting = `kubespy.interpretBytes(Uint8Array.from(atob("${readFileSync(path, "base64")}"), (letter) => letter.charCodeAt(0)))`;
    expect(await opened.page.evaluate(interpreting)).toBe(await meaningOf(name, path));
    expect([...opened.complaints, ...opened.requests]).toEqual([]);
  });
});

async function meaningOf(name: string, path: string): Promise<string> {
  return await interpretationOf(await openRecording(createReadStream(path), { name }));
}
