import { closest, UsageError } from "../errors.js";
import type { Outcome } from "../lifecycle/outcome.js";
import { type Stage, stageOf } from "../lifecycle/stage.js";
import { assertNever } from "../model/assert-never.js";
import type { NewFrame } from "../model/frame.js";
import { displayName, type KubeObject, type ObjectRef } from "../model/kube-object.js";
import { type Target, targetWords } from "../model/target.js";
import { isTarget } from "./membership.js";

/** What `--until` waits for. */
export type Until =
  /** Every target exists and is ready (or complete). Fails when one cannot become ready any more. */
  | { readonly kind: "ready" }
  /** A target, or an object that belongs to it, failed or is stuck in a back-off. */
  | { readonly kind: "failed" }
  /** Every target existed and is deleted. */
  | { readonly kind: "deleted" }
  /** Every target has this condition with this status. */
  | { readonly kind: "condition"; readonly name: string; readonly status: string }
  /** No further change is expected: see `#settledReason`. */
  | { readonly kind: "settled" };

type UntilVerdict =
  | { readonly kind: "waiting" }
  | { readonly kind: "reached"; readonly reason: string }
  | { readonly kind: "impossible"; readonly reason: string };

/** "not ready", "no condition Synced=True". */
export function notReachedWords(until: Until): string {
  return until.kind === "condition" ? `no condition ${until.name}=${until.status}` : `not ${until.kind}`;
}

/** What `--until` waits for, besides conditions. */
export const endStates = ["ready", "settled", "failed", "deleted"] as const;

const conditionStatuses = ["True", "False", "Unknown"] as const;

/** Parses the value of `--until`. Throws `UsageError` with the closest valid one. */
export function parseUntil(text: string): Until {
  const condition = /^condition=([^=\s]+)(?:=([^=\s]+))?$/i.exec(text);
  const status = condition?.[2] ?? "True";
  if (condition !== null && !conditionStatuses.some((known) => known.toLowerCase() === status.toLowerCase()))
    throw new UsageError(`invalid --until "${text}": "${status}" is not the status of a condition`, {
      hint: `use True, False or Unknown: "--until condition=${condition[1]}=${closest(status, conditionStatuses) ?? "False"}"`,
    });
  if (condition?.[1] !== undefined) return { kind: "condition", name: condition[1], status };
  const kind = endStates.find((candidate) => candidate === text);
  if (kind !== undefined) return { kind };
  const suggestion = closest(text, [...endStates, "condition=Ready"]);
  throw new UsageError(`invalid --until "${text}"`, {
    hint:
      suggestion === undefined ? "use ready, settled, failed, deleted or condition=NAME[=STATUS]" : `did you mean "--until ${suggestion}"?`,
  });
}

/** Changes that a command made may arrive up to this long after its end. */
const arrivalMs = 1_000;

/**
 * How long nothing must change before the recording counts as settled: if all targets are at their goal, if something is stuck, in any
 * case.
 */
const quietPeriodMs = { atGoal: 3_000, stuck: 10_000, any: 60_000 } as const;

/** An existing object. */
interface TrackedObject {
  readonly ref: ObjectRef;
  readonly outcome: Outcome;
  /** Only of targets. */
  readonly stage: Stage | undefined;
}

/** How many objects a reason names. */
const maxNamed = 3;

interface UntilOptions {
  readonly until: Until;
  readonly targets: readonly Target[];
  readonly outcomeOf: (object: KubeObject) => Outcome;
}

/** Follows the frames of a recording and reports when the condition is met. No clock of its own: the time is an argument. */
export class UntilWatch {
  readonly #options: UntilOptions;
  readonly #objects = new Map<string, TrackedObject>();
  readonly #gone = new Set<Target>();
  #lastChangeMs: number;
  #command: { readonly exitCode: number; readonly endedMs: number } | "running" | undefined;

