import { type Finding, findingKey } from "../../diagnosis/engine/finding.js";
import { deepEqual } from "../../diff/deep-equal.js";
import { findingsAt, newsWith } from "../../interpret/finding-history.js";
import type { NarratedFrame } from "../../interpret/interpreted-frame.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { stageAfter } from "../../interpret/significance.js";
import { eventSubject, isKubeEvent, messageOf } from "../../lifecycle/fields/kube-event.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import { stageLabel } from "../../lifecycle/stage.js";
import { textAt } from "../../model/fields.js";
import type { ObjectFrame } from "../../model/frame.js";
import { gapOutcome } from "../../model/gap-outcome.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import { isKind } from "../../replay/kind-words.js";
import { valuesAt } from "./field-values.js";
import type { FieldTest, FrameTests } from "./predicate.js";

/** What the tests of a frame need to know of its session. */
export class FrameTester {
  readonly #analysis: SessionAnalysis;
  readonly #milestones = new Map<number, Milestone[]>();
  readonly #causes = new Map<string, ReadonlySet<string>>();
  /** The sequences at which the session first diverges from the one that it is compared with. */
  readonly #divergence: ReadonlySet<number>;

  constructor(analysis: SessionAnalysis, divergence: readonly number[]) {
    this.#analysis = analysis;
    this.#divergence = new Set(divergence);
    for (const milestone of analysis.objects.flatMap(({ milestones }) => milestones)) {
      const there = this.#milestones.get(milestone.sequence);
      if (there === undefined) this.#milestones.set(milestone.sequence, [milestone]);
      else there.push(milestone);
    }
    const findings = finalFindings(analysis);
    for (const finding of findings) this.#causes.set(findingKey(finding), new Set(causesOf(finding, findings).map((cause) => cause.class)));
  }

  /** Whether a frame meets all of these tests. */
  isMet(tests: FrameTests, narrated: NarratedFrame): boolean {
    const { sequence } = narrated.frame;
    if (tests.firstDivergence && !this.#divergence.has(sequence)) return false;
    if (!this.#hasMilestone(tests, sequence) || !this.#hasFindings(tests, sequence)) return false;
    if (tests.gap !== undefined) return narrated.kind === "gap" && (tests.gap === "any" || gapOutcome(narrated.frame) === tests.gap);
    if (narrated.kind === "gap") return !namesObject(tests);
    return isObjectMet(tests, narrated.frame, narrated.before);
  }

  #hasMilestone({ reaches, object, container }: FrameTests, sequence: number): boolean {
    if (reaches === undefined) return true;
    const there = this.#milestones.get(sequence) ?? [];
    return there.some(
      (milestone) =>
        milestone.name === reaches &&
        milestone.how !== "found" &&
        (object === undefined || matchesPattern(object, milestone.ref)) &&
        (container === undefined || milestone.container === container),
    );
  }

  #hasFindings(tests: FrameTests, sequence: number): boolean {
    const { opens, resolves, open } = tests;
    if (opens === undefined && resolves === undefined && open === undefined) return true;
    const { findings } = this.#analysis;
    const news = newsWith(findings, sequence);
    const isIt = (finding: Finding, name: string) => finding.class === name && this.#isFinding(tests, finding);
    return (
      (opens === undefined || news.some(({ kind, finding }) => kind === "opened" && isIt(finding, opens))) &&
      (resolves === undefined || news.some(({ kind, finding }) => kind === "resolved" && isIt(finding, resolves))) &&
      (open === undefined || findingsAt(findings, sequence).some((finding) => !finding.resolved && isIt(finding, open)))
    );
  }

  #isFinding({ object, container, cause }: FrameTests, finding: Finding): boolean {
    return (
      (object === undefined || matchesPattern(object, finding.object)) &&
      (container === undefined || finding.container === container) &&
      (cause === undefined || this.#causes.get(findingKey(finding))?.has(cause) === true)
    );
  }
}

