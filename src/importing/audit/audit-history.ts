import { toRfc3339 } from "../../io/clock.js";
import { assertNever } from "../../model/assert-never.js";
import { isFinalState } from "../../model/final-state.js";
import type { NewFrame, ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import { Revision } from "../../model/revision.js";
import type { DeletionOptions } from "./audit-change.js";
import type { AuditSpool, SortedEntry } from "./audit-spool.js";
import { boundState, deletingState, deletionDelay, evictedState, scaledState, withMetadata } from "./derived-state.js";
import { detailOfEntry, type SpooledChange, type SpooledDetail } from "./entry-detail.js";
import { KnownByName } from "./known-by-name.js";
import { type KnownState, KnownStates } from "./known-states.js";

/**
 * Makes frames of what a spool sorted. The rules:
 *
 *  1. An answer with the object is a state of it. A state that is known already (same uid and resourceVersion: a patch that changed nothing) is no change.
 *  2. The first state is ADDED; it is `initial` unless the request created the object.
 *  3. An object is gone where the answer to its deletion says so or shows it without a deletionTimestamp, and where any answer shows a final state (see
 *     `isFinalState`): who removes the last finalizer deletes it. Else its deletion was granted, and it waits.
 *  4. Binding, eviction, scale, deletions that answer with a `Status`, those of collections and answers with metadata alone have no state in their answer:
 *     it is derived from the last known one, and marked `derived`. Without a known one, only the name is known.
 *  5. A new uid under the name of an object that exists shows that the old one is gone: an inferred deletion.
 */
export class AuditHistory {
  readonly #spool: AuditSpool;
  readonly #states: KnownStates;
  readonly #named = new KnownByName();
  #startMicros: number | undefined;
  #lastMicros = 0;
  #derived = 0;
  #late = 0;

  constructor(spool: AuditSpool) {
    this.#spool = spool;
    this.#states = new KnownStates(spool);
  }

  *frames(): Generator<NewFrame, void, void> {
    for (const entry of this.#spool.sorted()) {
      const detail = detailOfEntry(entry.detail);
      // Without a state there is nothing to begin with.
      if (detail.change.kind !== "named") this.#startMicros ??= entry.timeMicros;
      this.#lastMicros = Math.max(this.#lastMicros, entry.timeMicros);
      yield* this.#changes(entry, detail);
    }
  }

  /** The time of the first frame, RFC 3339. Known once there is one. */
  get startedAt(): string {
    return timeText(this.#startMicros ?? this.#lastMicros);
  }

  /** What the frames do not say, for people. */
  omissions(): readonly string[] {
    const { text } = this.#named;
    return [
      ...(text === undefined ? [] : [text]),
      ...(this.#derived === 0
        ? []
        : [
            `answers: ${counted(this.#derived, "state")} derived from requests (binding, eviction, scale, deletion, metadata), which answer without the object`,
          ]),
      ...(this.#late === 0 ? [] : [`order: ${counted(this.#late, "change")} came after a later one of the same object, and were left out`]),
    ];
  }

  *#changes(entry: SortedEntry, detail: SpooledDetail): Generator<NewFrame, void, void> {
    const { change } = detail;
    switch (change.kind) {
      case "state":
        yield* this.#state(entry, detail, change);
        return;
      case "gone":
        yield* this.#derive(entry, detail, this.#find(detail, change.uid), undefined);
        return;
      case "collected":
        yield* this.#collected(entry, detail, change);
        return;
      case "deletion":
        yield* this.#deletion(entry, detail, this.#find(detail, change.uid), change);
        return;
      case "metadata":
        yield* this.#metadata(entry, detail, change);
        return;
      case "binding": {
        const at = `${timeText(entry.timeMicros).slice(0, 19)}Z`;
        yield* this.#derive(entry, detail, this.#find(detail, change.uid), (pod) => boundState(pod, change.node, change.annotations, at));
        return;
      }
      case "scale": {
        const known = this.#find(detail, change.uid);
        if (known !== undefined && this.#isKnown(known, change.resourceVersion)) return;
        yield* this.#derive(entry, detail, known, (object) => scaledState(object, change.replicas, change.resourceVersion));
        return;
      }
      case "named":
        this.#named.add(detail.target, timeText(entry.timeMicros));
        return;
      default:
        assertNever(change);
    }
  }

  *#state(
    entry: SortedEntry,
    detail: SpooledDetail,
    { isCreation, isDeletion }: Extract<SpooledChange, { kind: "state" }>,
  ): Generator<NewFrame, void, void> {
    const revision = this.#bodyOf(entry);
    const { ref, resourceVersion } = revision.head;
    const known = this.#states.ofUid(ref.uid);
    const isGone = isRemoved(revision, detail.actor.verb, isDeletion);
    if (known?.isGone) this.#late++;
    if (known?.isGone || (known !== undefined && !isGone && this.#isKnown(known, resourceVersion))) return;
    if (known === undefined && !isGone) yield* this.#replace(entry, detail);
    const initial = known === undefined && !isGone && !isCreation ? { initial: true as const } : {};
    const type = isGone ? "DELETED" : known === undefined ? "ADDED" : "MODIFIED";
    yield { ...this.#frame(entry, detail, { type, ref, resourceVersion, revision }), ...initial };
    this.#states.set(detail.target, { ref, resourceVersion, body: entry.id, ...(isGone ? { isGone } : {}) });
  }

  *#metadata(
    entry: SortedEntry,
    detail: SpooledDetail,
    { isDeletion }: Extract<SpooledChange, { kind: "metadata" }>,
  ): Generator<NewFrame, void, void> {
    const partial = this.#bodyOf(entry);
    const { ref, resourceVersion } = partial.head;
    const known = this.#find(detail, ref.uid);
    // Metadata does not show what a spec holds an object with, as that of a Namespace.
    const whole = known === undefined || known.isGone ? undefined : this.#states.revision(known).object;
    const isGone = isRemoved(
      partial,
      detail.actor.verb,
      isDeletion,
      whole === undefined ? partial.object : withMetadata(whole, partial.object),
    );
    if (known !== undefined && !isGone && this.#isKnown(known, resourceVersion)) return;
    yield* this.#derive(entry, detail, known, isGone ? undefined : (last) => withMetadata(last, partial.object));
  }

  /** As one of a collection. What was found before may be all that is known of it. */
  *#collected(entry: SortedEntry, detail: SpooledDetail, options: DeletionOptions): Generator<NewFrame, void, void> {
    const revision = this.#bodyOf(entry);
    const { ref, resourceVersion } = revision.head;
    const known = this.#states.ofUid(ref.uid);
    if (known === undefined) {
      yield* this.#replace(entry, detail);
      const { actor: _, ...found } = this.#frame(entry, detail, { type: "ADDED", ref, resourceVersion, revision });
      yield { ...found, initial: true };
      this.#states.set(detail.target, { ref, resourceVersion, body: entry.id });
    }
    yield* this.#deletion(entry, detail, this.#states.ofUid(ref.uid), options);
  }

  /** A deletion that was granted, of a state that no answer has. */
  *#deletion(
    entry: SortedEntry,
    detail: SpooledDetail,
    known: KnownState | undefined,
    options: DeletionOptions,
  ): Generator<NewFrame, void, void> {
    const object = known === undefined || known.isGone ? undefined : this.#states.revision(known).object;
    // Who asks again changes nothing.
    if (object?.metadata.deletionTimestamp !== undefined) return;
    const delay = object === undefined ? undefined : deletionDelay(object, options);
    if (delay === undefined) return yield* this.#derive(entry, detail, known, undefined);
    const ms = entry.timeMicros / 1000;
    const at = `${timeText(entry.timeMicros).slice(0, 19)}Z`;
    const isEviction = detail.change.kind === "deletion" && detail.change.isEviction;
    yield* this.#derive(entry, detail, known, (last) => deletingState(isEviction ? evictedState(last, at) : last, ms, delay));
  }

  /** `next`: the state after the last known one; undefined where it is gone. */
  *#derive(
    entry: SortedEntry,
    detail: SpooledDetail,
    known: KnownState | undefined,
    next: ((object: KubeObject) => KubeObject) | undefined,
  ): Generator<NewFrame, void, void> {
    if (known === undefined) {
      this.#named.add(detail.target, timeText(entry.timeMicros));
      return;
    }
    // Both the answer and the last state say that it is gone.
    if (known.isGone) return;
    this.#derived++;
    const { ref } = known;
    const last = this.#states.revision(known);
    if (next === undefined) {
      yield {
        ...this.#frame(entry, detail, { type: "DELETED", ref, resourceVersion: known.resourceVersion, revision: last }),
        derived: true,
      };
      this.#states.set(detail.target, { ...known, isGone: true });
      return;
    }
    const revision = Revision.ofObject(next(last.object));
    const { resourceVersion } = revision.head;
    yield { ...this.#frame(entry, detail, { type: "MODIFIED", ref, resourceVersion, revision }), derived: true };
    // The version before stays known: one that is not later is no change.
    const version = resourceVersion === "" ? known.resourceVersion : resourceVersion;
    this.#states.set(detail.target, { ref, resourceVersion: version, body: this.#spool.keep(revision.bytes) });
  }

  /** The deletion of an older object that had the name of this new one. */
  *#replace(entry: SortedEntry, { target }: SpooledDetail): Generator<NewFrame, void, void> {
    const old = this.#states.ofTarget(target);
    if (old === undefined) return;
    const { ref, resourceVersion } = old;
    const revision = this.#states.revision(old);
    yield { kind: "object", ...this.#moment(entry), type: "DELETED", ref, resourceVersion, revision, inferred: true };
    this.#states.set(target, { ...old, isGone: true });
  }

  #find({ target }: SpooledDetail, uid: string | undefined): KnownState | undefined {
    return (uid === undefined ? undefined : this.#states.ofUid(uid)) ?? this.#states.ofTarget(target);
  }

  /** Whether a version was seen, or is older than one that was. */
  #isKnown(known: KnownState, resourceVersion: string): boolean {
    const order = compareResourceVersions(resourceVersion, known.resourceVersion);
    if (order !== undefined && order < 0) this.#late++;
    return resourceVersion === known.resourceVersion || (order !== undefined && order <= 0);
  }

  #bodyOf({ id }: SortedEntry): Revision {
    const bytes = this.#spool.body(id);
    if (bytes === undefined) throw new RangeError("an entry without its state");
    return new Revision(bytes);
  }

  #frame(entry: SortedEntry, { actor }: SpooledDetail, state: StateOfFrame) {
    return { kind: "object" as const, ...this.#moment(entry), ...state, actor };
  }

  #moment({ timeMicros }: SortedEntry): { readonly offsetMs: number; readonly observedAt: string } {
    return { offsetMs: (timeMicros - (this.#startMicros ?? timeMicros)) / 1000, observedAt: timeText(timeMicros) };
  }
}

type StateOfFrame = Pick<ObjectFrame, "type" | "ref" | "resourceVersion" | "revision">;

/** After this answer. `isDeletion`: it answers a deletion. `object`: the whole state, where the answer has only a part. */
function isRemoved(revision: Revision, verb: string, isDeletion: boolean, object?: KubeObject): boolean {
  if (!revision.mentions("deletionTimestamp")) return isDeletion;
  return isFinalStateAfter(verb, object ?? revision.object) || (isDeletion && revision.object.metadata.deletionTimestamp === undefined);
}

/**
 * As the API server's `ShouldDeleteDuringUpdate`: an update or a patch that leaves no finalizer deletes also what has no grace period at all, as a Namespace.
 * The answer to a deletion without one says only that the deletion was granted.
 */
function isFinalStateAfter(verb: string, object: KubeObject): boolean {
  return isFinalState(object, verb === "update" || verb === "patch" ? 0 : undefined);
}

function timeText(micros: number): string {
  return toRfc3339(Math.floor(micros / 1000));
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
