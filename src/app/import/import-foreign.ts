import { basename } from "node:path";
import { KubespyError } from "../../errors.js";
import { DerivedTimes } from "../../importing/derived-times.js";
import type { ForeignList, ForeignState } from "../../importing/foreign-change.js";
import { ForeignHistory } from "../../importing/foreign-history.js";
import { ForeignReader } from "../../importing/foreign-reader.js";
import { systemClock, toRfc3339 } from "../../io/clock.js";
import type { NewFrame } from "../../model/frame.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import { BadLine } from "../../recording/format.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionWriter } from "../../store/session-store.js";
import { createSession } from "../record/create-session.js";
import type { Imported, ImportOptions } from "./import-recording.js";

/** Frames that the store may take before we wait until they are committed. */
const flushEvery = 1000;

/**
 * Imports what kubectl or the older kubespy wrote. Such input has no arrival times, so the times come from the objects. What cannot be read ends
 * it: what precedes is kept, as an interrupted session. Rejects with `KubespyError` when there is nothing to keep.
 */
export async function importForeign(bytes: AsyncIterable<Uint8Array>, name: string, options: ImportOptions): Promise<Imported> {
  const { onWarning } = options;
  const session = new ForeignSession(name, options);
  const reader = new ForeignReader();
  try {
    const broken = await readInto(session, reader, bytes, options.signal);
    const { damage = broken, warnings } = reader.end();
    for (const warning of warnings) onWarning?.(`${name}: ${warning}`);
    await session.endHistory();
    const writer = session.writer ?? rejectEmpty(name, damage);
    if (damage !== undefined) onWarning?.(`${name}: ${damage}; everything before it is kept`);
    return await session.finish(writer, damage === undefined);
  } catch (error) {
    await session.writer?.discard().catch(() => {});
    throw error;
  }
}

/** Resolves with what is wrong where a compressed input is damaged. */
async function readInto(
  session: ForeignSession,
  reader: ForeignReader,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    for await (const piece of bytes) {
      for (const change of reader.push(piece)) await session.take(change);
      signal?.throwIfAborted();
      if (reader.damaged) break;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BadLine) return error.message;
    throw error;
  }
}

/** The session that is being filled. It begins with the first frame, whose time is its start. */
class ForeignSession {
  readonly #name: string;
  readonly #options: ImportOptions;
  readonly #history: ForeignHistory;
  readonly #times: DerivedTimes;
  #key: Uint8Array | undefined;
  #writer: SessionWriter | undefined;
  #lastOffsetMs = 0;
  #typesUnknown = false;

  constructor(name: string, options: ImportOptions) {
    this.#name = name;
    this.#options = options;
    this.#times = new DerivedTimes((options.clock ?? systemClock).wallMs());
    this.#history = new ForeignHistory(this.#times);
  }

  get writer(): SessionWriter | undefined {
    return this.#writer;
  }

  async take(change: ForeignState | ForeignList): Promise<void> {
    this.#key ??= await this.#options.store.digestKey();
    for (const frame of this.#history.take(redacted(change, this.#key))) await this.#append(frame);
  }

  /** No more will come. */
  async endHistory(): Promise<void> {
    for (const frame of this.#history.end()) await this.#append(frame);
  }

  async finish(writer: SessionWriter, complete: boolean): Promise<Imported> {
    writer.updateHeader({ omissions: this.#typesUnknown ? [timesUnknown, typesUnknown] : [timesUnknown] });
    const end = { endedAt: toRfc3339(Date.parse(this.#times.startedAt) + this.#lastOffsetMs), offsetMs: this.#lastOffsetMs };
    await (complete ? writer.end({ ...end, outcome: "imported", reason: `imported from ${this.#name}` }) : writer.abandon());
    return { session: writer.name, frames: writer.committed, times: "derived", complete };
  }

  async #append(frame: NewFrame): Promise<void> {
    this.#writer ??= await createSession(this.#options.store, this.#header(), { wanted: this.#options.session });
    this.#lastOffsetMs = frame.offsetMs;
    if (frame.kind === "object" && frame.typeUnknown) this.#typesUnknown = true;
    if (this.#writer.append(frame) % flushEvery === 0) await this.#writer.flush();
  }

  #header(): SessionHeader {
    return {
      name: toSessionName(basename(this.#name).replace(/(\.(json|ndjson|jsonl|txt|log))?(\.gz)?$/i, ""), "imported"),
      startedAt: this.#times.startedAt,
      times: "derived",
      targets: [],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "unknown",
    };
  }
}

const timesUnknown = "arrival times: the input has none; offsets come from the objects' own times (one-second resolution)";

/** An omission of sessions whose input holds objects instead of watch events. */
export const typesUnknown = "types of changes: the input has objects, not watch events; only deletions that it proves are shown";

/** The same, without the values of Secrets. */
export function redacted(change: ForeignState | ForeignList, key: Uint8Array): ForeignState | ForeignList {
  if (change.kind === "change") return { ...change, revision: redactSecret(change.revision, key) };
  return { ...change, items: change.items.map((revision) => redactSecret(revision, key)) };
}

function rejectEmpty(name: string, damage: string | undefined): never {
  throw new KubespyError(`${name} holds nothing that can be imported: ${damage ?? "there is no Kubernetes object in it"}`, {
    hint: 'import takes recordings, and what "kubectl get -w -o json --output-watch-events" or the older kubespy\'s "record" writes',
  });
}
