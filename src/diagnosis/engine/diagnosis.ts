import { isTrue } from "../../lifecycle/fields/conditions.js";
import { textsAt } from "../../lifecycle/fields/fields.js";
import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { selects } from "../evidence/selects.js";
import { makesFor } from "../evidence/workloads-for-selector.js";
import { familiesOf } from "../rules/rules.js";
import type { CandidateFinding } from "./candidate-finding.js";
import { inOrder } from "./chains.js";
import type { Episode } from "./episode.js";
import { Episodes } from "./episodes.js";
import { EventHistory, subjectOf } from "./event-history.js";
import type { Finding } from "./finding.js";
import { gapFindings } from "./gap-findings.js";
import { withMissingThings } from "./missing-things.js";
import type { RuleContext } from "./symptom.js";
import { type RecordedScope, serviceNameOf, World } from "./world.js";

export interface DiagnosisOptions {
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs?: number | undefined;
  /** What was recorded, from the session's header: only where a kind was recorded whole is what was not seen not there. */
  readonly scope?: RecordedScope | undefined;
}

/** What had to be seen of more gaps is not kept. */
const maxGaps = 200;

/**
 * Recognises failures in the frames of a session, live or read: feed it every frame in sequence, ask for the findings at any moment.
 * Keeps one revision of each object that lives, the newest Events about it, and the failures; nothing of the frames gone by.
 */
export class Diagnosis {
  readonly #world: World;
  readonly #told = new Map<string, EventHistory>();
  readonly #episodes = new Episodes();
  readonly #gaps: GapFrame[] = [];
  #lastMs = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#world = new World(options);
  }

  note(frame: StrippedFrame | GapFrame): void {
    this.#lastMs = Math.max(this.#lastMs, frame.offsetMs);
    if (frame.kind === "gap") {
      if (this.#gaps.length < maxGaps) this.#gaps.push(frame);
      return;
    }
    const object = readable(frame);
    if (object === undefined) return;
    if (isKubeEvent(object)) this.#noteEvent(frame, object);
    else this.#noteObject(frame);
  }

  /**
   * What is known by now, causes before their consequences. `nowMs`: the moment, ms since session start, for failures that show in nothing
   * happening; default: the last frame's. `sure`: leaves out what may still pass at once.
   */
  findings(nowMs = this.#lastMs, sure = false): readonly Finding[] {
    const drafts = this.#episodes.all().flatMap((episode) => draftOf(episode, nowMs, sure));
    return [...inOrder(withMissingThings(drafts, this.#world), this.#world), ...gapFindings(this.#gaps)];
  }

  /** Grows whenever the findings may have become others, but for the passing of time. */
  get changes(): number {
    return this.#episodes.changes;
  }

  #noteEvent(frame: StrippedFrame, event: KubeObject): void {
    const subject = subjectOf(event);
    if (subject === undefined || familiesOf(subject).length === 0) return;
    const uid = this.#world.named(qualifiedKind(subject), subject.namespace, subject.name)?.ref.uid ?? subject.uid;
    const told = this.#told.get(uid) ?? new EventHistory();
    if (told.note(frame, event) === undefined) return;
    this.#told.set(uid, told);
    this.#look(this.#sightOf({ ...subject, uid }), frame);
  }

  #noteObject(frame: StrippedFrame): void {
    const before = this.#world.note(frame);
    const sight = this.#sightOf(frame.ref, before?.object, frame);
    if (frame.type === "DELETED") {
      this.#episodes.close(sight, frame);
      this.#told.delete(frame.ref.uid);
    } else this.#look(sight, frame);
    for (const touched of this.#touchedBy(frame)) this.#look(this.#sightOf(touched), frame);
  }

  #look(sight: RuleContext, frame: StrippedFrame): void {
    this.#episodes.look(familiesOf(sight.ref), sight, frame);
  }

  #sightOf(ref: ObjectRef, before?: KubeObject, deleted?: StrippedFrame): RuleContext {
    const living = this.#world.get(ref.uid);
    const frame = living?.frame ?? deleted;
    return {
      ref: frame?.ref ?? ref,
      object: frame?.revision.object ?? stubOf(ref),
      before,
      frame,
      told: this.#told.get(ref.uid) ?? noEvents,
      world: this.#world,
    };
  }

  /** Objects that must be looked at again since another one changed. */
  #touchedBy({ ref, revision, type }: StrippedFrame): readonly ObjectRef[] {
    switch (qualifiedKind(ref)) {
      case "EndpointSlice":
      case "Endpoints":
        return this.#named("Service", ref.namespace, serviceNameOf(revision.object));
      case "Pod":
        return type === "MODIFIED" ? [] : this.#troubledServicesOf(ref.namespace, (selector) => selects(selector, revision.object));
      case "Deployment":
      case "StatefulSet":
        return type === "ADDED" ? this.#troubledServicesOf(ref.namespace, (selector) => makesFor(selector, revision.object)) : [];
      case "Service":
        return type === "MODIFIED" ? [] : [...this.#world.ofKind("Ingress", ref.namespace)].map((ingress) => ingress.ref);
      case "Job":
        return isTrue(revision.object, "Complete") ? this.#troubledPodsOf(ref) : [];
      default:
        return [];
    }
  }

  /** Pods with something wrong that no longer matters once their Job has completed. */
  #troubledPodsOf(job: ObjectRef): readonly ObjectRef[] {
    const pods = [...this.#world.ofKind("Pod", job.namespace)].map((pod) => pod.ref);
    return pods.filter(({ uid }) => this.#world.controllersOf(uid)[0] === job.uid && this.#episodes.isOpen(uid));
  }

  /** Services with something wrong that a Pod which comes or goes, or what makes such Pods, can change. */
  #troubledServicesOf(namespace: string | undefined, isMeant: (selector: ReadonlyMap<string, string>) => boolean): readonly ObjectRef[] {
    const troubled = [...this.#world.ofKind("Service", namespace)].filter(({ ref }) => this.#episodes.isOpen(ref.uid));
    return troubled.filter(({ object }) => isMeant(textsAt(object, "spec", "selector"))).map(({ ref }) => ref);
  }

  #named(kind: string, namespace: string | undefined, name: string | undefined): readonly ObjectRef[] {
    const living = name === undefined ? undefined : this.#world.named(kind, namespace, name);
    return living === undefined ? [] : [living.ref];
  }
}

