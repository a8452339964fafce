import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { sessionData } from "../../src/app/page/report-to-file.js";
import { sharedCopy } from "../../src/app/shared-copy.js";
import { openRecordingFile, reportToFile } from "../../src/index.js";
import { unpackJson } from "../../src/web/file/unpack-json.js";
import { collect } from "../support/histories.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { runProgram, temporaryFolder } from "../support/program.js";
import { recordingFile } from "./support.js";

const digests = /kubespy:hmac-sha256:[0-9a-f]{16}/g;
const header = {
  recorder: "kubespy",
  streams: [],
  omissions: [],
  targets: [],
  startedAt: "2026-01-01T00:00:00.000Z",
  secretValues: "digests",
} as const;

/** A Secret whose password changes, and another whose password stays. */
function watchEvents(password: string): string {
  const secret = (name: string, resourceVersion: string, value: string) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "shop", uid: `u-${name}`, resourceVersion, creationTimestamp: "2026-01-01T00:00:00Z" },
    data: { password: Buffer.from(value).toString("base64") },
  });
  return [secret("db", "10", password), secret("same", "11", "constant"), secret("db", "12", `${password}-new`)]
    .map((object, i) => JSON.stringify({ type: i < 2 ? "ADDED" : "MODIFIED", object }))
    .join("\n");
}

function workplace() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const run = (...args: string[]) => runProgram(args, { cwd: folder.path, env: { KUBESPY_DB: join(folder.path, "k.db") } });
  return { run, file: (name: string) => join(folder.path, name) };
}

/** The blocks of a page in words. */
function blocksOf(page: string): Readonly<Record<string, string>> {
  const blocks = [...page.matchAll(/<script type="[^"]+" id="([a-z]+)[-\d]*"[^>]*>([^<]*)</g)].map(([, id = "", text = ""]) => {
    if (id === "manifest") return [id, text];
    const bytes = gunzipSync(Buffer.from(text, "base64"));
    return [id, id === "recording" ? bytes.toString() : JSON.stringify(unpackJson(bytes))];
  });
  return Object.fromEntries(
    ["manifest", "analysis", "comparison", "recording"].map((id) => [
      id,
      blocks.flatMap(([each, text]) => (each === id ? text : [])).join(),
    ]),
  );
}

describe("what is made of stored sessions with Secrets, to be shared,", () => {
  it("has digests of its own everywhere: pages, comments and terminal recordings name none of the store", async () => {
    const { run, file } = workplace();
    for (const name of ["a", "b"]) {
      writeFileSync(file(`${name}.json`), watchEvents(`password-${name}`));
      expect((await run("import", `${name}.json`, "--session", name)).code).toBe(0);
    }
    const stored = new Set(
      (await Promise.all(["a", "b"].map((name) => run("replay", name, "-o", "json")))).flatMap(({ stdout }) => stdout.match(digests) ?? []),
    );
    expect(stored.size).toBe(5);
    expect((await run("report", "a", "b", "-o", "report.html")).stderr).toContain("wrote");
    expect((await run("report", "a", "b", "--from", "1", "-o", "part.html")).stderr).toContain("wrote");
    expect((await run("compare", "a", "b", "--report", "compare.html")).stderr).toContain("wrote");
    for (const page of ["report.html", "part.html", "compare.html"]) {
      const blocks = blocksOf(readFileSync(file(page), "utf8"));
      const steps = await Promise.all([1, 2].map((choice) => run("replay", `${page}#${choice}`, "-o", "json")));
      const inRecordings = new Set(steps.flatMap(({ stdout }) => stdout.match(digests) ?? []));
      expect(inRecordings.size).toBe(5);
      const compared = blocks["comparison"]?.match(digests) ?? [];
      expect(compared.length).toBeGreaterThan(2);
      // What the comparison says is what the steps show.
      expect(compared.filter((digest) => !inRecordings.has(digest))).toEqual([]);
      for (const [id, text] of Object.entries(blocks))
        expect(
          [...stored].filter((digest) => text.includes(digest.slice(20))),
          `${page} ${id}`,
        ).toEqual([]);
    }
    for (const form of ["markdown", "asciicast", "watch"]) {
      const { stdout } = await run("export", "a", "--as", form);
      expect(
        [...stored].filter((digest) => stdout.includes(digest.slice(20))),
        form,
      ).toEqual([]);
    }
    expect((await run("export", "a", "--as", "asciicast")).stdout).toMatch(digests);
  });
});

it("the library writes the page of a session, with what an export of it holds", async () => {
  const { file } = workplace();
  const session = await openRecordingFile(recordingFile("pod-nginx"));
  expect(await reportToFile(session, file("page.html"))).toBe(statSync(file("page.html")).size);
  await expect(reportToFile(session, file("page.html"))).rejects.toThrow("already exists");
  const page = await openRecordingFile(file("page.html"));
  expect(page.summary).toEqual(session.summary);
  await page.close();
  await session.close();
});

describe("a copy of a session to share", () => {
  const digestKey = new Uint8Array(32).fill(1);

  it("is the session itself where an export says the same", async () => {
    const session = new InMemorySessionReader([], { header: { ...header, name: "s", command: ["kubectl", "apply"] } });
    expect(await sharedCopy(session, { digestKey })).toBe(session);
  });

  it("has no secret of its command", async () => {
    const session = new InMemorySessionReader([], { header: { ...header, name: "s", command: ["mysql", "--password=hunter2"] } });
    const copy = await sharedCopy(session, { digestKey });
    onTestFinished(() => copy.close());
    expect(JSON.stringify(await sessionData({ session: copy }))).not.toContain("hunter2");
    expect(await collect(copy.frames())).toEqual([]);
  });

  it("is the session itself where its Secrets are in clear by request", async () => {
    const session = new InMemorySessionReader([], {
      header: { ...header, name: "s", secretValues: "clear", command: ["x", "--password=y"] },
    });
    expect(await sharedCopy(session, { digestKey })).toBe(session);
  });
});
