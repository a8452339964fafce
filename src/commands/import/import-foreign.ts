import { basename } from "node:path";
import { ExitCode, KubespyError } from "../../errors.js";
import { DerivedTimes } from "../../importing/derived-times.js";
import { ForeignFrames } from "../../importing/foreign-frames.js";
import { ForeignReader } from "../../importing/foreign-reader.js";
import { toRfc3339 } from "../../io/clock.js";
import { printable } from "../../io/printable.js";
import type { NewFrame } from "../../model/frame.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import { BadLine } from "../../recording/format.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionStore, SessionWriter } from "../../store/session-store.js";
import type { CommandContext } from "../common/context.js";
import { createSession } from "../record/create-session.js";

export interface ForeignImport {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What messages call it: the file as typed, or "stdin". */
  readonly name: string;
  readonly session: string | undefined;
  readonly store: SessionStore;
  readonly context: CommandContext;
}

/** Frames handed to the store before waiting until they are safe. */
const flushEvery = 1000;

/**
 * Imports what kubectl or the older kubespy wrote. When each change was received is not known of it, so times come from the objects. What cannot
 * be read ends it: what stands before is kept, as a session that was cut off. Rejects with `KubespyError` when there is nothing to keep.
 */
export async function importForeign(request: ForeignImport): Promise<number> {
  const { context, name } = request;
  const filling = new Filling(request);
  const reader = new ForeignReader();
  try {
    const broken = await fill(filling, reader, request);
    const { damage = broken, warnings } = reader.end();
    for (const warning of warnings) warn(context, `${name}: ${warning}`);
    const writer = filling.writer ?? nothing(name, damage);
    if (damage !== undefined) warn(context, `${name}: ${damage}; what stands before it is kept`);
    return await filling.finish(writer, damage === undefined);
  } catch (error) {
    await filling.writer?.discard().catch(() => {});
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  }
}

/** Resolves with what is wrong where a compressed input is damaged. */
async function fill(filling: Filling, reader: ForeignReader, { bytes, context }: ForeignImport): Promise<string | undefined> {
  try {
    for await (const piece of bytes) {
      for (const change of reader.push(piece)) await filling.take(change);
      context.interrupt.throwIfAborted();
      if (reader.damaged) break;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BadLine) return error.message;
    throw error;
  }
}

/** The session that is being filled: begun with the first frame, whose time is its start. */
class Filling {
  readonly #request: ForeignImport;
  readonly #frames = new ForeignFrames();
  readonly #times: DerivedTimes;
  #key: Uint8Array | undefined;
  #writer: SessionWriter | undefined;
  #lastOffsetMs = 0;
  #typesUnknown = false;

  constructor(request: ForeignImport) {
    this.#request = request;
    this.#times = new DerivedTimes(request.context.clock.wallMs());
  }

  get writer(): SessionWriter | undefined {
    return this.#writer;
  }

  async take(change: Parameters<ForeignFrames["take"]>[0]): Promise<void> {
    this.#key ??= await this.#request.store.digestKey();
    const revision = redactSecret(change.revision, this.#key);
    const moment = this.#times.of(revision);
    for (const frame of this.#frames.take({ ...change, revision }, moment)) await this.#append(frame);
  }

  async finish(writer: SessionWriter, whole: boolean): Promise<number> {
    const { context, name } = this.#request;
    writer.updateHeader({ omissions: this.#omissions() });
    const end = { endedAt: toRfc3339(Date.parse(this.#times.startedAt) + this.#lastOffsetMs), offsetMs: this.#lastOffsetMs };
    await (whole ? writer.end({ ...end, outcome: "imported", reason: `imported from ${name}` }) : writer.abandon());
    const frames = `${writer.committed} ${writer.committed === 1 ? "frame" : "frames"}`;
    const { stderr } = context.streams;
    stderr.write(
      `imported as session "${writer.name}" (${frames}); receive times are not known: offsets come from the objects' own times\n`,
    );
    stderr.write(`replay it with "${context.programName} replay ${writer.name}"\n`);
    return ExitCode.done;
  }

  async #append(frame: NewFrame): Promise<void> {
    this.#writer ??= await createSession(this.#request.store, this.#header(), { wanted: this.#request.session });
    this.#lastOffsetMs = frame.offsetMs;
    if (frame.kind === "object" && frame.typeUnknown) this.#typesUnknown = true;
    if (this.#writer.append(frame) % flushEvery === 0) await this.#writer.flush();
  }

  #header(): SessionHeader {
    return {
      name: toSessionName(basename(this.#request.name).replace(/(\.(json|ndjson|jsonl|txt|log))?(\.gz)?$/i, ""), "imported"),
      startedAt: this.#times.startedAt,
      times: "derived",
      targets: [],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "unknown",
    };
  }

  #omissions(): readonly string[] {
    const times = "times of receipt: the input does not say them; offsets come from the objects' own times, of one-second grain";
    return this.#typesUnknown ? [times, "types of changes, and deletions: the input holds objects only"] : [times];
  }
}

function nothing(name: string, damage: string | undefined): never {
  throw new KubespyError(`${name} holds nothing that can be imported: ${damage ?? "there is no Kubernetes object in it"}`, {
    hint: 'import takes recordings, and what "kubectl get -w -o json --output-watch-events" or the older kubespy\'s "record" writes',
  });
}

function warn(context: CommandContext, text: string): void {
  context.streams.stderr.write(`kubespy: warning: ${printable(text)}\n`);
}
