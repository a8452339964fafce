import { randomBytes } from "node:crypto";
import type { SessionReader } from "../../model/session.js";
import { type ServedPage, startPageServer } from "../../page-server/page-server.js";
import type { SharedReader } from "../../page-server/session-feed.js";
import { gzip } from "../../recording/write/gzip.js";
import { sessionToShare } from "../../sharing/session-to-share.js";
import type { PageManifest } from "../../web/file/page-manifest.js";
import { pagePolicy, writePage } from "../../web/file/write-page.js";
import type { AppContext } from "../app-context.js";
import { exportSession } from "../export.js";
import { followSession } from "../sessions/follow-session.js";
import { pageApp, sha256 } from "./page-app.js";
import type { ReportedSession } from "./report-to-file.js";

interface OpenPageOptions {
  /** Default: any free port. */
  readonly port?: number | undefined;
}

/**
 * Serves the page of a session on this machine; it follows the session while another process records it. Keep the session open until the page is closed.
 * Rejects with `KubespyError` when the port is in use.
 */
export async function openPage(
  { session, warnings, recording }: ReportedSession,
  { clock, interrupt, packageRoot, version }: Pick<AppContext, "clock" | "interrupt" | "packageRoot" | "version">,
  { port = 0 }: OpenPageOptions = {},
): Promise<ServedPage> {
  const app = await pageApp(packageRoot, "app-open");
  const writer = `kubespy ${version}`;
  const manifest: PageManifest = { page: 1, kind: "open", writer, writtenAt: new Date(clock.wallMs()).toISOString(), sessions: [] };
  const page: Uint8Array[] = [];
  for await (const piece of writePage({ title: "kubespy", manifest, app, hash: sha256, connects: true, contents: [] })) page.push(piece);
  return await startPageServer(session, {
    clock,
    port,
    page: Buffer.concat(page),
    policy: pagePolicy(app, sha256, true),
    shared: sharedReader(session),
    recording: recording ?? (() => gzip(exportSession(session))),
    recordingName: `${session.summary.header.name}.kubespy.gz`,
    growths: followSession(session, { signal: interrupt, clock }),
    warnings: warnings ?? [],
  });
}

/** What an export would hold, of as much as the session has grown to. */
function sharedReader(session: SessionReader): SharedReader {
  const key = randomBytes(32);
  return {
    get summary() {
      return sessionToShare(session, key).summary;
    },
    markers: () => session.markers(),
    frames: (range) => sessionToShare(session, key).frames(range),
  };
}
