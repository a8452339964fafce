import type { AnalysedNarrator } from "../../../interpret/interpret-at.js";
import { isMeaningful } from "../../../interpret/significance.js";
import type { Frame, ObjectFrame } from "../../../model/frame.js";
import type { KubeObject, Uid } from "../../../model/kube-object.js";
import { StrippedFrames } from "../../../model/stripped-frames.js";

/** The last state of so many objects is kept; it shares most of its values with others. */
const maxObjects = 4096;

/** Says of the steps of a session whether they are meaningful: in sequence at a third of what each alone takes. What was said once is remembered. */
export class MeaningOfSteps {
  readonly #narrator: AnalysedNarrator;
  /** By sequence. */
  #known = new Uint8Array();
  #stripped = new StrippedFrames();
  readonly #last = new Map<Uid, KubeObject>();
  /** No frame before this one was left out since the first that `#last` knows of. */
  #nextSequence = 0;

  constructor(narrator: AnalysedNarrator) {
    this.#narrator = narrator;
  }

  async isMeaningful(frame: Frame): Promise<boolean> {
    const { sequence } = frame;
    const known = this.#known[sequence];
    if (known !== undefined && known !== undetermined) return known === meaningful;
    if (sequence !== this.#nextSequence) {
      this.#stripped = new StrippedFrames();
      this.#last.clear();
    }
    this.#nextSequence = sequence + 1;
    const is = frame.kind === "gap" || (await this.#isMeaningfulChange(frame));
    this.#keep(sequence, is);
    return is;
  }

  async #isMeaningfulChange(frame: ObjectFrame): Promise<boolean> {
    const { uid } = frame.ref;
    // Bytes that are not an object are said to be that by who reads them.
    const now = this.#stripped.strip(frame) ?? frame;
    const before = frame.type === "MODIFIED" ? (this.#last.get(uid) ?? (await this.#narrator.before(frame))) : undefined;
    this.#follow(uid, frame.type === "DELETED" ? undefined : now.revision.object);
    return isMeaningful(now, before);
  }

  #follow(uid: Uid, object: KubeObject | undefined): void {
    this.#last.delete(uid);
    if (object === undefined) return;
    this.#last.set(uid, object);
    const [oldest] = this.#last.keys();
    if (this.#last.size > maxObjects && oldest !== undefined) this.#last.delete(oldest);
  }

  #keep(sequence: number, is: boolean): void {
    if (this.#known.length <= sequence) {
      const grown = new Uint8Array(Math.max(1024, 2 * sequence));
      grown.set(this.#known);
      this.#known = grown;
    }
    this.#known[sequence] = is ? meaningful : meaningless;
  }
}

const undetermined = 0;
const meaningful = 1;
const meaningless = 2;
