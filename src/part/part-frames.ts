import type { Frame, GapFrame, ObjectFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";
import type { SessionReader } from "../model/session.js";
import type { KeptObjects } from "./kept-objects.js";
import { sinceStart } from "./part-header.js";
import type { PartSpan } from "./part-span.js";

/** What is needed to read the frames of a part from the whole. */
export interface PartPlan {
  readonly span: PartSpan;
  readonly kept: KeptObjects;
  /** Those that the part holds, by their sequences in the whole. */
  readonly gaps: ReadonlyMap<number, GapFrame>;
  /** Wall clock at the beginning and at the end of the part. */
  readonly startedAt: string;
  readonly endedAt: string;
}

type Reader = Pick<SessionReader, "frames" | "lastFramesAt">;

/**
 * The frames of a part, numbered from 1: the objects that existed when it begins, each in its state by then (`initial`), the frames of its time, and
 * the gaps that had not ended when it ends.
 */
export async function* partFrames(session: Reader, plan: PartPlan): AsyncGenerator<Frame> {
  const { span, kept, gaps } = plan;
  const shift = new FrameShift(plan);
  for (const frame of await existingObjects(session, plan)) yield shift.initial(frame);
  const { fromSequence, toSequence } = span;
  if (toSequence >= fromSequence)
    for await (const frame of session.frames({ fromSequence, toSequence })) {
      const gap = frame.kind === "gap" ? gaps.get(frame.sequence) : undefined;
      if (gap !== undefined) yield shift.gap(gap);
      else if (frame.kind === "object" && kept.refs.has(frame.ref.uid)) yield shift.object(frame);
    }
  for (const gap of gaps.values()) if (gap.sequence > toSequence) yield shift.gap(gap);
}

/** In the order in which the whole shows them first: owners come before what they own. */
async function existingObjects(session: Reader, { span, kept }: PartPlan): Promise<readonly ObjectFrame[]> {
  if (kept.existing.size === 0) return [];
  const last = new Map<Uid, ObjectFrame>();
  for (const frame of await session.lastFramesAt(span.fromSequence - 1))
    if (kept.existing.has(frame.ref.uid)) last.set(frame.ref.uid, frame);
  return [...kept.existing].flatMap((uid) => last.get(uid) ?? []);
}

/** Gives frames their place in the part. */
class FrameShift {
  readonly #plan: PartPlan;
  #sequence = 0;
  /** By object, the sequences of its last frame in the whole and in the part: deltas refer to it. */
  readonly #last = new Map<Uid, { readonly of: number; readonly is: number }>();

  constructor(plan: PartPlan) {
    this.#plan = plan;
  }

  initial({ ref, resourceVersion, revision, extra, sequence }: ObjectFrame): ObjectFrame {
    const base = { kind: "object", sequence: ++this.#sequence, offsetMs: 0, observedAt: this.#plan.startedAt, type: "ADDED" } as const;
    this.#last.set(ref.uid, { of: sequence, is: this.#sequence });
    return { ...base, ref, resourceVersion, revision: withChange(revision), initial: true, ...(extra === undefined ? {} : { extra }) };
  }

  object(frame: ObjectFrame): ObjectFrame {
    const { revision, sequence, ref } = frame;
    const last = this.#last.get(ref.uid);
    this.#last.set(ref.uid, { of: sequence, is: ++this.#sequence });
    const change = () => {
      const known = revision.change?.();
      return known === undefined || last === undefined || known.base !== last.of ? undefined : { ...known, base: last.is };
    };
    return { ...frame, ...this.#moved(frame), revision: withChange(revision, change) };
  }

  gap(frame: GapFrame): GapFrame {
    this.#sequence++;
    const { from, to } = frame;
    const bound = (each: GapFrame["from"]) => ({ ...each, offsetMs: sinceStart(this.#plan.span, each.offsetMs) });
    return { ...frame, ...this.#moved(frame), from: bound(from), to: bound(to) };
  }

  #moved({ offsetMs }: Frame): { readonly sequence: number; readonly offsetMs: number } {
    return { sequence: this.#sequence, offsetMs: sinceStart(this.#plan.span, offsetMs) };
  }
}

/** Its bytes are read when they are used. */
function withChange(revision: Revision, change?: Revision["change"]): Revision {
  return new Revision(() => revision.bytes, undefined, change);
}
