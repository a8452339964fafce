import { gzipSync } from "node:zlib";
import { Zip, ZipDeflate } from "fflate";
import type { SessionReader } from "../../model/session.js";
import { gzip } from "../../recording/write/gzip.js";
import type { LessonData } from "../../web/file/lesson-data.js";
import { packJson } from "../../web/file/pack-json.js";
import type { PageManifest, SessionData } from "../../web/file/page-manifest.js";
import { withVerdict } from "../../web/file/with-verdict.js";
import { writePage } from "../../web/file/write-page.js";
import type { AppContext } from "../app-context.js";
import { exportSession } from "../export.js";
import { analysisOf } from "../sessions/derived/derived-session.js";
import { writeFile } from "../write-file.js";
import { pageApp, sha256 } from "./page-app.js";
import { assertPageFileName, namesZip } from "./page-file-name.js";
import { PageSize } from "./page-size.js";

/** One session of a page. */
export interface ReportedSession {
  readonly session: SessionReader;
  /** The recording file that the page holds. Default: what `export` writes of the session. */
  readonly recording?: (() => AsyncIterable<Uint8Array>) | undefined;
  /** What of the recording could not be read, one line each. */
  readonly warnings?: readonly string[] | undefined;
}

interface ReportOptions {
  /** Of two or more sessions: `comparisonJson` or `trendJson`. */
  readonly comparison?: object | undefined;
  /** Of one session: the lesson on it. */
  readonly lesson?: LessonData | undefined;
  /** What to do about a page that is too large. Default: cut the session, or open it. */
  readonly ifTooLarge?: string | undefined;
  /** What could not be exported, and that the page is very large: one line each. */
  readonly onWarning?: (text: string) => void;
}

export interface ReportFileOptions extends ReportOptions {
  /** Write a zip archive that holds the page. Default: where the file is named ".zip". */
  readonly zip?: boolean;
  /** Replace an existing file. Default: reject. */
  readonly force?: boolean;
}

type PageContext = Pick<AppContext, "packageRoot" | "version" | "clock" | "cwd" | "interrupt">;

/** Writes the page of a session, or of several that are compared; the whole file or none. Resolves with its size in bytes. */
export async function reportToFile(
  sessions: readonly ReportedSession[],
  file: string,
  context: PageContext,
  options: ReportFileOptions = {},
): Promise<number> {
  const { zip = namesZip(file) } = options;
  assertPageFileName(file, zip);
  const page = reportPage(sessions, context, options);
  const bytes = zip ? zippedPage(page, file.replace(/^.*[\\/]/, "").replace(/\.zip$/i, "")) : page;
  return await writeFile(bytes, file, { cwd: context.cwd, force: options.force === true, signal: context.interrupt });
}

/** The page in pieces. Reads each session twice: to analyse it, and to export it. */
export async function* reportPage(
  sessions: readonly ReportedSession[],
  context: PageContext,
  options: ReportOptions = {},
): AsyncGenerator<Uint8Array> {
  const headers = sessions.map(({ session }) => session.summary.header);
  const { comparison, lesson } = options;
  const kind = comparison !== undefined ? "comparison" : lesson !== undefined ? "lesson" : "session";
  const app = await pageApp(context.packageRoot, kind === "session" ? "app" : `app-${kind}`);
  const size = new PageSize(options.ifTooLarge);
  const analyses: Uint8Array[] = [];
  for (const each of sessions) analyses.push(packed(await sessionData(each, context.interrupt)));
  const manifest: PageManifest = {
    page: 1,
    kind,
    writer: `kubespy ${context.version}`,
    writtenAt: new Date(context.clock.wallMs()).toISOString(),
    sessions: headers.map(({ name }) => ({ name, file: `${name}.kubespy.gz` })),
  };
  yield* writePage({
    title: lesson?.lesson.title ?? headers.map(({ title, name }) => (kind === "comparison" ? name : (title ?? name))).join(" · "),
    manifest,
    app,
    hash: sha256,
    contents: sessions.map(({ session, recording }, i) => ({
      analysis: analyses[i] ?? new Uint8Array(),
      recording: size.counted(
        recording?.() ?? gzip(exportSession(session, "recording", { ...(options.onWarning && { onWarning: options.onWarning }) })),
      ),
    })),
    ...(comparison === undefined ? {} : { comparison: packed(comparison) }),
    ...(lesson === undefined ? {} : { lesson: packed(lesson) }),
  });
  const warning = size.warning(sessions.map(({ session }) => session));
  if (warning !== undefined) options.onWarning?.(warning);
}

/** What a page knows of a session at once. */
export async function sessionData({ session, warnings = [] }: ReportedSession, signal?: AbortSignal): Promise<SessionData> {
  const analysis = await analysisOf(session, signal);
  signal?.throwIfAborted();
  return withVerdict({ summary: session.summary, markers: await session.markers(), analysis, warnings });
}

function packed(value: object): Uint8Array {
  return gzipSync(packJson(value), { level: 9 });
}

/** A zip archive that holds a page, under this name and ".html". */
export async function* zippedPage(page: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, bytes) => {
    if (error !== null) failure = error;
    else pieces.push(bytes);
  });
  const file = new ZipDeflate(`${name}.html`, { level: 6 });
  zip.add(file);
  function* ready(): Generator<Uint8Array> {
    if (failure !== undefined) throw failure;
    yield* pieces;
    pieces = [];
  }
  for await (const chunk of page) {
    file.push(chunk);
    yield* ready();
  }
  file.push(new Uint8Array(), true);
  zip.end();
  yield* ready();
}