export interface DiagnoseOptions {
  /** The sequence of the last frame to look at. Default: the whole session. */
  readonly at?: number;
  /** The moment of the diagnosis, ms since session start. Default: the end of the session, or the frame `at`. */
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
}

/** Reads a session once and says what went wrong in it. Ends early, with what it has seen, when the signal aborts. */
export async function diagnose(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  options: DiagnoseOptions = {},
): Promise<readonly Finding[]> {
  const { at, signal } = options;
  const { header } = reader.summary;
  const diagnosis = new Diagnosis({ clockOffsetMs: header.server?.clockOffsetMs, scope: header });
  const stripped = new StrippedFrames();
  await reader.visitFrames(
    (frame) => {
      const readable = frame.kind === "object" ? stripped.strip(frame) : frame;
      if (readable !== undefined) diagnosis.note(readable);
    },
    { signal, ...(at === undefined ? {} : { toSequence: at }) },
  );
  return diagnosis.findings(options.nowMs ?? (at === undefined ? reader.summary.durationMs : undefined));
}

function draftOf(episode: Episode, nowMs: number, sure: boolean): readonly CandidateFinding[] {
  const finding = episode.finding(nowMs, sure);
  return finding === undefined ? [] : [{ ...episode.symptom, finding }];
}

const noEvents = new EventHistory();

/** A frame whose bytes are no object has nothing to say. */
function readable(frame: StrippedFrame): KubeObject | undefined {
  try {
    return frame.revision.object;
  } catch {
    return undefined;
  }
}

function stubOf(ref: ObjectRef): KubeObject {
  const { apiVersion, kind, name, namespace, uid } = ref;
  return { apiVersion, kind, metadata: { name, uid, ...(namespace === undefined ? {} : { namespace }) } };
}
