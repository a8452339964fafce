import type { Clock } from "../io/clock.js";
import type { Frame, GapFrame, NewFrame, ObjectFrame } from "../model/frame.js";
import type { ObjectRef } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";
import type { SessionWriter } from "../store/session-store.js";
import { ArrivalQueue } from "./arrival-queue.js";
import { type Arrival, type KnownObject, KnownObjects, resourceVersionOf, uidOf } from "./known-objects.js";
import type { Membership } from "./membership.js";
import { deletedRevision } from "./repair/deleted-revision.js";
import type { FrameTime, StreamState } from "./stream-state.js";

export interface FrameMakerOptions {
  readonly membership: Membership;
  readonly writer: Pick<SessionWriter, "append">;
  readonly clock: Clock;
  /** Removes secret values before anything is kept; returns the same revision if there are none. */
  readonly redact: (revision: Revision) => Revision;
  readonly listener: { frame(frame: Frame): void };
}

/**
 * Turns arrivals into frames, in order of arrival: only for objects that belong, each change once. An arrival whose owner is not known yet
 * waits briefly for it.
 *
 * Invariants: offsets never decrease along the sequence; each revision of an incarnation is written once; a deletion that was not observed
 * is `inferred`, and comes before the first frame of a new object with the same name.
 */
export class FrameMaker {
  readonly #options: FrameMakerOptions;
  readonly #queue: ArrivalQueue<Arrival>;
  readonly #known = new KnownObjects();
  #lastOffsetMs = 0;
  /** `Membership.selections` when they were last applied to objects that existed before. */
  #selections = 0;

  constructor(options: FrameMakerOptions) {
    this.#options = options;
    this.#queue = new ArrivalQueue({
      clock: options.clock,
      decide: (arrival) => this.#decide(arrival),
      emit: (arrival) => this.#emitChange(arrival),
      keyOf: (arrival) => uidOf(arrival.revision),
      awaitedBy: (arrival) => options.membership.awaitedBy(arrival.revision),
      isSelectable: (arrival) => arrival.revision.head.ref.kind !== "Event",
    });
  }

  push(arrival: Arrival): void {
    this.#queue.push(arrival);
  }

  /** Writes queued arrivals that belong; undecided ones become late. */
  flush(): void {
    this.#queue.flush();
  }

  /** Drops undecided arrivals for good. */
  dropUndecided(): void {
    this.#queue.dropUndecided();
  }

  close(): void {
    this.#queue.close();
  }

  get known(): KnownObjects {
    return this.#known;
  }

  /** Existing recorded objects whose deletion a relist of this stream can infer. */
  shownBy(state: StreamState): readonly KnownObject[] {
    return this.#known.shownBy(state);
  }

  /** Writes a period that a stream did not observe, after everything that arrived before its end. */
  gap(state: StreamState, gap: Pick<GapFrame, "reason" | "possibleLoss"> & Partial<GapFrame>, to: FrameTime, from = state.lastSeen): void {
    this.#queue.flush();
    const before = state.resourceVersion === undefined ? {} : { resourceVersion: state.resourceVersion };
    this.#append({ kind: "gap", stream: state.stream.info.id, from: { ...from, ...before }, to, ...gap, ...this.#stamp(to) });
  }

  #decide(arrival: Arrival): "in" | "out" | "undecided" {
    const { membership } = this.#options;
    const { revision, initial } = arrival;
    const { matchesSelectors, info } = arrival.state.stream;
    const verdict = membership.decide(revision, { initial, matchesSelectors, stream: info.id });
    if (arrival.type === "DELETED") {
      if (verdict !== "in") membership.forget(uidOf(revision));
    } else if (verdict === "in") membership.learn(revision);
    else if (verdict === "out") membership.defer(revision);
    return verdict;
  }

  #emitChange(arrival: Arrival): void {
    const { state, moment, initial, inferred, repaired } = arrival;
    const { ref } = arrival.revision.head;
    if (this.#known.isStale(arrival, ref)) {
      if (this.#known.get(ref.uid) === undefined) this.#options.membership.removeMember(ref);
      return;
    }
    const known = this.#known.get(ref.uid);
    if (known === undefined && arrival.type !== "DELETED") this.#endPredecessor(ref, arrival);
    const type = !inferred && (arrival.relisted || repaired) ? (known === undefined ? "ADDED" : "MODIFIED") : arrival.type;
    const revision = inferred && known !== undefined ? lastState(known.revision, arrival.goneAt) : this.#options.redact(arrival.revision);
    if (type === "DELETED") {
      this.#known.remove(ref, revision);
      this.#options.membership.removeMember(ref);
    } else this.#known.keep(ref, revision, state);
    const resourceVersion = resourceVersionOf(revision);
    const how = { ...(initial ? { initial: true as const } : {}), ...(inferred ? { inferred } : {}), ...(repaired ? { repaired } : {}) };
    this.#append({ kind: "object", ...this.#stamp(moment), type, ref, resourceVersion, revision, ...how });
    if (selectingKinds.has(ref.kind) && this.#options.membership.selections !== this.#selections) this.#admitSelected(arrival);
  }

  /** A new uid under the name of an object that exists shows that the old one is gone. */
  #endPredecessor(ref: ObjectRef, { state, moment }: Arrival): void {
    const old = this.#known.predecessor(ref, state);
    if (old !== undefined) this.#emitChange({ state, type: "DELETED", revision: old.revision, moment, initial: false, inferred: true });
  }

  /** Objects that existed before, or wait, and that a recorded Service, Ingress or StatefulSet selects now. */
  #admitSelected({ state, moment }: Arrival): void {
    this.#selections = this.#options.membership.selections;
    for (const revision of this.#options.membership.admitDeferred()) {
      this.#emitChange({ state, moment, type: "ADDED", revision, initial: true });
      this.#queue.accept(uidOf(revision));
    }
    this.#queue.acceptSelection();
  }

  #append(frame: NewFrame): void {
    const sequence = this.#options.writer.append(frame);
    this.#options.listener.frame({ ...frame, sequence });
  }

  /** Frames of several streams meet here; a delayed one must not decrease the offset. */
  #stamp(moment: FrameTime): Pick<ObjectFrame, "offsetMs" | "observedAt"> {
    this.#lastOffsetMs = Math.max(this.#lastOffsetMs, moment.offsetMs);
    return { offsetMs: this.#lastOffsetMs, observedAt: moment.observedAt };
  }
}

/** What is selected comes after the frame of what selects it. */
const selectingKinds: ReadonlySet<string> = new Set(["Service", "Ingress", "StatefulSet"]);

/** Every state before an inferred deletion was recorded, and redacted then. */
function lastState(known: Revision, goneAt: string | undefined): Revision {
  return goneAt === undefined ? known : deletedRevision(known, goneAt);
}
