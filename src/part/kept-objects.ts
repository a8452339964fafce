import { closest, UsageError } from "../errors.js";
import { eventSubject } from "../lifecycle/fields/kube-event.js";
import { groupOf, type KubeObject, type ObjectRef, type Uid } from "../model/kube-object.js";
import { apiVersionOf } from "../model/resource-type.js";
import type { SessionReader, StreamInfo } from "../model/session.js";
import { StrippedFrames } from "../model/stripped-frames.js";
import { chooseObjects } from "../replay/choose-objects.js";
import { isKind } from "../replay/kind-words.js";
import type { Cut } from "./cut.js";
import type { PartSpan } from "./part-span.js";
import { RelatedObjects } from "./related-objects.js";

/** What a part holds of the objects of the whole. */
export interface KeptObjects {
  /** Each that the part holds a frame of, in the order in which the whole shows them first. */
  readonly refs: ReadonlyMap<Uid, ObjectRef>;
  /** Of these, those that existed before the first frame of its time. */
  readonly existing: ReadonlySet<Uid>;
  /** Frames of objects within its time. */
  readonly frames: number;
}

/** One incarnation, as far as the part lasts. */
interface Seen {
  readonly ref: ObjectRef;
  /** Of a Kubernetes Event. */
  readonly subject?: Subject;
  /** Before the part began. */
  exists: boolean;
  /** Within the part. */
  frames: number;
}

/** What a Kubernetes Event is about: its uid where it gives one, and its name. */
interface Subject {
  readonly uid: string | undefined;
  readonly key: string;
}

type Reader = Pick<SessionReader, "summary" | "visitFrames">;

/**
 * Reads the session once, up to where the part ends, for what the part holds: the chosen objects with all that comes along with them (see
 * `RelatedObjects`), of these the chosen kinds, and the Kubernetes Events about what is left. An Event about an object that was deleted before the
 * part began is left out: who reads the part would take it for one about an object that nobody recorded.
 *
 * Rejects with `UsageError` where a word matches nothing, or nothing is left.
 */
export async function keptObjects(session: Reader, cut: Cut, span: PartSpan, signal?: AbortSignal): Promise<KeptObjects> {
  const objects = new SeenObjects(span, cut.objects !== undefined);
  const stripped = new StrippedFrames();
  await session.visitFrames(
    (frame) => {
      if (frame.kind === "object")
        objects.observe(frame.ref, frame.sequence, frame.type === "DELETED", () => stripped.strip(frame)?.revision.object);
    },
    { toSequence: span.toSequence, signal },
  );
  signal?.throwIfAborted();
  return objects.keep(cut, session.summary.header.streams);
}

class SeenObjects {
  readonly #span: PartSpan;
  readonly #all = new Map<Uid, Seen>();
  readonly #byName = new Map<string, Seen[]>();
  readonly #related: RelatedObjects | undefined;

  constructor(span: PartSpan, withRelated: boolean) {
    this.#span = span;
    this.#related = withRelated ? new RelatedObjects() : undefined;
  }

