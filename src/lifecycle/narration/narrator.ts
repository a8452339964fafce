import type { ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { ChangeTimes } from "../kinds/kind-rules.js";
import { type Narration, narrate } from "./narrate.js";

/** What is remembered of one incarnation between its frames. Offsets in ms; absent when it happened before our eyes were open. */
interface Life {
  readonly last: Revision;
  readonly createdMs?: number;
  readonly deletionAskedMs?: number;
}

/**
 * Tells frames as they come, live or from a session: remembers each incarnation's last revision, and when it was created and its
 * deletion asked for, and forgets it when it is gone. Feed it every frame in sequence.
 */
export class Narrator {
  readonly #lives = new Map<Uid, Life>();
  /** Whose last revision is kept parsed, the longest untold first: of more than a few that would take most of a recorder's memory. */
  readonly #parsed = new Set<Uid>();
  readonly #clockOffsetMs: number;

  /** `clockOffsetMs`: the server's clock minus the recorder's, from the session's header. */
  constructor(clockOffsetMs = 0) {
    this.#clockOffsetMs = clockOffsetMs;
  }

  narrate(frame: ObjectFrame): Narration {
    const life = this.#lives.get(frame.ref.uid);
    const narration = narrate({ frame, before: life?.last.object, times: timesOf(life, frame), clockOffsetMs: this.#clockOffsetMs });
    this.observe(frame);
    this.#keepParsed(frame.ref.uid);
    return narration;
  }

  /** Takes note of a frame without telling it: the state before the first frame to be told. */
  observe(frame: ObjectFrame): void {
    if (frame.type === "DELETED") this.#lives.delete(frame.ref.uid);
    else this.#lives.set(frame.ref.uid, livedOn(this.#lives.get(frame.ref.uid), frame, this.#clockOffsetMs));
  }

  #keepParsed(uid: Uid): void {
    this.#parsed.delete(uid);
    this.#parsed.add(uid);
    const [untold] = this.#parsed;
    if (untold === undefined || this.#parsed.size <= maxParsed) return;
    this.#parsed.delete(untold);
    const life = this.#lives.get(untold);
    if (life !== undefined) this.#lives.set(untold, { ...life, last: life.last.withoutParsed });
  }
}

const maxParsed = 256;

function livedOn(life: Life | undefined, frame: ObjectFrame, clockOffsetMs: number): Life {
  const createdMs = life === undefined ? creationOf(frame, clockOffsetMs) : life.createdMs;
  const deletionAskedMs = life?.deletionAskedMs ?? (life !== undefined && isDeleting(frame.revision) ? deletionOf(life, frame) : undefined);
  return {
    last: frame.revision,
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(deletionAskedMs === undefined ? {} : { deletionAskedMs }),
  };
}

/** Only an ADDED that came over the watch within seconds of the object's own creation time is its creation. */
function creationOf(frame: ObjectFrame, clockOffsetMs: number): number | undefined {
  if (frame.type !== "ADDED" || frame.initial || frame.repaired) return undefined;
  const created = Date.parse(frame.revision.object.metadata.creationTimestamp ?? "");
  const late = Date.parse(frame.observedAt) + clockOffsetMs - created;
  return Number.isNaN(late) || Math.abs(late) < 60_000 ? frame.offsetMs : undefined;
}

function deletionOf(life: Life, frame: ObjectFrame): number | undefined {
  return isDeleting(life.last) || frame.repaired ? undefined : frame.offsetMs;
}

/** Almost all revisions lack the word, and need not be parsed to know. */
function isDeleting(revision: Revision): boolean {
  return revision.mentions("deletionTimestamp") && revision.object.metadata.deletionTimestamp !== undefined;
}

function timesOf(life: Life | undefined, frame: ObjectFrame): ChangeTimes {
  if (frame.repaired) return {};
  return {
    ...(life?.createdMs === undefined ? {} : { sinceCreationMs: frame.offsetMs - life.createdMs }),
    ...(life?.deletionAskedMs === undefined ? {} : { sinceDeletionAskedMs: frame.offsetMs - life.deletionAskedMs }),
  };
}
