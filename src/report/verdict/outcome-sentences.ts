import type { ObjectAnalysis, SessionAnalysis } from "../../interpret/session-analysis.js";
import type { MomentFormat } from "../../io/moment-format.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import { about, elapsed, listed, plural } from "../../lifecycle/narration/words.js";
import type { Stage, Tone } from "../../lifecycle/stage.js";
import { groupOf, type Uid } from "../../model/kube-object.js";
import type { SessionSummary } from "../../model/session.js";
import { matchesObject } from "../../replay/choose-objects.js";
import { ownerForest, type TreeNode } from "../overview/owner-tree.js";
import { objectTitle } from "../replay/object-title.js";
import type { VerdictSentence } from "./verdict-sentence.js";

interface Outcome {
  readonly sentences: readonly VerdictSentence[];
  /** The objects that the sentences are about. */
  readonly uids: readonly Uid[];
  /** `bad`: one of them is failing at the end. `good`: all came as far as their kind goes. */
  readonly tone: Tone;
}

/** Each gets a sentence; more are counted by their kind. */
const maxSingle = 2;

/** How far the targets of a recording came; of one without known targets, the objects that own most. */
export function outcomeSentences(
  summary: SessionSummary,
  analysis: SessionAnalysis,
  options: { readonly namespaces: boolean; readonly moments: MomentFormat },
): Outcome {
  const { objects } = analysis;
  const targeted = objects.filter(({ ref }) => summary.header.targets.some((target) => matchesObject(target, ref)));
  const subjects = targeted.length > 0 ? targeted : uppermost(objects);
  const newest = [...new Map(subjects.map((life) => [objectTitle(life.ref, true), life])).values()];
  const words = new OutcomeWords(summary, { ...options, hasLosses: analysis.gaps.some(({ possibleLoss }) => possibleLoss) });
  const sentences =
    newest.length > maxSingle
      ? ofKinds(newest, summary.state !== "recording")
      : newest.map((life) => words.sentence(life, incarnations(life, subjects)));
  return { sentences: [...missing(summary, objects), ...sentences], uids: subjects.map(({ ref }) => ref.uid), tone: toneOf(newest) };
}

function incarnations({ ref }: ObjectAnalysis, all: readonly ObjectAnalysis[]): number {
  return all.filter((other) => objectTitle(other.ref, true) === objectTitle(ref, true)).length;
}

/** The roots of the tree that own most. */
function uppermost(objects: readonly ObjectAnalysis[]): readonly ObjectAnalysis[] {
  const roots = ownerForest(objects).map((node) => ({ life: node.item, size: sizeOf(node) }));
  const most = roots.reduce((size, root) => Math.max(size, root.size), 0);
  return roots.flatMap(({ life, size }) => (size === most && (size > 1 || goalsOf(life).length > 0) ? [life] : []));
}

function sizeOf(root: TreeNode<ObjectAnalysis>): number {
  const nodes = [root];
  for (const { below } of nodes) for (const node of below) nodes.push(node);
  return nodes.length;
}

/** Targets that name one object, of which nothing was seen. */
function missing({ header, frames }: SessionSummary, objects: readonly ObjectAnalysis[]): readonly VerdictSentence[] {
  if (frames === 0 || header.streams.length === 0) return [];
  const unseen = header.targets.filter(
    (target) => /^[\w.-]+\/[\w.-]+$/.test(target) && !objects.some(({ ref }) => matchesObject(target, ref)),
  );
  return unseen.length === 0 ? [] : [{ kind: "outcome", text: `Nothing was seen of ${listed(unseen)}.` }];
}

/** The stages that objects of a kind are made to reach. Others are well in the first stage that counts as well. */
const goals: ReadonlyMap<string, readonly string[]> = new Map([
  ["/Pod", ["Ready", "Completed"]],
  ["/Node", ["Ready"]],
  ["/PersistentVolumeClaim", ["Bound"]],
  ["/ReplicationController", ["Ready"]],
  ["apps/DaemonSet", ["Ready"]],
  ["apps/Deployment", ["Available"]],
  ["apps/ReplicaSet", ["Ready"]],
  ["apps/StatefulSet", ["Ready"]],
  ["batch/Job", ["Completed"]],
]);

function goalsOf({ ref }: ObjectAnalysis): readonly string[] {
  return goals.get(`${groupOf(ref.apiVersion)}/${ref.kind}`) ?? [];
}

function toneOf(lives: readonly ObjectAnalysis[]): Tone {
  if (lives.some(({ stage }) => stage.tone === "bad")) return "bad";
  return lives.length > 0 && lives.every((life) => reachedGoal(life) !== undefined) ? "good" : "neutral";
}

/** The first time that it was as its kind should be. */
function reachedGoal(life: ObjectAnalysis): Milestone | undefined {
  const own = goalsOf(life);
  const name = own.length > 0 ? undefined : life.stageIntervals.find(({ stage }) => stage.tone === "good")?.stage.name;
  return life.milestones.find((each) => each.container === undefined && (each.name === name || own.includes(each.name)));
}

/** Sentences about single objects. */
class OutcomeWords {
  readonly #summary: SessionSummary;
  readonly #namespaces: boolean;
  readonly #hasLosses: boolean;
  readonly #moments: MomentFormat;

  constructor(
    summary: SessionSummary,
    options: { readonly namespaces: boolean; readonly hasLosses: boolean; readonly moments: MomentFormat },
  ) {
    this.#moments = options.moments;
    this.#summary = summary;
    this.#namespaces = options.namespaces;
    this.#hasLosses = options.hasLosses;
  }

