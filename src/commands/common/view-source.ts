import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../errors.js";
import { isWellKnownKind } from "../../replay/kind-words.js";
import { bundledRecording } from "./bundled-recordings.js";
import type { CommandContext } from "./context.js";
import { openExistingStore } from "./open-store.js";
import { type ClusterFlags, wantsCluster } from "./view-flags.js";

type SourceFlags = ClusterFlags & { readonly db?: string };

/**
 * Whether the words behind `status`, `changes`, `trace` or `diagnose` name a session or an object of the cluster. The rules, first match wins:
 *
 *  1. Several words are an object.
 *  2. `-`, `@latest`, the name of a file that is there, or what is written like a recording's or begins like a path: a session.
 *  3. TYPE/NAME is an object.
 *  4. A session of exactly this name, or a bundled recording: a session.
 *  5. A kind that Kubernetes has, or any word beside flags that only a cluster understands: all objects of it. So is a word with a dot in it,
 *     a custom kind with its group.
 *  6. Else a session, by the beginning of its name.
 */
export async function viewSource(words: readonly string[], flags: SourceFlags, context: CommandContext): Promise<"cluster" | "session"> {
  const [word, ...more] = words;
  if (word === undefined)
    throw new UsageError("nothing to look at was named", {
      hint: `name an object ("pod nginx", "deploy/web") or a session (run "${context.programName} ls" to see them)`,
    });
  if (more.length > 0) return "cluster";
  if (isRecordingLike(word) || isFile(word, context)) return "session";
  if (word.includes("/")) return "cluster";
  if ((await isStored(word, flags, context)) || bundledRecording(context, word) !== undefined) return "session";
  return wantsCluster(flags) || isWellKnownKind(word) || word.includes(".") || word.includes(",") ? "cluster" : "session";
}

function isRecordingLike(word: string): boolean {
  return word === "-" || word.startsWith("@") || /\.(kubespy|ndjson)(\.gz)?$/.test(word) || /^(\.{0,2}|~)[\\/]/.test(word);
}

function isFile(word: string, { cwd }: CommandContext): boolean {
  return statSync(resolve(cwd, word), { throwIfNoEntry: false })?.isFile() ?? false;
}

async function isStored(name: string, { db }: SourceFlags, context: CommandContext): Promise<boolean> {
  const store = await openExistingStore(context, db);
  try {
    return (await store?.has(name)) ?? false;
  } finally {
    await store?.close();
  }
}
