import type { LoadedRun } from "../compare/compare-groups.js";
import { revisionAt } from "../compare/revision-at.js";
import type { SessionReader } from "../model/session.js";
import type { CommandContext } from "./context.js";
import { openSession } from "./open-session.js";
import { readRuns } from "./read-runs.js";

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
    for (const reference of new Set(references)) readers.set(reference, await openSession(reference, context, { db }));
    const runs = await readRuns(readers, db, context);
    const loaded = (reference: string): readonly LoadedRun[] => {
      const [run, reader] = [runs.get(reference), readers.get(reference)];
      return run === undefined || reader === undefined ? [] : [{ run, object: (sequence) => revisionAt(reader, sequence) }];
    };
    return await use(references.flatMap(loaded));
  } finally {
    for (const reader of readers.values()) await reader.close();
  }
}
