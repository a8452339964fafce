import { TimeSlices } from "../../io/time-slices.js";
import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import { isCreation } from "../creation.js";
import { isKubeEvent } from "../fields/kube-event.js";
import type { MilestoneDetector, MilestoneStep, Stage } from "../kinds/kind-rules.js";
import { rulesFor } from "../kinds/kinds.js";
import { progressRulesFor } from "../kinds/progress.js";
import { deletedStage, passedBetween, stageOf } from "../stage.js";
import { createdAndTerminating } from "./common-milestones.js";
import type { Milestone } from "./milestone.js";
import { ServerClock } from "./server-clock.js";

/** The milestones of a whole session. Stops early, with what it has read so far, when the signal aborts. */
export async function milestonesOf(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  signal?: AbortSignal,
): Promise<readonly Milestone[]> {
  const milestones = new Milestones({ clockOffsetMs: reader.summary.header.server?.clockOffsetMs });
  const stripped = new StrippedFrames();
  const slices = new TimeSlices();
  await reader.visitFrames(
    (frame) => {
      const readable = frame.kind === "object" ? stripped.strip(frame) : undefined;
      if (readable !== undefined) milestones.observe(readable);
      return slices.pause();
    },
    { signal },
  );
  return milestones.all();
}

/** A custom resource can name any number of phases, and a Pod can have many containers. */
const maxMilestonesPerObject = 256;

interface Incarnation {
  readonly ref: ObjectRef;
  readonly reached: ReachedMilestones;
  detector: MilestoneDetector | undefined;
  stage: Stage | undefined;
  /** The offset of its creation, if the session shows it: none of its milestones is earlier. */
  createdMs: number | undefined;
}

interface MilestonesOptions {
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs?: number | undefined;
  /** Called with the object for each of its milestones. */
  readonly onReached?: (uid: Uid) => void;
}

/**
 * Collects the milestones of all objects of a session. Pass it every object frame in sequence, Kubernetes Events included: only they show
 * some milestones. The result at any moment depends only on the frames before it.
 *
 * Every object has Created, each stage of its kind, and Deleted. The other files of this folder add to these, kind by kind.
 */
export class Milestones {
  readonly #incarnations = new Map<Uid, Incarnation>();
  readonly #clockOffsetMs: number;
  readonly #clock: ServerClock;
  readonly #onReached: (uid: Uid) => void;

  constructor({ clockOffsetMs = 0, onReached = () => {} }: MilestonesOptions = {}) {
    this.#clockOffsetMs = clockOffsetMs;
    this.#onReached = onReached;
    this.#clock = new ServerClock(clockOffsetMs);
  }

  observe(frame: StrippedFrame): void {
    const { object } = frame.revision;
    const how = isKubeEvent(object) ? (frame.initial || frame.typeUnknown ? "found" : "reached") : this.#observeObject(frame);
    const ofOthers = frame.type === "DELETED" ? undefined : progressRulesFor(object).milestonesOfOthers;
    if (ofOthers === undefined) return;
    for (const { subject, step, unless } of ofOthers(object)) {
      const incarnation = this.#incarnationOf(subject);
      if (unless === undefined || !incarnation.reached.has(unless, step.container)) this.#reach(incarnation, step, frame, how);
    }
  }

  /** By incarnation, in the order in which they appeared; within one, in the order in which the frames show them. */
  all(): readonly Milestone[] {
    return [...this.#incarnations.values()].flatMap(({ reached }) => reached.all);
  }

  /** Of one incarnation. */
  of(uid: Uid): readonly Milestone[] {
    return [...(this.#incarnations.get(uid)?.reached.all ?? [])];
  }

  /** Returns how the object reached the milestones that this frame shows. */
  #observeObject(frame: StrippedFrame): Milestone["how"] {
    const incarnation = this.#incarnationOf(frame.ref);
    const isFirst = incarnation.stage === undefined;
    const how = isFirst && !isCreation(frame, this.#clockOffsetMs) ? "found" : "reached";
    const { steps, passed } = stepsShown(incarnation, frame);
    for (const step of steps)
      this.#reach(incarnation, step, frame, passed.includes(step.name) || step.passed ? (isFirst ? how : "passed") : how);
    if (isFirst && how === "reached") incarnation.createdMs = frame.offsetMs;
    if (frame.type === "DELETED") this.#reach(incarnation, deletedStep, frame, frame.inferred ? "passed" : "reached");
    return how;
  }

  #incarnationOf(ref: ObjectRef): Incarnation {
    let incarnation = this.#incarnations.get(ref.uid);
    if (incarnation === undefined) {
      incarnation = { ref, reached: new ReachedMilestones(), detector: undefined, stage: undefined, createdMs: undefined };
      this.#incarnations.set(ref.uid, incarnation);
    }
    return incarnation;
  }

  #reach(
    { ref, reached, createdMs }: Incarnation,
    { name, container, tone = "progress", serverMs }: MilestoneStep,
    frame: StrippedFrame,
    how: Milestone["how"],
  ): void {
    if (reached.has(name, container) || reached.all.length >= maxMilestonesPerObject) return;
    reached.add({
      name,
      ref,
      ...(container === undefined ? {} : { container }),
      tone,
      sequence: frame.sequence,
      ...this.#clock.place(frame, serverMs, createdMs),
      how,
    });
    this.#onReached(ref.uid);
  }
}

const deletedStep: MilestoneStep = deletedStage;
/** A constant: a function made for each object would keep what its maker knew. */
const detectNone = () => [];

/** Everything that this frame shows the object to have reached, in the order of its lifecycle; and the names of stages that it only implies. */
function stepsShown(
  incarnation: Incarnation,
  frame: StrippedFrame,
): { readonly steps: readonly MilestoneStep[]; readonly passed: readonly string[] } {
  const { object } = frame.revision;
  const rules = rulesFor(object);
  const stage = stageOf(object);
  const passed = passedBetween(incarnation.stage, stage, rules.ladder);
  incarnation.stage = stage;
  incarnation.detector ??= progressRulesFor(object).milestones?.() ?? detectNone;
  const own = incarnation.detector(object);
  // Most revisions leave the object in its stage: then only its kind's own milestones can be new.
  if (passed.length === 0 && isStageKnown(incarnation, stage, object)) return { steps: own, passed };
  const { created, terminating } = createdAndTerminating(object);
  const names = new Set(own.map(({ container, name }) => (container === undefined ? name : undefined)));
  const isListed = (name: string) => names.has(name) || name === "Created" || (name === "Terminating" && terminating.length > 0);
  const stages = [...passed.map((name) => ({ name })), stage].filter(({ name }) => !isListed(name));
  return { steps: [...created, ...stages.slice(0, -1), ...own, ...stages.slice(-1), ...terminating], passed };
}

function isStageKnown({ reached }: Incarnation, stage: Stage, { metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && reached.has("Created") && reached.has(stage.name);
}

/** The milestones of one incarnation, found by container and name without building a key: the lookup runs for every revision. */
class ReachedMilestones {
  readonly all: Milestone[] = [];
  readonly #names = new Map<string | undefined, Set<string>>();

  has(name: string, container?: string): boolean {
    return this.#names.get(container)?.has(name) === true;
  }

  add(milestone: Milestone): void {
    const { name, container } = milestone;
    this.all.push(milestone);
    this.#names.set(container, (this.#names.get(container) ?? new Set()).add(name));
  }
}
