import type { ObjectFrame } from "../model/frame.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { ObjectAt, SessionReader } from "../model/session.js";
import type { ChangeType } from "../model/watch-event.js";

/** The objects of a session at one moment, each in the order of its last frame. */
export interface WorldState {
  /** Those that exist. */
  readonly living: readonly WorldObject[];
  /** Those that were deleted by then. */
  readonly gone: readonly WorldObject[];
}

/** One object of the world. Its state is read on demand: a world may hold many thousands. */
export interface WorldObject extends Required<ObjectAt> {
  /** The object's last frame at that moment; its revision is the state of the object. The reader must be open. */
  frame(): Promise<ObjectFrame>;
}

type Reader = Pick<SessionReader, "lastFrameOf" | "objectsAt">;

/** Every object as it was after the frame with this sequence. */
export async function stateAt(reader: Reader, sequence: number): Promise<WorldState> {
  const living: WorldObject[] = [];
  const gone: WorldObject[] = [];
  for (const object of await reader.objectsAt(sequence)) (object.type === "DELETED" ? gone : living).push(new InWorld(object, reader));
  return { living, gone };
}

class InWorld implements WorldObject {
  readonly sequence: number;
  readonly #object: ObjectAt;
  readonly #reader: Reader;

  constructor(object: ObjectAt, reader: Reader) {
    this.sequence = object.sequence;
    this.#object = object;
    this.#reader = reader;
  }

  get ref(): ObjectRef {
    return this.#object.ref;
  }

  get type(): ChangeType {
    return this.#object.type;
  }

  get isKubeEvent(): boolean {
    return this.#object.isKubeEvent ?? this.ref.kind === "Event";
  }

  async frame(): Promise<ObjectFrame> {
    const frame = await this.#reader.lastFrameOf(this.ref.uid, this.sequence);
    if (frame === undefined) throw new RangeError(`frame ${this.sequence} can no longer be read`);
    return frame;
  }
}
