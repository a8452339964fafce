import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { GapFrame, StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import { harmlessReasons } from "../evidence/event-reasons.js";
import { qualifiedKind } from "../evidence/qualified-kind.js";
import { canBeReplaced } from "../evidence/superseded-by-owner.js";
import { rulesOf } from "../rules/rules.js";
import { AffectedObjects } from "./affected-objects.js";
import { type CandidateFinding, nameKeyOf, siblingKeyOf } from "./candidate-finding.js";
import { CandidateList } from "./candidate-list.js";
import type { Coverage, OtherWarning } from "./coverage.js";
import { type Episode, firstAfter } from "./episode.js";
import { Episodes } from "./episodes.js";
import { countsOf, EventHistory, eventSubjectRef } from "./event-history.js";
import { FailedPods } from "./failed-pods.js";
import type { Finding } from "./finding.js";
import { gapFindings } from "./gap-findings.js";
import { linkCauses } from "./link-causes.js";
import { withMissingReferences } from "./missing-references.js";
import type { RuleContext } from "./symptom.js";
import { UnrecordedObjects } from "./unrecorded-objects.js";
import { LiveObjects, type RecordedScope } from "./world.js";

/** Of more objects that exist at the same time the others are not looked at: ten times what large clusters have. */
const maxLiving = 100_000;

export interface DiagnosisOptions {
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs?: number | undefined;
  /** What was recorded, from the session's header: only where all objects of a kind were, what was not seen does not exist. */
  readonly scope?: RecordedScope | undefined;
}

/** Further gaps are dropped. */
const maxGaps = 200;
/** Of so many objects that are about to arrive the Events are kept. */
const maxExpected = 1000;
/** What began before the first frame that shows it may be explained by an object that is about to arrive. */
const arrivalMs = 10_000;

/**
 * Recognises failures in the frames of a session, live or stored: give it every frame in sequence, ask for the findings at any moment.
 * It keeps one revision of each living object, the newest Events about it, and the latest episodes: its size does not depend on how many objects there were.
 */
export class Diagnosis {
  readonly #world: LiveObjects;
  readonly #events = new Map<string, EventHistory>();
  readonly #episodes = new Episodes((episode) => this.#confirmed.touch(episode));
  /** What is certain at the moments of a reporter. */
  readonly #confirmed = new CandidateList({
    all: () => this.#episodes.all(),
    candidateOf: (episode, nowMs) => (this.#isTooEarly(episode, nowMs) ? undefined : this.#candidateOf(episode, nowMs, true)),
    nextTurnMs: (episode, nowMs) => this.#nextTurnMs(episode, nowMs),
  });
  #linked: LinkedFindings | undefined;
  /** Up to which change of controllers the candidates are right. */
  #knownControllers = 0;
  readonly #gaps: Finding[] = [];
  #gapFrames = 0;
  readonly #unrecorded = new UnrecordedObjects();
  readonly #offsetOf = (serverMs: number, frame: StrippedFrame) => this.#world.offsetOf(serverMs, frame);
  readonly #failedPods = new FailedPods();
  readonly #affected: AffectedObjects;
  /** Of past episodes that are resolved: thousands of them are asked for again and again, and do not change. */
  readonly #pastCandidates = new WeakMap<Episode, CandidateFinding>();
  /** Objects that have Events but have not arrived: they may never do. */
  readonly #expected = new Set<string>();
  #hasEvents = false;
  #isCrowded = false;
  #lastMs = 0;

  constructor(options: DiagnosisOptions = {}) {
    this.#world = new LiveObjects(options);
    this.#affected = new AffectedObjects(this.#world, (uid) => this.#episodes.isOpen(uid));
  }

  observe(frame: StrippedFrame | GapFrame): void {
    this.#lastMs = Math.max(this.#lastMs, frame.offsetMs);
    if (frame.kind === "gap") {
      if (this.#gapFrames++ < maxGaps) for (const finding of gapFindings([frame])) this.#gaps.push(finding);
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
    const candidates = (confirmedOnly ? this.#confirmedAt(nowMs) : undefined) ?? this.#candidatesAt(nowMs, confirmedOnly);
    const known = this.#linked;
    if (known?.candidates === candidates && known.gaps === this.#gaps.length) return known.findings;
    const whole = withMissingReferences(candidates, this.#world);
    const findings = [...linkCauses(whole), ...this.#gaps];
    // Whether a missing object was created shows in no candidate.
    this.#linked = whole.length === candidates.length ? { candidates, gaps: this.#gaps.length, findings } : undefined;
    return findings;
  }

  #confirmedAt(nowMs: number): readonly CandidateFinding[] | undefined {
    const { controllerChanges } = this.#world;
    if (controllerChanges !== this.#knownControllers) this.#confirmed.touchAll();
    this.#knownControllers = controllerChanges;
    return this.#confirmed.at(nowMs);
  }

  #candidatesAt(nowMs: number, confirmedOnly: boolean): readonly CandidateFinding[] {
    return this.#episodes
      .all()
      .flatMap((episode) =>
        confirmedOnly && this.#isTooEarly(episode, nowMs) ? [] : (this.#candidateOf(episode, nowMs, confirmedOnly) ?? []),
      );
  }

  /** What these findings, of the same moment, do not cover. */
  coverage(findings: readonly Finding[]): Coverage {
    const { omitted } = this.#episodes;
    return {
      ...(omitted === undefined ? {} : { omitted }),
      ...(this.#isCrowded ? { maxExamined: maxLiving } : {}),
      hasEvents: this.#hasEvents,
      unrecorded: this.#unrecorded.all(),
      otherWarnings: this.#otherWarnings(findings),
    };
  }

  #otherWarnings(findings: readonly Finding[]): readonly OtherWarning[] {
    const known = new Set(findings.flatMap(({ object, events }) => events.map(({ reason }) => `${object.uid}\n${reason}`)));
    return [...this.#events].flatMap(([uid, history]) => {
      const ref = this.#world.get(uid)?.ref;
      if (ref === undefined) return [];
      const warnings = history.all((e) => e.isWarning && !harmlessReasons.has(e.reason) && !known.has(`${uid}\n${e.reason}`));
      return countsOf(warnings).map(({ reason, count }) => ({ ref, reason, count }));
    });
  }

  /** Grows whenever the findings may have changed, except by the passing of time. */
  get changes(): number {
    return this.#episodes.changes;
  }

  #isTooEarly({ ref, symptom, openedMs }: Episode, nowMs: number): boolean {
    if (this.#unrecorded.has(ref.uid)) return this.#unrecorded.isExpected(ref.uid, nowMs);
    return symptom.causeRule === "omit-if-explained" && (symptom.sinceMs ?? openedMs) < openedMs && nowMs - openedMs < arrivalMs;
  }

  /** When time alone may change what is certain of an episode. */
  #nextTurnMs(episode: Episode, nowMs: number): number {
    const ends = [episode.openedMs + arrivalMs, this.#unrecorded.expectedUntilMs(episode.ref.uid)];
    return Math.min(episode.nextTurnMs(nowMs), firstAfter(nowMs, ends));
  }

  #candidateOf(episode: Episode, nowMs: number, confirmedOnly: boolean): CandidateFinding | undefined {
    const made = this.#pastCandidates.get(episode);
    if (made !== undefined) return made;
    const known = episode.finding(nowMs, confirmedOnly);
    if (known === undefined) return undefined;
    const controllers = this.#controllersOf(episode);
    const siblingKey = siblingKeyOf(episode.ref, controllers);
    const finding: Finding = {
      ...known,
      ...(siblingKey === undefined ? {} : { siblingKey }),
      ...(episode.isFromEventsAlone || this.#unrecorded.has(episode.ref.uid) ? { fromEventsAlone: true } : {}),
    };
    const { causedBy, causeRule, supersededBy, missing, explainsForMs, adviceIfUnexplained } = episode.symptom;
    const candidate = {
      finding,
      nameKey: nameKeyOf(episode.ref),
      controllers,
      endedByDeletion: episode.endedByDeletion,
      hasRecovered: episode.hasRecovered(nowMs),
      causedBy: causedBy ?? none,
      causeRule,
      supersededBy,
      missing,
      ...(adviceIfUnexplained === undefined ? {} : { adviceIfUnexplained }),
      ...(explainsForMs === undefined ? {} : { explainsUntilMs: episode.lastShownMs + explainsForMs }),
    };
    if (episode.isPast && finding.resolved) this.#pastCandidates.set(episode, candidate);
    return candidate;
  }

  /** As they are known now, or when the episode was over: the world forgets what was deleted long ago. */
  #controllersOf({ ref, controllers }: Episode): readonly string[] {
    const now = this.#world.controllersOf(ref.uid);
    return controllers.length > now.length ? controllers : now;
  }

  #noteEvent(frame: StrippedFrame, event: KubeObject): void {
    this.#hasEvents = true;
    const subject = eventSubjectRef(event);
    if (subject === undefined || this.#world.wasDeleted(subject.uid)) return;
    if (frame.type === "DELETED") {
      // It expired: what it reported happened all the same.
      this.#unrecorded.endEvent(subject.uid, frame.ref.uid);
      return;
    }
    const living = this.#world.get(subject.uid) ?? this.#world.named(qualifiedKind(subject), subject.namespace, subject.name);
    const uid = living?.ref.uid ?? subject.uid;
    const isRecorded = living !== undefined;
    // Where all objects of a kind are recorded, this one is about to arrive, or it was deleted before.
    const isElsewhere = !isRecorded && this.#world.knowsAllOf(subject, subject.namespace);
    const events = this.#events.get(uid) ?? new EventHistory();
    const isKept = events.note(frame, event, { offsetOf: this.#offsetOf, isUnrecorded: !isRecorded && !isElsewhere });
    if (!isRecorded && !isElsewhere) this.#noteUnrecorded(subject, frame, event);
    if (!isKept) return;
    this.#events.set(uid, events);
    if (isElsewhere) this.#expect(uid);
    if (!isElsewhere) this.#evaluate(this.#contextOf({ ...subject, uid }), frame);
  }

  #noteUnrecorded(subject: ObjectRef, frame: StrippedFrame, event: KubeObject): void {
    const isNew = !this.#unrecorded.has(subject.uid);
    const dropped = this.#unrecorded.note(subject, frame, event);
    if (isNew) this.#touchOf(subject.uid);
    if (dropped === undefined) return;
    this.#episodes.retire(dropped);
    this.#touchOf(dropped);
    this.#events.delete(dropped);
  }

  /** What is said of an object depends on whether it was recorded. */
  #touchOf(uid: string, withPast = true): void {
    for (const episode of this.#episodes.of(uid, withPast)) this.#confirmed.touch(episode);
  }

  #expect(uid: string): void {
    this.#expected.delete(uid);
    this.#expected.add(uid);
    const [oldest] = this.#expected;
    if (oldest === undefined || this.#expected.size <= maxExpected) return;
    this.#expected.delete(oldest);
    this.#events.delete(oldest);
  }

  /** An object that was known from Events alone is recorded from now on: what they said of it is judged again, with its status. */
  #admit({ ref }: StrippedFrame): void {
    const standIn = this.#unrecorded.remove(ref);
    if (standIn === undefined) return;
    this.#touchOf(standIn);
    const events = this.#events.get(standIn);
    this.#events.delete(standIn);
    this.#episodes.forget(standIn as Uid, (rule) => standIn !== ref.uid || rule.onlyUnrecorded === true);
    if (events === undefined) return;
    events.dropExtra();
    if (!events.isEmpty) this.#events.set(ref.uid, events);
  }

  #noteObject(frame: StrippedFrame): void {
    if (!this.#unrecorded.isEmpty) this.#admit(frame);
    if (this.#expected.size > 0) this.#expected.delete(frame.ref.uid);
    if (this.#world.size >= maxLiving && this.#world.get(frame.ref.uid) === undefined) {
      this.#isCrowded = true;
      return;
    }
    const before = this.#world.note(frame);
    if (before === undefined) this.#touchOf(frame.ref.uid, this.#episodes.hasRetired);
    const context = this.#contextOf(frame.ref, before?.object, frame);
    if (frame.type === "DELETED") {
      this.#episodes.removeObject(context, frame);
      this.#events.delete(frame.ref.uid);
      this.#failedPods.remove(frame.ref.uid);
    } else {
      this.#evaluate(context, frame);
      if (frame.ref.kind === "Pod") this.#noteFailedPod(context);
    }
    for (const ref of this.#affected.by(frame)) this.#evaluate(this.#contextOf(ref), frame);
    for (const ref of this.#maybeReplaced(frame, before?.object)) this.#evaluate(this.#contextOf(ref), frame);
  }

  #noteFailedPod({ ref, object }: RuleContext): void {
    if (canBeReplaced(object) && this.#episodes.isOpen(ref.uid)) this.#failedPods.note(ref, this.#world.controllersOf(ref.uid));
    else this.#failedPods.remove(ref.uid);
  }

  #maybeReplaced(frame: StrippedFrame, before: KubeObject | undefined): readonly ObjectRef[] {
    return this.#failedPods.affectedBy(
      frame,
      before,
      (uid) => this.#world.controllersOf(uid),
      (uid) => this.#episodes.isOpen(uid as Uid),
    );
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
}

const noEvents = new EventHistory();
const none: readonly [] = [];

/** Findings by the candidates that they were made of: as long as these are the same, so are those. */
interface LinkedFindings {
  readonly candidates: readonly CandidateFinding[];
  readonly gaps: number;
  readonly findings: readonly Finding[];
}

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
