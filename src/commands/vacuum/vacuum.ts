import { formatBytes } from "../../io/bytes.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { AddCommand, CommandContext } from "../common/context.js";

/** `kubespy vacuum` */
export const addVacuumCommand: AddCommand = (program, context) => {
  program
    .command("vacuum")
    .summary("return the space of removed sessions to the file system")
    .description(
      `Rewrites the database without the space of removed sessions, and empties its write-ahead log. Fails while a session is being
recorded. While it runs it needs disk space for a second copy; where there is none, it only cuts unused space off the file.`,
    )
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)")
    .action(async ({ db }: { readonly db?: string }) => {
      await vacuum(db, context);
    });
};

/** A missing database is no failure. */
async function vacuum(db: string | undefined, context: CommandContext): Promise<void> {
  const { databasePath, withExistingDatabase } = await import("../../app/open-store.js");
  const { stderr } = context.streams;
  const path = databasePath(context, db);
  const vacuumed = await withExistingDatabase(context, db, "write", async (store) => await store?.vacuum());
  if (vacuumed === undefined) return void stderr.write(`no database at ${path}: nothing to vacuum\n`);
  const { beforeBytes, afterBytes, complete } = vacuumed;
  stderr.write(`${path}: ${formatBytes(beforeBytes)} before, ${formatBytes(afterBytes)} now\n`);
  if (!complete)
    stderr.write(
      `another program is still reading the old content: run "${suggestedCommand(context.programName, ["vacuum"], { db })}" again when it is done\n`,
    );
}