  /** `incarnations`: of the same name; the last one is described. */
  sentence(life: ObjectAnalysis, incarnations: number): VerdictSentence {
    const reached = reachedGoal(life);
    const title = `${objectTitle(life.ref, this.#namespaces)}${incarnations > 1 ? `, the last of ${incarnations} of this name,` : ""}`;
    const deleted = life.milestones.find(({ name }) => name === "Deleted");
    const text = reached === undefined ? this.#unreached(life, deleted) : this.#reached(life, reached, deleted);
    const sequence = (reached ?? deleted ?? life.milestones.at(-1))?.sequence;
    return { kind: "outcome", text: `${title} ${text}.`, ...(sequence === undefined ? {} : { sequence }) };
  }

  #reached(life: ObjectAnalysis, reached: Milestone, deleted: Milestone | undefined): string {
    const { stage } = life;
    const first = howReached(life, reached, this.#moments);
    if (deleted !== undefined) return `${first} and was deleted at ${this.#moments.text(deleted.atMs)}`;
    const parts = [
      first,
      ...rolloutText(life, this.#isOver),
      ...(stage.name === reached.name && stage.tone !== "bad" ? [] : [this.#atEnd(stage)]),
    ];
    return parts.join("; ");
  }

  #unreached(life: ObjectAnalysis, deleted: Milestone | undefined): string {
    const [goal] = goalsOf(life);
    const { stage, stageIntervals } = life;
    if (deleted !== undefined) {
      const before = stageIntervals.findLast((each) => each.stage.name !== "Deleted" && each.stage.name !== "Terminating")?.stage;
      const until = before === undefined ? "" : `, ${stageText(before)} until then`;
      if (goal === undefined) return `was deleted at ${this.#moments.text(deleted.atMs)}${until}`;
      const never = this.#isWhole(life) ? `never ${pastOf(goal)}, and` : `was not seen ${goal}; it`;
      return `${never} was deleted at ${this.#moments.text(deleted.atMs)}`;
    }
    if (goal === undefined) return this.#isOver ? `was ${stageText(stage)} at the end` : `is ${stageText(stage)}`;
    if (!this.#isOver) return `has not ${pastOf(goal) === "completed" ? "completed" : `become ${goal}`} yet: ${stageText(stage)}`;
    const by = this.#moments.text(this.#summary.durationMs);
    if (!this.#isWhole(life)) return `was not seen ${goal} by ${by} (end of recording): ${stageText(stage)}`;
    return `did not ${goal === "Completed" ? "complete" : `become ${goal}`} by ${by} (end of recording): ${stageText(stage)}`;
  }

  /** Else it may have been there unseen. */
  #isWhole({ milestones }: ObjectAnalysis): boolean {
    return !this.#hasLosses && milestones.find(({ name }) => name === "Created")?.how === "reached";
  }

  get #isOver(): boolean {
    return this.#summary.state !== "recording";
  }

  #atEnd(stage: Stage): string {
    return this.#isOver ? `at the end it was ${stageText(stage)}` : `now it is ${stageText(stage)}`;
  }
}

function pastOf(goal: string): string {
  return goal === "Completed" ? "completed" : `became ${goal}`;
}

function stageText({ name, detail }: Stage): string {
  return detail === undefined ? name : `${name} (${detail})`;
}

/** "became Ready in 550ms" since its creation was seen; else "at +2.097s". */
function howReached({ milestones }: ObjectAnalysis, reached: Milestone, moments: MomentFormat): string {
  const { name, how, atMs, sequence } = reached;
  const created = milestones.find((each) => each.name === "Created");
  if (how === "found") return `was ${name} when first seen`;
  if (created?.how !== "reached" || created.atMs > atMs) return `${pastOf(name)} at ${moments.text(atMs)}`;
  return created.sequence === sequence ? `was ${name} when created` : `${pastOf(name)} in ${timeBetween(created, reached)}`;
}

/** The server's clock has a grain of one second. */
function timeBetween(from: Milestone, to: Milestone): string {
  const ms = to.atMs - from.atMs;
  return from.timeSource === "server" || to.timeSource === "server" ? about(ms) : elapsed(ms);
}

/** The last rollout after the first one. */
function rolloutText({ milestones }: ObjectAnalysis, isOver: boolean): readonly string[] {
  const begun = milestones.findLast(({ name }) => /^Rollout \d+: begun$/.test(name));
  if (begun === undefined) return [];
  const rollout = begun.name.replace(/: begun$/, "");
  const complete = milestones.find(({ name }) => name === `${rollout}: complete`);
  return [
    complete === undefined
      ? `${rollout.toLowerCase()} ${isOver ? "did not complete" : "has not completed yet"}`
      : `${rollout.toLowerCase()} completed in ${timeBetween(begun, complete)}`,
  ];
}

/** "5 of 6 Pods became Ready; at the end 4 Ready, 1 Deleted and 1 Running." Two kinds at most. */
function ofKinds(lives: readonly ObjectAnalysis[], isOver: boolean): readonly VerdictSentence[] {
  return groupedBy(lives, ({ ref }) => ref.kind)
    .slice(0, maxSingle)
    .map(([kind, own]) => {
      const reached = own.filter((life) => reachedGoal(life) !== undefined).length;
      const [goal] = own.flatMap((life) => goalsOf(life));
      const counts = groupedBy(own, ({ stage }) => stage.name).map(([stage, those]) => `${those.length} ${stage}`);
      const share = `${reached === own.length ? "All" : `${reached} of`} ${plural(own.length, kind)}`;
      const first = goal === undefined ? plural(own.length, kind) : `${share} ${pastOf(goal)}`;
      const atEnd = counts.length === 1 ? `all ${isOver ? "were" : "are"} ${own[0]?.stage.name}` : listed(counts);
      return { kind: "outcome", text: `${first}; ${isOver ? "at the end" : "now"} ${atEnd}.` };
    });
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}
