import { databasePath, withExistingDatabase } from "../../app/open-store.js";
import { removeSessions } from "../../app/sessions/sessions.js";
import { withListOf } from "../../app/sessions/stored-session.js";
import { ExitCode, UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { plural } from "../../lifecycle/narration/words.js";
import { NoSuchSession, type StoredSession } from "../../store/session-store.js";
import { confirmed } from "../common/confirm.js";
import type { CommandContext } from "../common/context.js";
import { warn } from "../common/print-session.js";

export interface RmFlags {
  readonly yes?: true;
  /** In ms. */
  readonly olderThan?: number;
  readonly db?: string;
}

/** Removes all sessions that are meant, or none: when one that was named cannot be removed, or the answer is no. Resolves with the exit code. */
export async function runRemove(names: readonly string[], flags: RmFlags, context: CommandContext): Promise<number> {
  assertCoherent(names, flags, context);
  const { clock, streams } = context;
  const place = databasePath(context, flags.db);
  return await withExistingDatabase(context, flags.db, "write", async (store) => {
    if (store === undefined && names.length > 0) throw withListOf(new NoSuchSession(names[0] ?? "", place, []), context, flags.db);
    const removed = await (store &&
      removeSessions(store, flags.olderThan === undefined ? { names } : { olderThanMs: flags.olderThan }, {
        clock,
        place,
        ...(flags.yes
          ? {}
          : { confirm: (sessions) => confirmed(`remove ${inWords(sessions)} permanently?`, "--yes removes without a prompt", context) }),
        onRemoved: (name) => void streams.stderr.write(`removed ${name}\n`),
      }).catch((error: unknown) => {
        throw error instanceof NoSuchSession ? withListOf(error, context, flags.db) : error;
      }));
    if (removed?.refused) return ExitCode.failed;
    if (removed === undefined || removed.names.length === 0) streams.stderr.write("no session is that old\n");
    if (removed?.complete === false)
      warn(
        `another program is still reading the old content, so its bytes are still in ${place}: run "${suggestedCommand(context.programName, ["vacuum"], { db: flags.db })}" when it is done`,
        context,
      );
    return ExitCode.done;
  });
}

function assertCoherent(names: readonly string[], { olderThan, db }: RmFlags, { programName }: CommandContext): void {
  const list = suggestedCommand(programName, ["ls"], { db });
  if (names.length === 0 && olderThan === undefined)
    throw new UsageError("no session given", { hint: `name those to remove, as "${list}" lists them, or use --older-than 30d` });
  const place = names.find((name) => name.startsWith("@"));
  if (place !== undefined)
    throw new UsageError(`"${place}" is not the full name of a session`, {
      hint: `what is removed is gone: name it in full, as "${list}" lists it`,
    });
  if (names.length > 0 && olderThan !== undefined)
    throw new UsageError("names and --older-than cannot be combined", { hint: "give the names, or the age" });
}

/** So many are named one by one in the question. */
const maxNamed = 10;

function inWords(sessions: readonly StoredSession[]): string {
  const named = sessions.slice(0, maxNamed).map(({ header, frames }) => `${header.name} (${plural(frames, "frame")})`);
  const rest = sessions.length - named.length;
  return rest > 0 ? `${named.join(", ")} and ${plural(rest, "more session")}` : named.join(", ");
}