/** All that explain it, the nearest first. Each once: a damaged list could name them in a circle. */
export function causesOf(finding: Finding, findings: readonly Finding[]): readonly Finding[] {
  const causes = new Set<Finding>();
  const waiting = [...finding.causes];
  for (const index of waiting) {
    const cause = findings[index];
    if (cause === undefined || cause === finding || causes.has(cause)) continue;
    causes.add(cause);
    for (const next of cause.causes) waiting.push(next);
  }
  return [...causes];
}

/** Tests of the object that the frame is of; those of milestones and findings use `object` for theirs. */
function isObjectMet(tests: FrameTests, frame: ObjectFrame, before: KubeObject | undefined): boolean {
  const isOfFrame = tests.reaches === undefined && tests.opens === undefined && tests.resolves === undefined && tests.open === undefined;
  const { object } = frame.revision;
  return (
    (tests.object === undefined || !isOfFrame || matchesPattern(tests.object, frame.ref)) &&
    isEventMet(tests, object) &&
    (tests.change === undefined || frame.type === tests.change.toUpperCase()) &&
    (tests.initial === undefined || (frame.initial === true) === tests.initial) &&
    (tests.inferred === undefined || (frame.inferred === true) === tests.inferred) &&
    (tests.repaired === undefined || (frame.repaired === true) === tests.repaired) &&
    (tests.stage === undefined || isStage(tests.stage, frame)) &&
    (tests.fields ?? []).every((test) => isFieldMet(test, object, before))
  );
}

function isEventMet({ about, reason, message }: FrameTests, object: KubeObject): boolean {
  if (about === undefined && reason === undefined && message === undefined) return true;
  if (!isKubeEvent(object)) return false;
  const subject = eventSubject(object);
  return (
    (about === undefined || (subject !== undefined && matchesPattern(about, subject))) &&
    (reason === undefined || textAt(object, "reason") === reason) &&
    (message === undefined || messageOf(object).includes(message))
  );
}

function isStage(name: string, frame: ObjectFrame): boolean {
  const stage = stageAfter(frame);
  return stage.name === name || stageLabel(stage) === name;
}

function isFieldMet(test: FieldTest, object: KubeObject, before: KubeObject | undefined): boolean {
  const values = valuesAt(object, test.path);
  if (test.exists !== undefined && values.length > 0 !== test.exists) return false;
  if (test.changes && deepEqual(values, before === undefined ? [] : valuesAt(before, test.path))) return false;
  const tests = valueTests(test);
  return tests.length === 0 || values.some((value) => tests.every((isMet) => isMet(value)));
}

function valueTests({ is, isNot, contains, atLeast, atMost }: FieldTest): readonly ((value: unknown) => boolean)[] {
  const tests: ((value: unknown) => boolean)[] = [];
  if (is !== undefined) tests.push((value) => value === is);
  if (isNot !== undefined) tests.push((value) => value !== isNot);
  if (contains !== undefined) tests.push((value) => typeof value === "string" && value.includes(contains));
  if (atLeast !== undefined) tests.push((value) => typeof value === "number" && value >= atLeast);
  if (atMost !== undefined) tests.push((value) => typeof value === "number" && value <= atMost);
  return tests;
}

/** A gap is of no object: tests of one are not met by it. */
function namesObject({
  object,
  about,
  reason,
  message,
  change,
  initial,
  inferred,
  repaired,
  stage,
  fields,
  ...others
}: FrameTests): boolean {
  const { reaches, opens, resolves, open } = others;
  const ofFrame = [about, reason, message, change, initial, inferred, repaired, stage, fields];
  if (ofFrame.some((test) => test !== undefined)) return true;
  return object !== undefined && [reaches, opens, resolves, open].every((test) => test === undefined);
}

/** "Pod/nginx", "Pod/web-*", "Pod"; kinds as kubectl takes them. */
export function matchesPattern(pattern: string, ref: Pick<ObjectRef, "kind" | "apiVersion" | "name">): boolean {
  const slash = pattern.indexOf("/");
  const kind = slash < 0 ? pattern : pattern.slice(0, slash);
  if (!isKind(kind, ref)) return false;
  const name = slash < 0 ? "*" : pattern.slice(slash + 1);
  return name.endsWith("*") ? ref.name.startsWith(name.slice(0, -1)) : ref.name === name;
}
