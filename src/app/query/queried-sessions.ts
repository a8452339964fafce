import { KubespyError } from "../../errors.js";
import type { SessionReader, SessionSummary } from "../../model/session.js";
import type { SessionStore } from "../../store/session-store.js";
import type { AppContext } from "../app-context.js";
import { openExistingDatabase } from "../open-store.js";
import { openSession } from "../sessions/open-session.js";
import { SessionContent } from "./session-content.js";

interface QueriedSession {
  /** Unique among them. */
  readonly name: string;
  readonly summary: SessionSummary;
  open(): Promise<SessionReader>;
  /** Called with the reader when others are used. */
  close(reader: SessionReader): Promise<void>;
}

export interface QueriedOptions {
  readonly db?: string | undefined;
  /** What cannot be read, one line each. */
  readonly onWarning: (text: string) => void;
}

/** Each open session of a store has caches of its own. */
const maxOpen = 4;

/** The sessions that a query reads, by number from 1. Those of the store are opened when something of them is read, a few at a time. */
export class QueriedSessions {
  readonly all: readonly QueriedSession[];
  readonly #close: () => Promise<void>;
  /** The one used longest ago first. */
  readonly #open = new Map<number, SessionContent>();

  constructor(all: readonly QueriedSession[], close: () => Promise<void>) {
    this.all = all;
    this.#close = close;
  }

  /** Throws `KubespyError` where the session cannot be opened. */
  async content(number: number): Promise<SessionContent> {
    const session = this.all[number - 1];
    if (session === undefined) throw new KubespyError(`no session ${number}`);
    const known = this.#open.get(number);
    this.#open.delete(number);
    for (const [oldest, content] of this.#open) {
      if (this.#open.size < maxOpen) break;
      this.#open.delete(oldest);
      await this.all[oldest - 1]?.close(content.reader);
    }
    const content = known ?? new SessionContent(await session.open());
    this.#open.set(number, content);
    return content;
  }

  async close(): Promise<void> {
    for (const [number, content] of this.#open) await this.all[number - 1]?.close(content.reader);
    this.#open.clear();
    await this.#close();
  }
}

/** All sessions of the database; those that cannot be read are left out, with a warning. */
export async function sessionsOfDatabase(context: AppContext, { db, onWarning }: QueriedOptions): Promise<QueriedSessions> {
  const store = await openExistingDatabase(context, db);
  if (store === undefined) return new QueriedSessions([], async () => {});
  try {
    const stored = await store.list({ onUnreadable: ({ error }) => onWarning(error.message) });
    const all = stored.map((summary) => storedSession(summary, store));
    return new QueriedSessions(all, () => store.close());
  } catch (error) {
    await store.close();
    throw error;
  }
}

function storedSession(summary: SessionSummary, store: SessionStore): QueriedSession {
  const { name } = summary.header;
  return { name, summary, open: () => store.open(name), close: (reader) => reader.close() };
}

/** Sessions as a user names them. All are opened, and stay open. */
export async function namedSessions(
  references: readonly string[],
  context: AppContext,
  { db, onWarning }: QueriedOptions,
): Promise<QueriedSessions> {
  const opened: { readonly reference: string; readonly reader: SessionReader }[] = [];
  const close = async () => {
    for (const { reader } of opened) await reader.close();
  };
  try {
    for (const reference of new Set(references))
      opened.push({ reference, reader: await openSession(reference, context, { db, onWarning }) });
    return new QueriedSessions(
      opened.map((each) => namedSession(each, opened)),
      close,
    );
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where several are called the same, each is called as the user did. */
function namedSession(
  { reference, reader }: { readonly reference: string; readonly reader: SessionReader },
  all: readonly { readonly reader: SessionReader }[],
): QueriedSession {
  const { name } = reader.summary.header;
  const isUnique = all.every((other) => other.reader === reader || other.reader.summary.header.name !== name);
  return { name: isUnique ? name : reference, summary: reader.summary, open: async () => reader, close: async () => {} };
}
