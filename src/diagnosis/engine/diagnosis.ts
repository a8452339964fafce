import { isTrue } from "../../lifecycle/fields/conditions.js";
import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import { textsAt } from "../../model/fields.js";
import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { selectsPod, selectsTemplate } from "../evidence/workloads-for-selector.js";
import { rulesOf } from "../rules/rules.js";
import type { CandidateFinding } from "./candidate-finding.js";
import type { Episode } from "./episode.js";
import { Episodes } from "./episodes.js";
import { EventHistory, eventSubjectRef } from "./event-history.js";
import type { Finding } from "./finding.js";
import { gapFindings } from "./gap-findings.js";
import { linkCauses } from "./link-causes.js";
import { withMissingReferences } from "./missing-references.js";
import type { RuleContext } from "./symptom.js";
import { LiveObjects, type RecordedScope, serviceNameOf } from "./world.js";

export interface DiagnosisOptions {
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs?: number | undefined;
  /** What was recorded, from the session's header: only where all objects of a kind were, what was not seen does not exist. */
  readonly scope?: RecordedScope | undefined;
}

/** Further gaps are dropped. */
const maxGaps = 200;

/**
 * Recognises failures in the frames of a session, live or stored: give it every frame in sequence, ask for the findings at any moment.
 * It keeps one revision of each living object, the newest Events about it, and the episodes; nothing of earlier frames.
 */
export class Diagnosis {
  readonly #world: LiveObjects;
  readonly #events = new Map<string, EventHistory>();
  readonly #episodes = new Episodes();
  readonly #gaps: GapFrame[] = [];
  #lastMs = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#world = new LiveObjects(options);
  }

  observe(frame: StrippedFrame | GapFrame): void {
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
   * The findings by now, causes before their consequences. `nowMs`: the moment, ms since session start, for failures that show in nothing
   * happening; default: the last frame's. `confirmedOnly`: leaves out what may still prove transient.
   */
  findings(nowMs = this.#lastMs, confirmedOnly = false): readonly Finding[] {
    const candidates = this.#episodes.all().flatMap((episode) => candidateOf(episode, nowMs, confirmedOnly));
    return [...linkCauses(withMissingReferences(candidates, this.#world), this.#world), ...gapFindings(this.#gaps)];
  }

  /** Grows whenever the findings may have changed, except by the passing of time. */
  get changes(): number {
    return this.#episodes.changes;
  }

  #noteEvent(frame: StrippedFrame, event: KubeObject): void {
    const subject = eventSubjectRef(event);
    if (subject === undefined || rulesOf(subject).length === 0) return;
    const uid = this.#world.named(qualifiedKind(subject), subject.namespace, subject.name)?.ref.uid ?? subject.uid;
    const events = this.#events.get(uid) ?? new EventHistory();
    if (!events.note(frame, event)) return;
    this.#events.set(uid, events);
    this.#evaluate(this.#contextOf({ ...subject, uid }), frame);
  }

  #noteObject(frame: StrippedFrame): void {
    const before = this.#world.note(frame);
    const context = this.#contextOf(frame.ref, before?.object, frame);
    if (frame.type === "DELETED") {
      this.#episodes.removeObject(context, frame);
      this.#events.delete(frame.ref.uid);
    } else this.#evaluate(context, frame);
    for (const ref of this.#affectedBy(frame)) this.#evaluate(this.#contextOf(ref), frame);
  }

  #evaluate(context: RuleContext, frame: StrippedFrame): void {
    this.#episodes.evaluate(rulesOf(context.ref), context, frame);
  }

  #contextOf(ref: ObjectRef, before?: KubeObject, deleted?: StrippedFrame): RuleContext {
    const frame = this.#world.get(ref.uid)?.frame ?? deleted;
    return {
      ref: frame?.ref ?? ref,
      object: frame?.revision.object ?? stubOf(ref),
      before,
      frame,
      events: this.#events.get(ref.uid) ?? noEvents,
      world: this.#world,
    };
  }

  /** Other objects whose rules look at this one: they are evaluated again. */
  #affectedBy({ ref, revision, type }: StrippedFrame): readonly ObjectRef[] {
    switch (qualifiedKind(ref)) {
      case "EndpointSlice":
      case "Endpoints":
        return this.#named("Service", ref.namespace, serviceNameOf(revision.object));
      case "Pod":
        return type === "MODIFIED" ? [] : this.#openServicesIn(ref.namespace, (selector) => selectsPod(selector, revision.object));
      case "Deployment":
      case "StatefulSet":
        return type === "ADDED" ? this.#openServicesIn(ref.namespace, (selector) => selectsTemplate(selector, revision.object)) : [];
      case "Service":
        return type === "MODIFIED" ? [] : [...this.#world.ofKind("Ingress", ref.namespace)].map((ingress) => ingress.ref);
      case "Job":
        return isTrue(revision.object, "Complete") ? this.#openPodsOf(ref) : [];
      default:
        return [];
    }
  }

  /** Pods with an open episode, which no longer matters once their Job has completed. */
  #openPodsOf(job: ObjectRef): readonly ObjectRef[] {
    const pods = [...this.#world.ofKind("Pod", job.namespace)].map((pod) => pod.ref);
    return pods.filter(({ uid }) => this.#world.controllersOf(uid)[0] === job.uid && this.#episodes.isOpen(uid));
  }

  /** Services with an open episode that a new or deleted Pod, or a new workload, can change. */
  #openServicesIn(namespace: string | undefined, isSelected: (selector: ReadonlyMap<string, string>) => boolean): readonly ObjectRef[] {
    const open = [...this.#world.ofKind("Service", namespace)].filter(({ ref }) => this.#episodes.isOpen(ref.uid));
    return open.filter(({ object }) => isSelected(textsAt(object, "spec", "selector"))).map(({ ref }) => ref);
  }

  #named(kind: string, namespace: string | undefined, name: string | undefined): readonly ObjectRef[] {
    const object = name === undefined ? undefined : this.#world.named(kind, namespace, name);
    return object === undefined ? [] : [object.ref];
  }
}

export interface DiagnoseOptions {
  /** The sequence of the last frame to read. Default: the whole session. */
  readonly at?: number;
  /** The moment of the diagnosis, ms since session start. Default: the end of the session, or the frame `at`. */
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
}

/** Reads a session once and returns its findings. Stops early, with the findings so far, when the signal aborts. */
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
      if (readable !== undefined) diagnosis.observe(readable);
    },
    { signal, ...(at === undefined ? {} : { toSequence: at }) },
  );
  return diagnosis.findings(options.nowMs ?? (at === undefined ? reader.summary.durationMs : undefined));
}

function candidateOf(episode: Episode, nowMs: number, confirmedOnly: boolean): readonly CandidateFinding[] {
  const finding = episode.finding(nowMs, confirmedOnly);
  if (finding === undefined) return [];
  const { causedBy, causeRule, supersededBy, missing, isMomentary, adviceIfUnexplained } = episode.symptom;
  return [
    {
      finding,
      endedByDeletion: episode.endedByDeletion,
      causedBy: causedBy ?? [],
      causeRule,
      supersededBy,
      missing,
      ...(adviceIfUnexplained === undefined ? {} : { adviceIfUnexplained }),
      ...(isMomentary ? { lastMomentMs: episode.lastShownMs } : {}),
    },
  ];
}

const noEvents = new EventHistory();

/** Undefined where the bytes of the frame are no object. */
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