  constructor(options: UntilOptions, nowMs: number) {
    this.#options = options;
    this.#lastChangeMs = nowMs;
  }

  /** Nothing counts as reached until the command has ended and its changes have arrived. Its end counts as a change. */
  command(state: { readonly exitCode: number } | "running", nowMs: number): void {
    this.#command = state === "running" ? state : { ...state, endedMs: nowMs };
    this.#lastChangeMs = nowMs;
  }

  note(frame: NewFrame, nowMs: number): void {
    if (frame.kind === "gap") return;
    // A repeated Event (a higher count) is no change, or a back-off would keep a recording alive forever.
    if (frame.ref.kind !== "Event" || frame.type === "ADDED") this.#lastChangeMs = nowMs;
    if (frame.ref.kind === "Event") return;
    const { ref, revision } = frame;
    const targets = this.#options.targets.filter((target) => isTarget(target, ref, true));
    if (frame.type === "DELETED") {
      this.#objects.delete(ref.uid);
      for (const target of targets) this.#gone.add(target);
      return;
    }
    const stage = targets.length === 0 ? undefined : stageOf(revision.object);
    this.#objects.set(ref.uid, { ref, outcome: this.#options.outcomeOf(revision.object), stage });
  }

  /** What is missing, object by object: "Deployment/web is Progressing (1/2 ready), pod nginx was never created". Empty when nothing is. */
  missing(): string {
    const ofTargets = this.#options.targets.flatMap((target) => this.#missingOf(target));
    const missing = this.#command === "running" ? ["the command is still running", ...ofTargets] : ofTargets;
    const more = missing.length > maxNamed ? `, and ${missing.length - maxNamed} more` : "";
    const isOnlyTooEarly = missing.length === 0 && this.#options.until.kind === "settled";
    return isOnlyTooEarly
      ? `that takes ${quietPeriodMs.atGoal / 1000}s without a change`
      : `${missing.slice(0, maxNamed).join(", ")}${more}`;
  }

  #missingOf(target: Target): readonly string[] {
    const { until } = this.#options;
    const objects = this.#of(target);
    if (objects.length === 0 && this.#gone.has(target)) return until.kind === "deleted" ? [] : [`${targetWords(target)} was deleted`];
    if (objects.length === 0)
      return [target.name === undefined ? `${targetWords(target)}: no such object was seen` : `${targetWords(target)} was never created`];
    return objects.filter(({ outcome }) => !this.#isMet(outcome)).map((each) => `${this.#nameOf(each.ref)} ${this.#stateWords(each)}`);
  }

  /** With its namespace where targets are of several. */
  #nameOf(ref: ObjectRef): string {
    const isOfSeveral = ({ type, namespace, namesNamespace }: Target) => namesNamespace || (type.namespaced && namespace === undefined);
    return displayName(ref, this.#options.targets.some(isOfSeveral));
  }

  #stateWords({ outcome, stage }: TrackedObject): string {
    const { until } = this.#options;
    if (until.kind !== "condition") return `is ${stageWords(stage)}`;
    const status = outcome.condition(until.name);
    return status === undefined ? `does not report condition ${until.name}` : `has condition ${until.name}=${status}`;
  }

