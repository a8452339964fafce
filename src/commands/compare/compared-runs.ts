import type { LoadedRun } from "../../compare/compare-groups.js";
import { readRun, revisionAt } from "../../compare/run/read-run.js";
import type { SessionReader } from "../../model/session.js";
import type { CommandContext } from "../common/context.js";
import { openSession } from "../common/open-session.js";

/**
 * Opens and reads sessions, files and bundled recordings, in the order given; one that is named twice is read once. They stay open, so that single
 * revisions can be read again, until `use` is done.
 */
export async function withRuns<T>(
  references: readonly string[],
  db: string | undefined,
  context: CommandContext,
  use: (runs: readonly LoadedRun[]) => Promise<T>,
): Promise<T> {
  const readers = new Map<string, SessionReader>();
  try {
    // All are there before the first is read, which can take seconds.
    for (const reference of new Set(references)) readers.set(reference, await openSession(reference, context, { db }));
    const runs = new Map<string, LoadedRun>();
    for (const [reference, reader] of readers)
      runs.set(reference, { run: await readRun(reader, context.interrupt), object: (sequence) => revisionAt(reader, sequence) });
    return await use(references.flatMap((reference) => runs.get(reference) ?? []));
  } finally {
    for (const reader of readers.values()) await reader.close();
  }
}
