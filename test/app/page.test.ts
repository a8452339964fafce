import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AppContext } from "../../src/app/app-context.js";
import { exportSession } from "../../src/app/export.js";
import { importInput } from "../../src/app/import/import-input.js";
import { importReferences } from "../../src/app/import/import-references.js";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { openReported } from "../../src/app/page/open-reported.js";
import { assertPageFileName } from "../../src/app/page/page-file-name.js";
import { recordingIn } from "../../src/app/page/recording-in.js";
import { recordingsNamed } from "../../src/app/page/recordings-named.js";
import { reportPage, reportToFile, zippedPage } from "../../src/app/page/report-to-file.js";
import { bundledNames } from "../../src/app/sessions/bundled-recordings.js";
import { openSession } from "../../src/app/sessions/open-session.js";
import { systemClock } from "../../src/io/clock.js";
import { gzip } from "../../src/recording/write/gzip.js";
import { collect } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { bundled, emptyStore, recordingFile } from "./support.js";

function workplace(): AppContext {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return {
    clock: systemClock,
    env: { XDG_DATA_HOME: folder.path },
    cwd: folder.path,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0",
    programName: "kubespy",
    streams: { stdin: process.stdin },
  };
}

/** Writes the page of what a user names. */
async function write(references: readonly string[], file: string, context: AppContext, zip?: boolean): Promise<string> {
  const opened = [];
  for (const reference of references) opened.push(await openReported(reference, context, {}));
  await reportToFile(opened, file, context, {
    ...(zip === undefined ? {} : { zip }),
    ...(opened.length > 1 ? { comparison: { schemaVersion: 1 } } : {}),
  });
  for (const { session } of opened) await session.close();
  return join(context.cwd, file);
}

async function recordingOf(path: string, choice?: number): Promise<Buffer> {
  return Buffer.concat(await collect(recordingIn(createReadStream(path), { name: "page", choice })));
}

const fixtures = ["minimal-v1.kubespy", "full-v1.kubespy.gz", "truncated-v1.kubespy.gz", "hostile-v1.kubespy"];

describe("the recording in a page", () => {
  it("is the file that the page was made from, byte for byte", async () => {
    const context = workplace();
    for (const name of await bundledNames(context)) {
      const page = await write([name], `${name}.html`, context);
      expect((await recordingOf(page)).equals(readFileSync(recordingFile(name))), name).toBe(true);
    }
  });

  it.each(fixtures)("is the file of an older version: %s, compressed where it was not", async (name) => {
    const context = workplace();
    const fixture = join(projectRoot, "test", "recording", "fixtures", name);
    const inPage = await recordingOf(await write([fixture], "page.html", context));
    expect((name.endsWith(".gz") ? inPage : gunzipSync(inPage)).equals(readFileSync(fixture))).toBe(true);
  });

  it("is what export writes of a stored session", async () => {
    const { store } = await emptyStore();
    await importInput(createReadStream(recordingFile("pod-nginx")), "a", { store });
    const session = await store.open("pod-nginx");
    const page = Buffer.concat(await collect(reportPage([{ session }], workplace())));
    const inPage = Buffer.concat(await collect(recordingIn(oneChunk(page), { name: "page" })));
    expect(inPage.equals(Buffer.concat(await collect(gzip(exportSession(session)))))).toBe(true);
    await session.close();
  });

  it("is that of the page it was made from", async () => {
    const context = workplace();
    await write(["pod-nginx"], "first.html", context);
    const second = await write(["first.html"], "second.html", context);
    expect((await recordingOf(second)).equals(readFileSync(recordingFile("pod-nginx")))).toBe(true);
  });

  it("is found in a zip archive, under any name", async () => {
    const context = workplace();
    const zip = await write(["pod-nginx"], "page.zip", context, true);
    expect((await recordingOf(zip)).equals(readFileSync(recordingFile("pod-nginx")))).toBe(true);
    writeFileSync(join(context.cwd, "incident.kubespy.gz"), readFileSync(zip));
    const session = await openSession("incident.kubespy.gz", context);
    expect(session.summary.frames).toBe(16);
    await session.close();
  });
});

