import { formatBytes } from "../../io/bytes.js";
import type { CommandContext } from "../common/context.js";
import { databasePath, openExistingStore } from "../common/open-store.js";

export interface VacuumFlags {
  readonly db?: string;
}

/** Gives unused space back and says how much. Where there is no database there is nothing to do, which is no failure. */
export async function vacuumStore({ db }: VacuumFlags, context: CommandContext): Promise<void> {
  const { stderr } = context.streams;
  const path = databasePath(context, db);
  const store = await openExistingStore(context, db, "write");
  if (store === undefined) return void stderr.write(`no database at ${path}: nothing to give back\n`);
  try {
    const { beforeBytes, afterBytes, complete } = await store.vacuum();
    stderr.write(`${path}: ${formatBytes(beforeBytes)} before, ${formatBytes(afterBytes)} now\n`);
    if (!complete) stderr.write(`another program still reads the old content: run "${context.programName} vacuum" again when it is done\n`);
  } finally {
    await store.close();
  }
}