  /** Whether this object alone would satisfy the condition. */
  #isMet(outcome: Outcome): boolean {
    const { until } = this.#options;
    switch (until.kind) {
      case "ready":
        return outcome.ready || outcome.complete;
      case "condition":
        return outcome.condition(until.name)?.toLowerCase() === until.status.toLowerCase();
      case "settled":
        return isAtGoal(outcome);
      case "failed":
      case "deleted":
        return false;
      default:
        return assertNever(until);
    }
  }

  check(nowMs: number): UntilVerdict {
    const { until } = this.#options;
    if (this.#isUnderWay(nowMs)) return waiting;
    switch (until.kind) {
      case "ready":
        return this.#checkReady();
      case "failed":
        return this.#checkFailed();
      case "deleted":
        return this.#options.targets.every((target) => this.#gone.has(target) && this.#of(target).length === 0)
          ? { kind: "reached", reason: "all targets are deleted" }
          : waiting;
      case "condition":
        return this.#everyTarget((outcome) => this.#isMet(outcome))
          ? { kind: "reached", reason: `condition ${until.name} is ${until.status}` }
          : waiting;
      case "settled": {
        const reason = this.#settledReason(nowMs - this.#lastChangeMs);
        return reason === undefined ? waiting : { kind: "reached", reason };
      }
      default:
        return assertNever(until);
    }
  }

  #isUnderWay(nowMs: number): boolean {
    if (this.#command === undefined) return false;
    return this.#command === "running" || nowMs - this.#command.endedMs < arrivalMs;
  }

  #checkReady(): UntilVerdict {
    if (this.#everyTarget((outcome) => this.#isMet(outcome))) return { kind: "reached", reason: "all targets are ready" };
    for (const target of this.#options.targets)
      for (const { ref, outcome, stage } of this.#of(target))
        if (outcome.failed) return { kind: "impossible", reason: `${this.#nameOf(ref)} is ${stageWords(stage)} and will not become ready` };
    return waiting;
  }

  #checkFailed(): UntilVerdict {
    for (const { ref, outcome } of this.#objects.values()) {
      if (outcome.failed || outcome.stuck !== undefined)
        return {
          kind: "reached",
          reason: `${this.#nameOf(ref)} ${outcome.stuck === undefined ? "failed" : `is in ${outcome.stuck}`}`,
        };
    }
    return waiting;
  }

  /** Why no further change is expected; undefined while changes are expected. */
  #settledReason(quietMs: number): string | undefined {
    const failed = typeof this.#command === "object" && this.#command.exitCode !== 0;
    if (failed && quietMs >= quietPeriodMs.atGoal) return "the command failed and nothing changed afterwards";
    if (this.#objects.size === 0 && this.#gone.size === 0) return undefined;
    if (quietMs >= quietPeriodMs.atGoal && this.#options.targets.every((target) => this.#isAtGoal(target)))
      return "all targets have settled";
    // When a Pod of a Job fails, the Job may create another one, with a growing back-off.
    const isRetried = this.#options.targets.some((target) => this.#of(target).some(({ outcome }) => outcome.underWay));
    const stuck = [...this.#objects.values()].find(({ outcome }) => (outcome.failed && !isRetried) || outcome.stuck !== undefined);
    if (quietMs >= quietPeriodMs.stuck && stuck !== undefined)
      return `${this.#nameOf(stuck.ref)} ${stuck.outcome.stuck === undefined ? "failed" : `stays in ${stuck.outcome.stuck}`}`;
    return quietMs >= quietPeriodMs.any ? "no changes for a minute" : undefined;
  }

  #isAtGoal(target: Target): boolean {
    const objects = this.#of(target);
    if (objects.length === 0) return this.#gone.has(target);
    return objects.every(({ outcome }) => isAtGoal(outcome));
  }

  #everyTarget(holds: (outcome: Outcome) => boolean): boolean {
    return this.#options.targets.every((target) => {
      const objects = this.#of(target);
      return objects.length > 0 && objects.every(({ outcome }) => holds(outcome));
    });
  }

  #of(target: Target): readonly TrackedObject[] {
    return [...this.#objects.values()].filter(({ ref }) => isTarget(target, ref, true));
  }
}

function isAtGoal(outcome: Outcome): boolean {
  return (outcome.ready && !outcome.underWay) || outcome.complete || outcome.failed;
}

function stageWords(stage: Stage | undefined): string {
  if (stage === undefined) return "unknown";
  return stage.detail === undefined || stage.detail === "" ? stage.name : `${stage.name} (${stage.detail})`;
}

const waiting: UntilVerdict = { kind: "waiting" };
