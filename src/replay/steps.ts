import type { Frame, ObjectFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";

/** One frame and the state of its object before it. */
export interface ReplayStep {
  readonly frame: Frame;
  /** The revision before this one, of the same incarnation; absent for its first frame and for gaps. */
  readonly before?: Revision;
}

/** The last frame of each incarnation at or before a sequence: `SessionReader.lastFramesAt`. */
export type Seed = (sequence: number) => Promise<readonly Frame[]>;

/**
 * Frames with the state before each. Starts anywhere: what was there before the first frame comes from the seed. Keeps one revision for
 * each object that lives, and nothing of the frames gone by.
 */
export async function* steps(frames: AsyncIterable<Frame>, seed: Seed): AsyncGenerator<ReplayStep> {
  let world: Map<Uid, Revision> | undefined;
  for await (const frame of frames) {
    world ??= await worldBefore(frame.sequence, seed);
    if (frame.kind === "gap") {
      yield { frame };
      continue;
    }
    const before = world.get(frame.ref.uid);
    yield before === undefined ? { frame } : { frame, before };
    keep(world, frame);
  }
}

async function worldBefore(sequence: number, seed: Seed): Promise<Map<Uid, Revision>> {
  const world = new Map<Uid, Revision>();
  if (sequence > 1) for (const frame of await seed(sequence - 1)) if (frame.kind === "object") keep(world, frame);
  return world;
}

function keep(world: Map<Uid, Revision>, frame: ObjectFrame): void {
  if (frame.type === "DELETED") world.delete(frame.ref.uid);
  else world.set(frame.ref.uid, frame.revision);
}
