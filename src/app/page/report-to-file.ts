import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { analyse } from "../../interpret/analyse.js";
import type { SessionReader } from "../../model/session.js";
import { gzip } from "../../recording/write/gzip.js";
import type { PageManifest, SessionData } from "../../web/file/page-manifest.js";
import { type PageApp, writePage } from "../../web/file/write-page.js";
import type { AppContext } from "../app-context.js";
import { exportSession } from "../export.js";
import { writeFile } from "../write-file.js";

interface ReportOptions {
  /** Replace an existing file. Default: reject. */
  readonly force?: boolean;
}

/** Writes the page of a session, the whole file or none. Resolves with its size in bytes. */
export async function reportToFile(
  session: SessionReader,
  file: string,
  context: Pick<AppContext, "packageRoot" | "version" | "clock" | "cwd" | "interrupt">,
  options: ReportOptions = {},
): Promise<number> {
  const { header } = session.summary;
  const recording = await collected(gzip(exportSession(session)));
  const data: SessionData = {
    summary: session.summary,
    markers: await session.markers(),
    analysis: await analyse(session, { signal: context.interrupt }),
    warnings: [],
  };
  const manifest: PageManifest = {
    page: 1,
    kind: "session",
    writer: `kubespy ${context.version}`,
    writtenAt: new Date(context.clock.wallMs()).toISOString(),
    sessions: [{ name: header.name, file: `${header.name}.kubespy.gz`, bytes: recording.length }],
  };
  const pieces = writePage({
    title: header.title ?? header.name,
    manifest,
    app: await pageApp(context.packageRoot, "app"),
    hash: (text) => createHash("sha256").update(text).digest("base64"),
    contents: [{ analysis: gzipSync(JSON.stringify(data), { level: 9 }), recording: inOnePiece(recording) }],
  });
  return await writeFile(pieces, file, { cwd: context.cwd, force: options.force === true, signal: context.interrupt });
}

async function pageApp(packageRoot: string, name: "app" | "app-comparison"): Promise<PageApp> {
  const folder = join(packageRoot, "dist", "page");
  return { script: await readFile(join(folder, `${name}.js`), "utf8"), style: await readFile(join(folder, "app.css"), "utf8") };
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
