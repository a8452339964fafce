import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../errors.js";
import { addressOf } from "../../io/file-path.js";
import { printable } from "../../io/printable.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { isWellKnownKind } from "../../replay/kind-words.js";
import type { AppContext } from "../app-context.js";
import { withExistingDatabase } from "../open-store.js";
import { bundledRecording } from "./bundled-recordings.js";
import { recordingName } from "./open-session.js";

export type SessionSource = "cluster" | "session";

interface SourceOptions {
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
  /** An option was given that only an object of a cluster can have: a namespace, a kubeconfig. */
  readonly prefersCluster: boolean;
}

/**
 * Whether the words after `status`, `changes`, `trace` or `diagnose` name a session or an object of the cluster. The rules, first match wins:
 *
 *  1. Several words: an object; a usage error where the first is a session or a recording, and no type.
 *  2. `-`, `@latest`, the name of an existing file, or what is written like a recording's name, an address, or begins like a path: a session.
 *  3. TYPE/NAME: an object.
 *  4. A session of exactly this name, or a bundled recording: a session.
 *  5. A built-in kind, a word with a dot or comma in it (a custom kind with its group, several types), or any word where an option of clusters
 *     was given: all objects of it.
 *  6. Otherwise: a session, by the beginning of its name.
 */
export async function sessionSource(words: readonly string[], context: AppContext, options: SourceOptions): Promise<SessionSource> {
  const [word, ...more] = words;
  if (word === undefined)
    throw new UsageError("no object or session given", {
      hint: `name an object ("pod nginx", "deploy/web") or a session (run "${suggestedCommand(context.programName, ["ls"], { db: options.db })}" to see them)`,
    });
  if (more.length > 0) {
    await assertNoSession(word, more, context, options);
    return "cluster";
  }
  if (isRecordingLike(word) || isFile(word, context)) return "session";
  if (word.includes("/")) return "cluster";
  if ((await isStored(word, context, options.db)) || bundledRecording(context, word) !== undefined) return "session";
  return options.prefersCluster || isWellKnownKind(word) || word.includes(".") || word.includes(",") ? "cluster" : "session";
}

async function assertNoSession(word: string, more: readonly string[], context: AppContext, options: SourceOptions): Promise<void> {
  const isOfCluster = options.prefersCluster || isWellKnownKind(word) || /^v\d/.test(word);
  if (!isRecordingLike(word) && (isOfCluster || !((await isStored(word, context, options.db)) || bundledRecording(context, word)))) return;
  const others = more.map((each) => `"${printable(each, 300)}"`).join(", ");
  throw new UsageError(`unexpected ${others}: "${printable(word, 300)}" is a session or recording, and one is taken at a time`, {
    hint: `"${context.programName} compare" takes several sessions; an object of the cluster is named by its type and name: "pod nginx"`,
  });
}

function isRecordingLike(word: string): boolean {
  return (
    word === "-" || word.startsWith("@") || addressOf(word) !== undefined || recordingName.test(word) || /^(\.{0,2}|~)[\\/]/.test(word)
  );
}

function isFile(word: string, { cwd }: AppContext): boolean {
  return statSync(resolve(cwd, word), { throwIfNoEntry: false })?.isDirectory() === false;
}

async function isStored(name: string, context: AppContext, db: string | undefined): Promise<boolean> {
  return await withExistingDatabase(context, db, "read", async (store) => (await store?.has(name)) ?? false);
}
