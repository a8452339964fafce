import { basename } from "node:path";
import type { ForeignList, ForeignState } from "../../importing/foreign-change.js";
import { toRfc3339 } from "../../io/clock.js";
import type { NewFrame } from "../../model/frame.js";
import type { SessionHeader } from "../../model/session.js";
import { toSessionName } from "../../model/session-name.js";
import { redactSecret } from "../../sharing/redact.js";
import type { SessionWriter } from "../../store/session-store.js";
import { createSession } from "../record/create-session.js";
import type { Imported, ImportOptions } from "./import-recording.js";

/** Frames that the store may take before we wait until they are committed. */
const flushEvery = 1000;

/** The end of an input whose times are derived. */
interface ForeignSessionEnd {
  /** False when the input is cut short. */
  readonly complete: boolean;
  /** What the session lacks, besides times and types. */
  readonly omissions: readonly string[];
}

/** The session that a foreign input becomes. It begins with the first frame, whose time is its start. */
export class ForeignSession {
  readonly #name: string;
  readonly #options: ImportOptions;
  readonly #startedAt: () => string;
  #key: Uint8Array | undefined;
  #writer: SessionWriter | undefined;
  #lastOffsetMs = 0;
  #typesUnknown = false;

  /** `name`: of the input. `startedAt`: the wall clock at offset 0, asked with the first frame. */
  constructor(name: string, options: ImportOptions, startedAt: () => string) {
    this.#name = name;
    this.#options = options;
    this.#startedAt = startedAt;
  }

  /** The change without values of Secrets. */
  async redacted(change: ForeignState | ForeignList): Promise<ForeignState | ForeignList> {
    this.#key ??= await this.#options.store.digestKey();
    return redacted(change, this.#key);
  }

  async append(frame: NewFrame): Promise<void> {
    this.#writer ??= await createSession(this.#options.store, this.#header(), { wanted: this.#options.session });
    this.#lastOffsetMs = frame.offsetMs;
    if (frame.kind === "object" && frame.typeUnknown) this.#typesUnknown = true;
    if (this.#writer.append(frame) % flushEvery === 0) await this.#writer.flush();
  }

  /** Undefined when there was no frame. */
  async finish({ complete, omissions }: ForeignSessionEnd): Promise<Imported | undefined> {
    const writer = this.#writer;
    if (writer === undefined) return undefined;
    writer.updateHeader({ omissions: [timesUnknown, ...(this.#typesUnknown ? [typesUnknown] : []), ...omissions] });
    const end = { endedAt: toRfc3339(Date.parse(this.#startedAt()) + this.#lastOffsetMs), offsetMs: this.#lastOffsetMs };
    await (complete ? writer.end({ ...end, outcome: "imported", reason: `imported from ${this.#name}` }) : writer.abandon());
    return { session: writer.name, frames: writer.committed, times: "derived", complete };
  }

  async discard(): Promise<void> {
    await this.#writer?.discard().catch(() => {});
  }

  #header(): SessionHeader {
    return {
      name: toSessionName(basename(this.#name).replace(fileEnding, ""), "imported"),
      startedAt: this.#startedAt(),
      times: "derived",
      targets: [],
      streams: [],
      omissions: [],
      secretValues: "digests",
      recorder: "unknown",
    };
  }
}

const fileEnding = /(\.(json|ndjson|jsonl|ya?ml|txt|log|zip|tar|tgz))?(\.gz)?(\.age)?$/i;

const timesUnknown = "arrival times: the input has none; offsets come from the objects' own times (one-second resolution)";

/** An omission of sessions whose input holds objects instead of watch events. */
export const typesUnknown = "types of changes: the input has objects, not watch events; only deletions that it proves are shown";

/** The same, without the values of Secrets. */
export function redacted(change: ForeignState | ForeignList, key: Uint8Array): ForeignState | ForeignList {
  if (change.kind === "change") return { ...change, revision: redactSecret(change.revision, key) };
  return { ...change, items: change.items.map((revision) => redactSecret(revision, key)) };
}