describe("a page with two recordings", () => {
  it("gives each of them, and asks which where one is needed", async () => {
    const context = workplace();
    const page = await write(["pod-nginx", "pod-crashloop"], "both.html", context);
    for (const [i, name] of ["pod-nginx", "pod-crashloop"].entries())
      expect((await recordingOf(page, i + 1)).equals(readFileSync(recordingFile(name)))).toBe(true);
    expect(await recordingsNamed("both.html", context)).toEqual(["both.html#1", "both.html#2"]);
    await expect(openSession("both.html", context)).rejects.toMatchObject({
      message: "both.html holds 2 recordings",
      hint: 'name one of them: "both.html#1" (pod-nginx.kubespy.gz), "both.html#2" (pod-crashloop.kubespy.gz)',
    });
    await expect(openSession("both.html#3", context)).rejects.toThrow("both.html has no recording 3: it holds 2");
    const second = await openSession("both.html#2", context);
    expect(second.summary.header.name).toBe("pod-crashloop");
    await second.close();
    const first = await openRecordingFile(`${page}#1`);
    expect(first.summary.header.name).toBe("pod-nginx");
    await first.close();
    const imported = [];
    for await (const { session, frames } of importReferences(["both.html"], context, {})) imported.push([session, frames]);
    expect(imported).toEqual([
      ["pod-nginx", 16],
      ["pod-crashloop", 40],
    ]);
    await expect(importReferences(["both.html"], context, { session: "one" }).next()).rejects.toThrow(
      '--session names one session, but "both.html" holds 2 recordings',
    );
    const piped = recordingIn(createReadStream(page), { name: "stdin" });
    await expect(collect(piped)).rejects.toMatchObject({ hint: 'write the page to a file, and name one of them, as "page.html#2"' });
  });
});

it("a page that was compressed with gzip, and an archive on stdout, are read like the page", async () => {
  const context = workplace();
  const page = readFileSync(await write(["pod-nginx", "pod-crashloop"], "both.html", context));
  writeFileSync(join(context.cwd, "both.html.gz"), gzipSync(page));
  expect(await recordingsNamed("both.html.gz", context)).toEqual(["both.html.gz#1", "both.html.gz#2"]);
  expect((await recordingOf(join(context.cwd, "both.html.gz"), 2)).equals(readFileSync(recordingFile("pod-crashloop")))).toBe(true);
  await expect(openSession("both.html#0", context)).rejects.toThrow("both.html has no recording 0: it holds 2");
  const zip = Buffer.concat(await collect(zippedPage(oneChunk(page), "both")));
  const inZip = recordingIn(oneChunk(zip), { name: "stdin", choice: 1 });
  expect(Buffer.concat(await collect(inZip)).equals(readFileSync(recordingFile("pod-nginx")))).toBe(true);
});

it("a page is an archive where its file is named so, and is named like nothing else", async () => {
  const context = workplace();
  const zip = await write(["pod-nginx"], "named.zip", context);
  expect(readFileSync(zip).subarray(0, 2).toString()).toBe("PK");
  for (const [file, isZip] of [["a.html.gz"], ["a.kubespy.gz"], ["a.kubespy"], ["a.html", true], ["a.HTM", true]] as const)
    expect(() => assertPageFileName(file, isZip), file).toThrow(`"${file}" cannot be the name of a`);
  for (const file of ["a.html", "a.xhtml", "a", "a.zip", "."]) expect(() => assertPageFileName(file), file).not.toThrow();
});

