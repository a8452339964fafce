import { systemClock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import type { SessionShare } from "../../model/session-share.js";
import { assertMatched, compileRules } from "../../sharing/rules/compile-rules.js";
import { parseShareRules } from "../../sharing/rules/share-rule.js";
import { packageRoot } from "../package-root.js";
import { assertWritable } from "../write-file.js";
import { examineSessions, type SharedSessions, type ShareExamination, type ShareSessionsOptions, shareSessions } from "./share-sessions.js";
import { assertSharedFileName, namesCompressed, type SharedForm, zippedPageName } from "./shared-file-name.js";
import { sharedPage, sharedRecording, writeSharedFiles } from "./write-shared.js";

export interface ShareOptions extends Pick<ShareSessionsOptions, "level" | "version" | "onWarning" | "signal"> {
  /** Paths of values to keep, as `kubespy share --keep` takes them: `ConfigMap:data["app.conf"]`. */
  readonly keep?: readonly string[];
  /** Paths of values to remove too, or patterns over all texts: `/ACME-\d+/`. */
  readonly remove?: readonly string[];
}

export interface ShareFileOptions extends ShareOptions {
  /** Default: "recording". */
  readonly as?: SharedForm;
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Replace an existing file. Default: reject. */
  readonly force?: boolean;
}

export interface SharedToFile {
  /** In bytes. */
  readonly size: number;
  /** What was removed, as the file says it. */
  readonly manifest: SessionShare;
}

/**
 * Sessions without what their level removes, under one key, so that they still compare; proven before they are returned. Close the result. Rejects with
 * `UsageError` for a rule that cannot be read or matches nothing, with `KubespyError` where anything is left that had to go.
 */
export async function shareWithRules(sessions: readonly SessionReader[], options: ShareOptions = {}): Promise<SharedSessions> {
  const { keep = [], remove = [], ...rest } = options;
  const rules = compileRules(parseShareRules({ keep, remove }));
  const shared = await shareSessions(sessions, { ...rest, rules });
  try {
    assertMatched(rules);
    return shared;
  } catch (error) {
    await shared.close();
    throw error;
  }
}

/** What `shareWithRules` would remove, as `kubespy share --preview` lists it. */
export async function previewShare(sessions: readonly SessionReader[], options: ShareOptions = {}): Promise<ShareExamination> {
  const { keep = [], remove = [], ...rest } = options;
  return await examineSessions(sessions, { ...rest, rules: compileRules(parseShareRules({ keep, remove })) });
}

/**
 * Writes a session without what its level removes: a recording, compressed when its name ends in ".gz", or a page. The whole file or none, and none where
 * anything is left that had to go. Only its owner may read it.
 */
export async function shareToFile(session: SessionReader, file: string, options: ShareFileOptions = {}): Promise<SharedToFile> {
  const { as = "recording", cwd = process.cwd(), force = false, ...rest } = options;
  assertSharedFileName(file, as, false);
  await assertWritable(file, { cwd, force });
  const shared = await shareWithRules([session], rest);
  try {
    const bytes = as === "page" ? pageOf(shared, file, { ...rest, cwd }) : recordingOf(shared, file);
    const [size = 0] = await writeSharedFiles([{ name: file, bytes }], { cwd, force, signal: rest.signal });
    return { size, manifest: shared.manifest };
  } finally {
    await shared.close();
  }
}

async function* recordingOf({ sessions }: SharedSessions, file: string): AsyncGenerator<Uint8Array> {
  for (const session of sessions) yield* sharedRecording(session, namesCompressed(file));
}

function pageOf(shared: SharedSessions, file: string, options: ShareOptions & { readonly cwd: string }): AsyncIterable<Uint8Array> {
  const { cwd, version = "library", onWarning, signal: interrupt = new AbortController().signal } = options;
  const context = { cwd, version, interrupt, clock: systemClock, packageRoot: packageRoot() };
  return sharedPage(shared, context, { zippedAs: zippedPageName(file), ...(onWarning && { onWarning }) });
}
