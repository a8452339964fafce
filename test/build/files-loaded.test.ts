import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nowhere, programPath, projectRoot, runProgram, temporaryFolder } from "../support/program.js";

const recording = join(projectRoot, "recordings", "pod-nginx.kubespy.gz");

describe("of the built program", () => {
  it("--help loads what parses the command line, and no more", () => {
    expect(filesLoadedBy(["--help"])).toEqual(["cli", "program"]);
  });

  it("replay of a file loads neither SQLite nor the cluster's client nor the player", () => {
    expect(filesLoadedBy(["replay", recording, "--plain"])).toEqual(["cli", "program", "replay"]);
  });

  it("replay of a stored session also loads SQLite", async () => {
    using folder = temporaryFolder();
    const db = join(folder.path, "kubespy.db");
    expect((await runProgram(["import", recording, "--db", db])).code).toBe(0);
    expect(filesLoadedBy(["replay", "pod-nginx", "--plain", "--at", "50%", "--db", db])).toEqual(["cli", "program", "replay", "store"]);
  });

  it("show of a stored session loads neither the player nor what records", async () => {
    using folder = temporaryFolder();
    const db = join(folder.path, "kubespy.db");
    expect((await runProgram(["import", recording, "--db", db])).code).toBe(0);
    const loaded = ["analysis", "cli", "derived", "overview", "program", "replay", "store"];
    expect(filesLoadedBy(["show", "pod-nginx", "--db", db])).toEqual(loaded);
  });

  it("record loads neither the player nor the page, and of the client library nothing", () => {
    using folder = temporaryFolder();
    const flags = ["--kubeconfig", join(projectRoot, "test", "build", "kubeconfig"), "--db", join(folder.path, "kubespy.db")];
    const loaded = filesLoadedBy(["record", "pod", "nginx", ...flags], 1);
    expect(loaded).toEqual(["analysis", "chunk", "cli", "derived", "js-yaml", "program", "record", "replay", "store"]);
  });

  it("ls loads neither the player nor the list to choose from", () => {
    expect(filesLoadedBy(["ls", "--bundled"])).toEqual(["analysis", "cli", "derived", "overview", "program", "replay", "store"]);
  });

  it("files are plain ASCII, so that the engine keeps each character as one byte", () => {
    const chunks = join(projectRoot, "dist", "chunks");
    const others = readdirSync(chunks).filter((file) => /[^\0-\x7f]/.test(readFileSync(join(chunks, file), "utf8")));
    expect(others).toEqual([]);
  });
});

/** The names, without hashes, of the files of JavaScript that a command loads: Node lists them for its coverage. */
function filesLoadedBy(args: readonly string[], expectedStatus = 0): readonly string[] {
  using folder = temporaryFolder();
  const env = { PATH: process.env["PATH"], HOME: nowhere, XDG_DATA_HOME: nowhere, NODE_V8_COVERAGE: folder.path };
  const { status, stderr } = spawnSync(process.execPath, [programPath, ...args], { env, encoding: "utf8" });
  expect(status, stderr).toBe(expectedStatus);
  const urls = readdirSync(folder.path).flatMap((file) => urlsOf(readFileSync(join(folder.path, file), "utf8")));
  return [...new Set(urls.map((url) => basename(url, ".js").replace(/-[0-9a-z]{8}$/i, "")))].sort();
}

function urlsOf(coverage: string): readonly string[] {
  const { result } = JSON.parse(coverage) as { result: readonly { url: string }[] };
  return result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
}
