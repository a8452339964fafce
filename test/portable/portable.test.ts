import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import ts from "typescript";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { commandOf, lacks } from "../support/needs.js";
import { projectRoot } from "../support/program.js";
import { interpretationOf } from "./interpretation.js";
import { portableFiles } from "./portable-rooms.js";

const recordings = ["deployment-bad-rollout", "pod-crashloop", "service-clusterip"].map(
  (name) => [name, join(projectRoot, "recordings", `${name}.kubespy.gz`)] as const,
);
const hasNoBrowser = lacks("chromium", "the pure rooms in a browser");

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

describe.each(recordings)("the recording %s means the same", (name, path) => {
  const expected = async () => interpretationOf(await openRecording(createReadStream(path), { name }));

  it("without anything that only Node has", async () => {
    const { DecompressionStream, TextDecoder, TextEncoder, MessageChannel, URLSearchParams, atob } = globalThis;
    const context = createContext({ DecompressionStream, TextDecoder, TextEncoder, MessageChannel, URLSearchParams, atob });
    runInContext(script, context);
    const kubespy = runInContext("kubespy", context) as { interpretBytes(bytes: Uint8Array): Promise<string> };
    expect(await kubespy.interpretBytes(new Uint8Array(readFileSync(path)))).toBe(await expected());
  });

  it.skipIf(hasNoBrowser)("in Chromium", { timeout: 180_000 }, async () => {
    expect(await interpretInChromium(path)).toBe(await expected());
  });
});

/** Serves a page that interprets the recording, opens it, and waits for the result that the page sends back. */
async function interpretInChromium(path: string): Promise<string> {
  const { promise, resolve, reject } = deferred<string>();
  const server = await listening(
    createServer(async (request, response) => {
      response.setHeader("content-type", request.url === "/" ? "text/html" : "application/octet-stream");
      if (request.url === "/result") resolve(await bodyOf(request));
      if (request.url === "/error") reject(new Error(await bodyOf(request)));
      response.end(
        request.url === "/" ? page : request.url === "/script" ? script : request.url === "/recording" ? readFileSync(path) : "",
      );
    }),
  );
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const browser = startChromium(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  browser.on("exit", () => reject(new Error("Chromium ended early")));
  return promise;
}

const page = `<!doctype html><script src="/script"></script><script>
  const send = (path, body) => fetch(path, { method: "POST", body });
  fetch("/recording")
    .then((response) => response.arrayBuffer())
    .then((bytes) => kubespy.interpretBytes(new Uint8Array(bytes)))
    .then((result) => send("/result", result), (error) => send("/error", String(error && error.stack)));
</script>`;

function startChromium(url: string): ChildProcess {
  const profile = mkdtempSync(join(tmpdir(), "kubespy-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`];
  const browser = spawn(commandOf("chromium") ?? "chromium", [...flags, url], { stdio: "ignore" });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => browser.once("exit", resolve));
    if (browser.exitCode === null && browser.kill()) await ended;
    // Its helper processes write to the profile for a moment longer.
    await expect.poll(() => rmSync(profile, { recursive: true, force: true }), { timeout: 20_000 }).toBeUndefined();
  });
  return browser;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
