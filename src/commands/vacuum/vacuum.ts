import { formatBytes } from "../../io/bytes.js";
import type { AddCommand, CommandContext } from "../common/context.js";

/** `kubespy vacuum` */
export const addVacuumCommand: AddCommand = (program, context) => {
  program
    .command("vacuum")
    .summary("give the space of removed sessions back to the file system")
    .description(
      `Writes the database anew without the holes that removed sessions left, and empties the log beside it. Not while a session is being
recorded. For as long as it works it needs space for a second copy.`,
    )
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data folder)")
    .action(async ({ db }: { readonly db?: string }) => {
      await vacuum(db, context);
    });
};

/** Where there is no database there is nothing to do, which is no failure. */
async function vacuum(db: string | undefined, context: CommandContext): Promise<void> {
  const { databasePath, withExistingDatabase } = await import("../../app/open-store.js");
  const { stderr } = context.streams;
  const path = databasePath(context, db);
  const vacuumed = await withExistingDatabase(context, db, "write", async (store) => await store?.vacuum());
  if (vacuumed === undefined) return void stderr.write(`no database at ${path}: nothing to vacuum\n`);
  const { beforeBytes, afterBytes, complete } = vacuumed;
  stderr.write(`${path}: ${formatBytes(beforeBytes)} before, ${formatBytes(afterBytes)} now\n`);
  if (!complete)
    stderr.write(`another program is still reading the old content: run "${context.programName} vacuum" again when it is done\n`);
}
