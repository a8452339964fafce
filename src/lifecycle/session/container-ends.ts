import type { StrippedFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { containersOf, type TerminatedState } from "../kinds/pod/containers.js";
import { hasFailed, isLost } from "../kinds/pod/exit-code.js";

/** How a container last ended, and the first frame that shows that end. */
export interface ContainerEnd {
  readonly ref: ObjectRef;
  readonly container: string;
  readonly end: TerminatedState;
  readonly sequence: number;
}

/** Further ones are dropped: thousands of Pods can fail. */
const maxEnds = 1000;

/**
 * Collects how the containers of a session last ended: those that failed, and those that left a termination message. A container that is
 * stopped because its Pod is deleted did not fail.
 */
export class ContainerEnds {
  readonly #ends = new Map<Uid, Map<string, ContainerEnd>>();
  #count = 0;

  observe({ ref, revision, sequence }: StrippedFrame): void {
    if (ref.kind !== "Pod") return;
    const isStopped = revision.object.metadata.deletionTimestamp !== undefined;
    for (const { name, state, last } of containersOf(revision.object)) {
      const end = state.kind === "terminated" ? state : last;
      if (end === undefined) continue;
      // One that failed and then completed has completed.
      const isKnown = this.#ends.get(ref.uid)?.has(name) === true;
      const hasMessage = end.message !== undefined;
      if (isStopped ? !hasMessage || isLost(end) : !hasMessage && !hasFailed(end) && !isKnown) continue;
      this.#note({ ref, container: name, end, sequence });
    }
  }

  #note(noted: ContainerEnd): void {
    const ofPod = this.#ends.get(noted.ref.uid) ?? new Map<string, ContainerEnd>();
    const known = ofPod.get(noted.container);
    if (known !== undefined && isSame(known.end, noted.end)) return;
    if (known === undefined && ++this.#count > maxEnds) return;
    ofPod.set(noted.container, noted);
    this.#ends.set(noted.ref.uid, ofPod);
  }

  /** In the order in which the Pods appeared. */
  all(): readonly ContainerEnd[] {
    return [...this.#ends.values()].flatMap((ofPod) => [...ofPod.values()]);
  }
}

/** Without times, as of lost containers, an equal end is the same. */
function isSame(a: TerminatedState, b: TerminatedState): boolean {
  return a.exitCode === b.exitCode && a.finishedMs === b.finishedMs && a.reason === b.reason && a.message === b.message;
}
