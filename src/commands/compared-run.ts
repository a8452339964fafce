import { readRun } from "../compare/read-run.js";
import type { Run } from "../compare/run.js";
import type { KubeObject } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import type { CommandContext } from "./context.js";
import { openSession } from "./open-session.js";

/** A session that is compared: what was read of it, and the way to read single revisions again. */
export interface ComparedRun extends AsyncDisposable {
  readonly run: Run;
  object(sequence: number): Promise<KubeObject | undefined>;
}

/** Opens and reads a session, a file or a bundled recording. */
export async function openComparedRun(reference: string, db: string | undefined, context: CommandContext): Promise<ComparedRun> {
  const reader = await openSession(reference, context, { db });
  try {
    const run = await readRun(reader, context.interrupt);
    return { run, object: (sequence) => objectAt(reader, sequence), [Symbol.asyncDispose]: () => reader.close() };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function objectAt(reader: SessionReader, sequence: number): Promise<KubeObject | undefined> {
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence }))
    return frame.kind === "object" ? frame.revision.object : undefined;
  return undefined;
}