describe("what is no page", () => {
  it.each([
    ["a web page", "<!doctype html><title>x</title>", "holds no recording"],
    [
      "a page whose recording is damaged",
      '<html><script type="application/x-kubespy-recording">!!!!AAAA</script>',
      "the recording in x.html is empty or damaged",
    ],
    ["an empty archive", Buffer.from("PK\u0003\u0004 nothing"), "zip archive"],
  ])("%s is refused with the reason", async (_, content, reason) => {
    const context = workplace();
    writeFileSync(join(context.cwd, "x.html"), content);
    await expect(openSession("x.html", context)).rejects.toThrow(reason);
  });

  it("a page that was cut keeps what is readable, with a warning", async () => {
    const context = workplace();
    const page = readFileSync(await write(["deployment-rollout"], "page.html", context));
    writeFileSync(join(context.cwd, "cut.html"), page.subarray(0, page.length - 3000));
    const warnings: string[] = [];
    const session = await openSession("cut.html", context, { onWarning: (text) => warnings.push(text) });
    expect(session.summary.state).toBe("interrupted");
    expect(session.summary.frames).toBeGreaterThan(10);
    expect(warnings.join()).toContain("cut short");
    await session.close();
  });
});

it("the page of a stored session with secrets in digests has digests of its own", async () => {
  const { store } = await emptyStore();
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", uid: "u", resourceVersion: "1" },
    data: { password: "aHVudGVyMg==" },
  };
  const input = gzipSync(JSON.stringify({ type: "ADDED", object: secret }));
  await importInput(oneChunk(input), "secrets.json", { store });
  const session = await store.open("secrets");
  const page = Buffer.concat(await collect(reportPage([{ session }], workplace()))).toString();
  const recording = gunzipSync(Buffer.concat(await collect(recordingIn(oneChunk(Buffer.from(page)), { name: "page" })))).toString();
  const [stored] = await collect(session.frames());
  expect(recording).toContain("kubespy:hmac-sha256:");
  expect(`${page}${recording}`).not.toContain("aHVudGVyMg==");
  expect(stored?.kind === "object" && recording.includes(stored.revision.text)).toBe(false);
  await session.close();
});

it("a page that is larger than pages are meant for is written, with a warning that says what to do", async () => {
  const session = await bundled("pod-nginx");
  const long = new Proxy(session, {
    get: (target, key) => {
      const value: unknown = key === "summary" ? { ...target.summary, frames: 300_000 } : Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const warnings: string[] = [];
  const onWarning = (text: string) => warnings.push(text);
  for (const each of [session, long])
    await collect(
      reportPage([{ session: each, recording: () => createReadStream(recordingFile("pod-nginx")) }], workplace(), { onWarning }),
    );
  expect(warnings).toEqual([
    'this page holds 300000 frames; pages are meant for at most 50 MB and 200,000 frames, and browsers may be slow: cut it with --from, --to, --object or --kind, or view it with "kubespy open SESSION"',
  ]);
});

it("nothing in the script of a page can load or send anything, or run text", () => {
  for (const name of ["app", "app-comparison", "app-lesson"]) {
    const script = readFileSync(join(projectRoot, "dist", "page", `${name}.js`), "utf8");
    const sends =
      /\b(fetch|importScripts|eval|import)\(|\bnew (XMLHttpRequest|WebSocket|WebTransport|EventSource|RTCPeerConnection|Function)\b|sendBeacon/;
    expect(sends.exec(script)?.[0]).toBeUndefined();
    expect(script).not.toMatch(/<\/script|insertAdjacentHTML|document\.write/i);
  }
});

it("the policy of a page allows its script and its style, and nothing else", async () => {
  const page = Buffer.concat(await collect(reportPage([{ session: await bundled("pod-nginx") }], workplace()))).toString();
  expect(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replace(/sha256-[\w+/=]{44}/g, "HASH")).toBe(
    "default-src 'none'; base-uri 'none'; form-action 'none'; worker-src blob:; script-src 'HASH'; style-src 'HASH'",
  );
  expect(page).not.toMatch(/\sstyle="|<link|<img|src=/);
});

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