  observe(ref: ObjectRef, sequence: number, isDeletion: boolean, read: () => KubeObject | undefined): void {
    const seen = this.#all.get(ref.uid) ?? this.#add(ref, read);
    if (sequence < this.#span.fromSequence) seen.exists = !isDeletion;
    else seen.frames++;
    if (this.#related === undefined || isEventRef(ref)) return;
    const object = read();
    if (object !== undefined) this.#related.observe(ref, object);
  }

  #add(ref: ObjectRef, read: () => KubeObject | undefined): Seen {
    const subject = isEventRef(ref) ? subjectOf(read()) : undefined;
    const seen: Seen = { ref, ...(subject === undefined ? {} : { subject }), exists: false, frames: 0 };
    this.#all.set(ref.uid, seen);
    const key = nameKey(ref);
    const named = this.#byName.get(key);
    if (named === undefined) this.#byName.set(key, [seen]);
    else named.push(seen);
    return seen;
  }

  keep({ objects, kinds }: Cut, streams: readonly StreamInfo[]): KeptObjects {
    const refs = [...this.#all.values()].map(({ ref }) => ref);
    const related = objects === undefined ? undefined : this.#withRelated(objects, refs);
    if (kinds !== undefined) requireKinds(kinds, refs, streams);
    const isChosen = ({ ref }: Seen) =>
      (related === undefined || related.has(ref.uid)) && (kinds === undefined || kinds.some((word) => isKind(word, ref)));
    const isAlone = objects === undefined && kinds === undefined;
    const isKept = (seen: Seen) => {
      if (!isEventRef(seen.ref)) return isChosen(seen);
      // Chosen by its own name or kind, whatever it is about.
      if (!isAlone && isChosen(seen)) return true;
      const subjects = this.#subjectsOf(seen);
      return subjects === undefined ? isAlone : subjects.some((subject) => isInPart(subject) && isChosen(subject));
    };
    const kept = [...this.#all.values()].filter((seen) => isInPart(seen) && isKept(seen));
    if (kept.length === 0) throw nothingInTime(objects ?? kinds);
    return {
      refs: new Map(kept.map(({ ref }) => [ref.uid, ref])),
      existing: new Set(kept.filter(({ exists }) => exists).map(({ ref }) => ref.uid)),
      frames: kept.reduce((sum, { frames }) => sum + frames, 0),
    };
  }

  #withRelated(words: readonly string[], refs: readonly ObjectRef[]): ReadonlySet<Uid> {
    const chosen = chooseObjects(words, refs).flatMap((uid) => this.#all.get(uid)?.ref ?? []);
    return this.#related?.with(chosen, (uid) => this.#all.get(uid)?.ref) ?? new Set();
  }

  /** The recorded objects that an Event is about; undefined where it is about none of them. */
  #subjectsOf({ subject }: Seen): readonly Seen[] | undefined {
    if (subject === undefined) return undefined;
    const own = subject.uid === undefined ? undefined : this.#all.get(subject.uid as Uid);
    return own === undefined ? this.#byName.get(subject.key) : [own];
  }
}

function isInPart({ exists, frames }: Seen): boolean {
  return exists || frames > 0;
}

function isEventRef({ kind, apiVersion }: ObjectRef): boolean {
  return kind === "Event" && (groupOf(apiVersion) === "" || groupOf(apiVersion) === "events.k8s.io");
}

function subjectOf(event: KubeObject | undefined): Subject | undefined {
  const subject = event === undefined ? undefined : eventSubject(event);
  return subject === undefined ? undefined : { uid: subject.uid, key: nameKey(subject) };
}

/** The kubelet gives its Node the namespace of the Event. */
function nameKey({ kind, apiVersion, namespace, name }: Omit<ObjectRef, "uid">): string {
  const group = groupOf(apiVersion);
  return `${kind}.${group}/${kind === "Node" && group === "" ? "" : (namespace ?? "")}/${name}`;
}

/** A kind that was watched may be named, though no object of it was there. */
function requireKinds(words: readonly string[], refs: readonly ObjectRef[], streams: readonly StreamInfo[]): void {
  const watched = streams.map((stream) => ({ kind: stream.kind, apiVersion: apiVersionOf(stream) }));
  const known = [...refs, ...watched];
  const unknown = words.find((word) => !known.some((ref) => isKind(word, ref)));
  if (unknown === undefined) return;
  const kinds = [...new Set(known.map(({ kind }) => kind))].sort();
  const near = closest(unknown, kinds);
  throw new UsageError(`no objects of kind "${unknown}" in this session`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}the session has ${kinds.slice(0, maxNamed).join(", ")}${kinds.length > maxNamed ? ` and ${kinds.length - maxNamed} more` : ""}`,
  });
}

const maxNamed = 12;

/** `words`: of which objects or kinds. */
export function nothingInTime(words: readonly string[] | undefined): UsageError {
  return new UsageError(
    words === undefined ? "nothing was recorded in this time" : `nothing of ${words.join(", ")} was recorded in this time`,
    { hint: "choose an earlier --from or a later --to" },
  );
}
