import type { AddCommand } from "../common/context.js";
import type { VacuumFlags } from "./vacuum-store.js";

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
    .action(async (flags: VacuumFlags) => {
      const { vacuumStore } = await import("./vacuum-store.js");
      await vacuumStore(flags, context);
    });
};
