import type { NewFrame, ObjectFrame } from "../model/frame.js";
import { groupOf, type ObjectRef, type Uid } from "../model/kube-object.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import type { ForeignMoment } from "./foreign-frames.js";
import { creationTime } from "./own-time.js";

type NewObjectFrame = Extract<NewFrame, { kind: "object" }>;

/** An object that exists, by what came so far. */
interface Existing {
  readonly ref: ObjectRef;
  readonly revision: Revision;
}

/**
 * Brings frames of several inputs together that may speak of the same objects. The rules:
 *
 *  1. A revision that is known (same uid and resourceVersion), or older than what is known, is left out, unless it is a deletion.
 *  2. An object that is ADDED although it exists has changed in between: MODIFIED, of a type that nobody says.
 *  3. A state after the deletion of its object is an old one, and left out.
 *  4. A new uid under the kind, namespace and name of an object that exists, and is older, shows that the old one is gone: an inferred deletion.
 */
export class MergedFrames {
  readonly #isSingle: boolean;
  readonly #existing = new Map<Uid, Existing>();
  readonly #names = new Map<string, Uid>();
  readonly #deleted = new Set<Uid>();

  /** `isSingle`: the frames are those of one input, which stay as they are. */
  constructor({ isSingle }: { readonly isSingle: boolean }) {
    this.#isSingle = isSingle;
  }

  /** A state of an object that existed when its input was made. */
  *takeState(revision: Revision, moment: ForeignMoment): Generator<NewFrame, void, void> {
    const { ref, resourceVersion } = revision.head;
    yield* this.#takeObject({ kind: "object", ...moment, type: "ADDED", ref, resourceVersion, revision, initial: true });
  }

  *take(frame: NewFrame): Generator<NewFrame, void, void> {
    if (frame.kind === "gap" || this.#isSingle) yield frame;
    else yield* this.#takeObject(frame);
  }

  *#takeObject(frame: NewObjectFrame): Generator<NewFrame, void, void> {
    const { ref, type, revision } = frame;
    if (this.#deleted.has(ref.uid)) return;
    const known = this.#existing.get(ref.uid);
    if (type === "DELETED") {
      this.#forget(ref);
      yield frame;
      return;
    }
    if (known !== undefined && !isNewer(revision, known.revision)) return;
    if (known === undefined) yield* this.#replace(frame);
    this.#existing.set(ref.uid, { ref, revision: revision.withoutParsed });
    this.#names.set(nameOf(ref), ref.uid);
    if (known === undefined || type === "MODIFIED") yield frame;
    else {
      const { initial: _, ...rest } = frame;
      yield { ...rest, type: "MODIFIED", typeUnknown: true };
    }
  }

  *#replace({ ref, revision, offsetMs, observedAt }: NewObjectFrame): Generator<NewFrame, void, void> {
    const old = this.#existing.get(this.#names.get(nameOf(ref)) ?? ref.uid);
    const [oldMs, newMs] = [old && creationTime(old.revision.object), creationTime(revision.object)];
    if (old === undefined || oldMs === undefined || newMs === undefined || oldMs >= newMs) return;
    this.#forget(old.ref);
    const { resourceVersion } = old.revision.head;
    const gone: Pick<ObjectFrame, "type" | "ref" | "resourceVersion" | "revision" | "inferred"> = {
      ...{ type: "DELETED", ref: old.ref, resourceVersion, revision: old.revision, inferred: true },
    };
    yield { kind: "object", offsetMs, observedAt, ...gone };
  }

  #forget(ref: ObjectRef): void {
    this.#existing.delete(ref.uid);
    this.#deleted.add(ref.uid);
    if (this.#names.get(nameOf(ref)) === ref.uid) this.#names.delete(nameOf(ref));
  }
}

/** Where versions cannot be compared, what comes later is newer unless it is the same. */
function isNewer(revision: Revision, known: Revision): boolean {
  const [now, before] = [revision.head.resourceVersion, known.head.resourceVersion];
  return now === "" || before === "" || (now !== before && (compareResourceVersions(now, before) ?? 1) > 0);
}

function nameOf({ apiVersion, kind, namespace = "", name }: ObjectRef): string {
  return `${kind}.${groupOf(apiVersion)}/${namespace}/${name}`;
}
