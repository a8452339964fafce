import { createInterface } from "node:readline/promises";
import { ExitCode, UsageError } from "../errors.js";
import type { SessionSummary } from "../model/session.js";
import { NoSuchSession, type SessionStore } from "../store/session-store.js";
import type { CommandContext } from "./context.js";
import { databasePath, openExistingStore } from "./open-store.js";

export interface RmFlags {
  readonly yes?: true;
  readonly db?: string;
}

/** Removes the sessions: all that were named, or, when one of them is not there or the answer is no, none. */
export async function removeSessions(names: readonly string[], flags: RmFlags, context: CommandContext): Promise<number> {
  const store = await existingStore(names, flags, context);
  try {
    const sessions = await summariesOf(store, names, databasePath(context, flags.db));
    if (!flags.yes && !(await confirmed(sessions, context))) return ExitCode.failed;
    for (const { header } of sessions) {
      await store.remove(header.name);
      context.streams.stderr.write(`removed ${header.name}\n`);
    }
    return ExitCode.done;
  } finally {
    await store.close();
  }
}

async function existingStore(names: readonly string[], flags: RmFlags, context: CommandContext): Promise<SessionStore> {
  const store = await openExistingStore(context, flags.db, "write");
  if (store === undefined) throw new NoSuchSession(names[0] ?? "", databasePath(context, flags.db), []);
  return store;
}

async function summariesOf(store: SessionStore, names: readonly string[], path: string): Promise<readonly SessionSummary[]> {
  const all = await store.list();
  return [...new Set(names)].map((name) => {
    const found = all.find(({ header }) => header.name === name);
    if (found !== undefined) return found;
    throw new NoSuchSession(
      name,
      path,
      all.map(({ header }) => header.name),
    );
  });
}

async function confirmed(sessions: readonly SessionSummary[], context: CommandContext): Promise<boolean> {
  const { stdin, stderr } = context.streams;
  if (!(stderr.isTty && "isTTY" in stdin && stdin.isTTY === true))
    throw new UsageError("removing asks first, and there is no terminal to ask on", { hint: "add --yes to remove without being asked" });
  const list = sessions.map(({ header, frames }) => `${header.name} (${frames} frames)`).join(", ");
  stderr.write(`remove ${list} for good? [y/N] `);
  const lines = createInterface({ input: stdin });
  const answer = await new Promise<string>((resolve) => {
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
    context.interrupt.addEventListener("abort", () => resolve(""));
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
