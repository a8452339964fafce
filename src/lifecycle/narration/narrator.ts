import type { ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import { isCreation } from "../creation.js";
import type { ChangeTimes } from "../kinds/kind-rules.js";
import { type Narration, narrate } from "./narrate.js";

/** What is kept of one incarnation between its frames. Offsets in ms; absent if no frame shows that moment. */
interface Incarnation {
  readonly last: Revision;
  readonly createdMs?: number;
  readonly deletionRequestedMs?: number;
}

/**
 * Narrates frames in sequence, live or from a session: keeps each incarnation's last revision, and when it was created and its
 * deletion requested, until it is deleted. Pass it every frame, to one of its two methods.
 */
export class Narrator {
  readonly #incarnations = new Map<Uid, Incarnation>();
  /** Whose last revision is kept parsed, the least recently narrated first: parsing all would take most of a recorder's memory. */
  readonly #parsed = new Set<Uid>();
  readonly #clockOffsetMs: number;

  /** `clockOffsetMs`: the server's clock minus the recorder's, from the session's header. */
  constructor(clockOffsetMs = 0) {
    this.#clockOffsetMs = clockOffsetMs;
  }

  narrate(frame: ObjectFrame): Narration {
    const known = this.#incarnations.get(frame.ref.uid);
    const narration = narrate({ frame, before: known?.last.object, times: timesOf(known, frame), clockOffsetMs: this.#clockOffsetMs });
    this.observe(frame);
    this.#keepParsed(frame.ref.uid);
    return narration;
  }

  /** Takes a frame into account without narrating it. */
  observe(frame: ObjectFrame): void {
    if (frame.type === "DELETED") this.#incarnations.delete(frame.ref.uid);
    else this.#incarnations.set(frame.ref.uid, incarnationAfter(this.#incarnations.get(frame.ref.uid), frame, this.#clockOffsetMs));
  }

  #keepParsed(uid: Uid): void {
    this.#parsed.delete(uid);
    this.#parsed.add(uid);
    const [oldest] = this.#parsed;
    if (oldest === undefined || this.#parsed.size <= maxParsed) return;
    this.#parsed.delete(oldest);
    const incarnation = this.#incarnations.get(oldest);
    if (incarnation !== undefined) this.#incarnations.set(oldest, { ...incarnation, last: incarnation.last.bare });
  }
}

const maxParsed = 256;

function incarnationAfter(before: Incarnation | undefined, frame: ObjectFrame, clockOffsetMs: number): Incarnation {
  const createdMs = before === undefined ? creationMs(frame, clockOffsetMs) : before.createdMs;
  const deletionRequestedMs = before?.deletionRequestedMs ?? (before === undefined ? undefined : deletionRequestMs(before, frame));
  return {
    last: frame.revision,
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(deletionRequestedMs === undefined ? {} : { deletionRequestedMs }),
  };
}

/** The offset of a repaired frame is that of the repair. */
function creationMs(frame: ObjectFrame, clockOffsetMs: number): number | undefined {
  return !frame.repaired && isCreation(frame, clockOffsetMs) ? frame.offsetMs : undefined;
}

function deletionRequestMs({ last }: Incarnation, frame: ObjectFrame): number | undefined {
  return !isTerminating(frame.revision) || isTerminating(last) || frame.repaired ? undefined : frame.offsetMs;
}

/** Almost no revision has the field, and a search of the bytes is much cheaper than parsing them to find out. */
function isTerminating(revision: Revision): boolean {
  return revision.mentions("deletionTimestamp") && revision.object.metadata.deletionTimestamp !== undefined;
}

function timesOf(known: Incarnation | undefined, frame: ObjectFrame): ChangeTimes {
  if (frame.repaired) return {};
  return {
    ...(known?.createdMs === undefined ? {} : { sinceCreationMs: frame.offsetMs - known.createdMs }),
    ...(known?.deletionRequestedMs === undefined ? {} : { sinceDeletionRequestedMs: frame.offsetMs - known.deletionRequestedMs }),
  };
}
