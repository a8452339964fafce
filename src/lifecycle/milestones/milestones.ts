import type { StrippedFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { StrippedFrames } from "../../model/stripped-frames.js";
import { timeAt } from "../fields/fields.js";
import { isKubeEvent } from "../fields/kube-event.js";
import type { LifeStep, MilestoneDetector, Stage } from "../kinds/kind-rules.js";
import { rulesFor } from "../kinds/kinds.js";
import { ServerClock } from "../server-clock.js";
import { deletedStage, stageOf } from "../stage.js";
import { birthAndDeath } from "./common-milestones.js";
import type { Milestone } from "./milestone.js";
import { passedBetween } from "./passed-stages.js";

/** The milestones of a whole session. Ends early, with what it has seen, when the signal aborts. */
export async function milestonesOf(
  reader: Pick<SessionReader, "visitFrames" | "summary">,
  signal?: AbortSignal,
): Promise<readonly Milestone[]> {
  const milestones = new Milestones({ clockOffsetMs: reader.summary.header.server?.clockOffsetMs });
  const stripped = new StrippedFrames();
  await reader.visitFrames(
    (frame) => {
      const readable = frame.kind === "object" ? stripped.strip(frame) : undefined;
      if (readable !== undefined) milestones.note(readable);
    },
    { signal },
  );
  return milestones.all();
}

/** A custom resource can make a stage of any phase it says, and a Pod may have many containers. */
const maxOfEach = 256;
/** An ADDED that comes later than this after the creation is no creation: the object only came into sight. */
const birthMs = 60_000;

interface Life {
  readonly ref: ObjectRef;
  readonly reached: Reached;
  teller: MilestoneDetector | undefined;
  stage: Stage | undefined;
  /** When it was created, where that is known: nothing of it is earlier. */
  bornMs: number | undefined;
}

/**
 * Gathers the milestones of all objects of a session. Feed it every object frame in sequence, Kubernetes Events among them: some steps
 * are told by them alone. What it knows at any moment depends only on the frames before.
 *
 * Every object has Created, each stage that its kind names, and Deleted. `steps/` lists what is told beyond the stages, kind by kind.
 */
export class Milestones {
  readonly #lives = new Map<Uid, Life>();
  readonly #clock: ServerClock;

  /** `clockOffsetMs`: the server's clock minus the recorder's, from the session's header. */
  constructor(options: { readonly clockOffsetMs?: number | undefined } = {}) {
    this.#clock = new ServerClock(options.clockOffsetMs);
  }

  note(frame: StrippedFrame): void {
    const { object } = frame.revision;
    const how = isKubeEvent(object) ? (isFound(frame) ? "found" : "reached") : this.#noteObject(frame);
    if (frame.type === "DELETED") return;
    for (const { about, step, unless } of rulesFor(object).tellsOf?.(object) ?? []) {
      const life = this.#lifeOf(about);
      if (unless === undefined || !life.reached.has(unless, step.container)) this.#reach(life, step, frame, how);
    }
  }

  /** Of all incarnations, in the order in which they appeared; of each in the order in which it was shown. */
  all(): readonly Milestone[] {
    return [...this.#lives.values()].flatMap(({ reached }) => reached.all);
  }

  /** Of one incarnation. */
  of(uid: Uid): readonly Milestone[] {
    return [...(this.#lives.get(uid)?.reached.all ?? [])];
  }

  /** Returns how the steps that it shows were come by. */
  #noteObject(frame: StrippedFrame): Milestone["how"] {
    const life = this.#lifeOf(frame.ref);
    const isFirst = life.stage === undefined;
    const how = isFirst && (frame.type !== "ADDED" || isFound(frame) || this.#isOld(frame)) ? "found" : "reached";
    const { steps, passed } = stepsShown(life, frame);
    for (const step of steps) this.#reach(life, step, frame, passed.includes(step.name) || step.passed ? (isFirst ? how : "passed") : how);
    if (isFirst && how === "reached") life.bornMs = frame.offsetMs;
    if (frame.type === "DELETED") this.#reach(life, deletedStep, frame, frame.inferred ? "passed" : "reached");
    return how;
  }

  #isOld(frame: StrippedFrame): boolean {
    return !frame.repaired && (this.#clock.lateMs(frame, timeAt(frame.revision.object, "metadata", "creationTimestamp")) ?? 0) > birthMs;
  }

  #lifeOf(ref: ObjectRef): Life {
    let life = this.#lives.get(ref.uid);
    if (life === undefined) {
      life = { ref, reached: new Reached(), teller: undefined, stage: undefined, bornMs: undefined };
      this.#lives.set(ref.uid, life);
    }
    return life;
  }

  #reach(life: Life, { name, container, tone = "progress", serverMs }: LifeStep, frame: StrippedFrame, how: Milestone["how"]): void {
    if (life.reached.has(name, container) || life.reached.all.length >= maxOfEach) return;
    life.reached.add({
      name,
      ref: life.ref,
      ...(container === undefined ? {} : { container }),
      tone,
      sequence: frame.sequence,
      ...this.#clock.place(frame, serverMs, life.bornMs),
      how,
    });
  }
}

const deletedStep: LifeStep = deletedStage;

/** All that this frame shows to have been taken, in the order of life; and the names of stages that it only implies. */
function stepsShown(life: Life, frame: StrippedFrame): { readonly steps: readonly LifeStep[]; readonly passed: readonly string[] } {
  const { object } = frame.revision;
  const rules = rulesFor(object);
  const stage = stageOf(object);
  const passed = passedBetween(life.stage, stage, rules.ladder);
  life.stage = stage;
  life.teller ??= rules.steps?.() ?? (() => []);
  const told = life.teller(object);
  // Most revisions show an object where it was before: no more than their own steps can be news.
  if (passed.length === 0 && isGoingOn(life, stage, object)) return { steps: told, passed };
  const { birth, death } = birthAndDeath(object);
  const names = new Set(told.map(({ container, name }) => (container === undefined ? name : undefined)));
  const isTold = (name: string) => names.has(name) || name === "Created" || (name === "Terminating" && death.length > 0);
  const stages = [...passed.map((name) => ({ name })), stage].filter(({ name }) => !isTold(name));
  return { steps: [...birth, ...stages.slice(0, -1), ...told, ...stages.slice(-1), ...death], passed };
}

function isGoingOn({ reached }: Life, stage: Stage, { metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && reached.has("Created") && reached.has(stage.name);
}

/** The milestones of one incarnation, found by container and name: asked for with every revision, and no key is made. */
class Reached {
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

function isFound(frame: StrippedFrame): boolean {
  return frame.initial === true || frame.typeUnknown === true;
}
