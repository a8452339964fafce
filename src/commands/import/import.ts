import type { AuditProgress } from "../../app/import/import-audit.js";
import { ExitCode } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { AddCommand, CommandContext } from "../common/context.js";
import { addHelpDetails } from "../common/help-details.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { identityOption, withIdentities } from "../common/identity-flags.js";
import { type AuditFlags, addAuditFlags, selectionOf } from "./audit-flags.js";
import { ImportProgress } from "./import-progress.js";

interface ImportFlags extends IdentityFlags, AuditFlags {
  readonly session?: string;
  readonly db?: string;
}

/** `kubespy import FILE` */
export const addImportCommand: AddCommand = (program, context, exit) => {
  const name = context.programName;
  const command = program
    .command("import")
    .summary("store a recording, kubectl's output or an audit log")
    .description(
      `Stores a recording as a session, under its own name; a number is appended where that name is taken. If a recording is truncated or damaged,
the readable part is kept, with a warning. (To view a recording there is no need to import it: every command accepts files.)

Also accepts the output of "kubectl get", with -o json or -o yaml, best with -w --output-watch-events, and the array that the older kubespy's "record"
writes; other lines among it, as the messages of kubectl, are skipped and counted. These do not contain arrival times, so times come from the objects.
To record arrival times, pipe kubectl into "${name} record -".

Several files, a directory, or an archive (zip, tar, tar.gz) of a cluster dump, a must-gather or a support bundle become one session of all objects
in them, beside one for each recording. Files that hold neither are listed.

Audit logs of API servers (rotated files, of several servers, in any order) become one session, which says who asked for each change. docs/audit-logs.md
has the policy to log with. Ctrl-C keeps what was read of them.`,
    )
    .argument(
      "<file...>",
      'recording, page of "report", output of kubectl in JSON or YAML, audit log, directory or archive of such files, "-" for stdin, or bundled recording',
    )
    .optionsGroup("General:")
    .option("--session <name>", "name of the session; of several, numbered (default: the recording's own, or the file's)")
    .addOption(identityOption())
    .option("--db <file>", "database of sessions (default: KUBESPY_DB, else the user's data directory)");
  addAuditFlags(command).optionsGroup("General:");
  addHelpDetails(command, {
    examples: [
      [`${name} import incident.kubespy.gz`],
      [`${name} import incident.html`, `the recordings in a page`],
      [`${name} import pod-crashloop --session lesson-1`],
      [`${name} import pods.json`, `from: kubectl get pods -w -o json --output-watch-events >pods.json`],
      [`${name} import events.yaml pods.yaml`, `from: kubectl get pods -o yaml >pods.yaml, and so on`],
      [`${name} import dump/`, `from: kubectl cluster-info dump --output-directory dump`],
      [`${name} import must-gather.tar.gz`],
      [`${name} import audit.log audit-2026-11-22.log.gz -n shop --since 2h`],
      [`${name} import audit-logs/ --object deploy/web --since 2026-11-22T10:00:00Z`],
    ],
  }).action(async (files: readonly string[], flags: ImportFlags) => {
    exit(await importFiles(files, flags, withIdentities(flags, context)));
  });
};

async function importFiles(files: readonly string[], flags: ImportFlags, context: CommandContext): Promise<number> {
  const { importReferences } = await import("../../app/import/import-references.js");
  const { warn } = await import("../common/print-session.js");
  const { clock, interrupt, streams, programName } = context;
  const { session, db } = flags;
  const progress = new ImportProgress(streams.stderr);
  const options = {
    ...{ db, session, clock, signal: interrupt, selection: selectionOf(flags, clock) },
    onProgress: (each: AuditProgress) => progress.show(each),
    onWarning: (text: string) => {
      progress.clear();
      warn(text, context);
    },
  };
  let isComplete = true;
  try {
    for await (const imported of importReferences(files, context, options)) {
      progress.clear();
      isComplete &&= imported.complete;
      const frames = `${imported.frames} ${imported.frames === 1 ? "frame" : "frames"}`;
      const times = imported.times === "derived" ? "; arrival times unknown: offsets come from the objects' own times" : "";
      streams.stderr.write(
        `imported as session "${imported.session}" (${frames})${times}\nreplay it with "${suggestedCommand(programName, ["replay", imported.session], { db: flags.db })}"\n`,
      );
    }
    return interrupt.aborted && !isComplete ? ExitCode.interrupted : ExitCode.done;
  } catch (error) {
    if (interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    progress.clear();
  }
}
