import type { Finding } from "../../diagnosis/engine/finding.js";
import { displayName } from "../../model/kube-object.js";
import { expectedFramesOf } from "../expected-frames.js";
import type { Choice, Task } from "../lesson.js";
import type { Matches } from "../predicate/match-predicates.js";
import type { Predicate } from "../predicate/predicate.js";
import type { ChosenMoment } from "./choose-moments.js";
import type { Evidence } from "./draft-moments.js";
import { type PlausibleCause, plainLine, plausibleFor, todo } from "./draft-texts.js";

/** What tasks are proposed from. */
export interface DraftFacts {
  readonly matches: Matches;
  /** Of the session. */
  readonly frames: number;
  /** By the findings of the moments. */
  readonly subjects: ReadonlyMap<Finding, FindingSubject>;
  /** Whether a finding of a class opens, by its class. */
  readonly classes: ReadonlyMap<string, Predicate>;
  /** The uids of an object's owners, by its own. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

/** What a lesson can ask of a finding. */
export interface FindingSubject {
  /** The finding that explains it, or itself; what shows that it opens. */
  readonly cause: Finding;
  readonly causeShows: Predicate;
  /** What shows it best, and what does so only nearly: Events about the object, or its own steps. */
  readonly evidence?: Evidence | undefined;
  readonly nearby?: Predicate | undefined;
}

/** So many of each kind are proposed. */
const maxOfKind = 3;
const wrongChoices = 2;
/** Characters: a question takes one line, the right answer two at most. */
const maxQuestion = 76;
const maxAnswer = 140;
/** A task that more frames answer asks for nothing in particular. */
const maxRightFrames = 100;

/** A task for each of the moments that one can be proposed for: they look ahead to the next moment, and explain the findings that have opened. */
export function draftTasks(moments: readonly ChosenMoment[], facts: DraftFacts): readonly (Task | undefined)[] {
  const tasks: (Task | undefined)[] = moments.map(() => undefined);
  const propose = (make: (moment: ChosenMoment, next: ChosenMoment | undefined) => Task | undefined) => {
    let proposed = 0;
    for (const [i, moment] of moments.entries()) {
      if (tasks[i] !== undefined || proposed === maxOfKind) continue;
      tasks[i] = make(moment, moments[i + 1]);
      if (tasks[i] !== undefined) proposed++;
    }
  };
  propose((moment) => explainTask(moment, facts));
  propose((_, next) => findTask(next, facts));
  propose((moment, next) => predictTask(moment, next, facts));
  return tasks;
}

function explainTask({ kind, finding, sequence }: ChosenMoment, facts: DraftFacts): Task | undefined {
  const subject = finding === undefined ? undefined : facts.subjects.get(finding);
  if (kind !== "opened" || finding === undefined || subject === undefined) return undefined;
  const { cause, causeShows } = subject;
  const right = rightChoice(cause.message, causeShows, facts.matches(causeShows));
  const wrong = wrongFor(cause.object.kind, sequence, facts);
  return withChoices(
    right,
    wrong.map(([name, meaning]) => wrongChoice(meaning, name, facts)),
    sequence,
    {
      explain: plainLine(`Why did this happen: ${finding.class} of ${displayName(finding.object)}?`, maxQuestion),
      hints: ["Go back with b, and read the Kubernetes Events and the conditions again."],
      debrief: `${plainLine(cause.message, 300)}\n\n${todo}: how one can tell this from the other answers.`,
    },
  );
}

function findTask(next: ChosenMoment | undefined, { subjects, matches, frames }: DraftFacts): Task | undefined {
  const subject = next?.finding === undefined ? undefined : subjects.get(next.finding);
  if (next?.kind !== "opened" || next.finding === undefined || subject?.evidence === undefined) return undefined;
  const { shows, isEvent, object } = subject.evidence;
  const right = matches(shows);
  if (right.length === 0 || right.length > maxRightFrames || right.length * 2 > frames) return undefined;
  const { nearby } = subject;
  const hint = isEvent
    ? `That is a change of ${object} itself. Which Kubernetes Event about it shows it?`
    : `That is a Kubernetes Event about ${object}. Which of its own steps shows it?`;
  const isReached = nearby !== undefined && matches(nearby).some((sequence) => !right.includes(sequence));
  return {
    find: plainLine(`Move to a step that shows ${shows.stage ?? shows.reason} of ${object}.`, maxQuestion),
    if: shows,
    expectedFrames: expectedFramesOf(right),
    ...(isReached ? { mistakes: [{ if: nearby, hint: plainLine(hint, 500) }] } : {}),
    hints: [
      "Press n to move on to the next meaningful change.",
      plainLine(isEvent ? `Look for a Kubernetes Event about ${object}.` : `Look at the stage of ${object}.`, 500),
    ],
    debrief: `${todo}: what this step proves, and where kubectl shows it.`,
  };
}

function predictTask({ sequence, ref: own }: ChosenMoment, next: ChosenMoment | undefined, facts: DraftFacts): Task | undefined {
  if (next?.ref === undefined || next.kind === "resolved") return undefined;
  const { ref } = next;
  // Watches of two kinds have no common order: an owner that is seen after what it owns was there before.
  if (next.kind === "created" && own !== undefined && facts.owners.get(own.uid)?.includes(ref.uid) === true) return undefined;
  const proofs = facts.matches(next.shows).filter((each) => each > sequence && each <= next.sequence);
  const right = rightChoice(next.title, next.shows, proofs);
  const choices = wrongFor(ref.kind, sequence, facts).map(([name]) => wrongChoice(`${displayName(ref)}: ${name}`, name, facts));
  return withChoices(right, choices, sequence, {
    predict: "What comes next?",
    hints: ["Think of who acts next: the scheduler, the kubelet, a controller?"],
    debrief: `${plainLine(next.title, 300)}.\n\n${todo}: why this comes next.`,
  });
}

interface ChoiceParts {
  readonly hints: readonly string[];
  readonly debrief: string;
}

/** The place of the right choice follows from the session, so that it is not always the first. */
function withChoices(
  right: Choice | undefined,
  wrong: readonly Choice[],
  sequence: number,
  parts: ChoiceParts & ({ readonly predict: string } | { readonly explain: string }),
): Task | undefined {
  if (right === undefined || wrong.length === 0) return undefined;
  const place = sequence % (wrong.length + 1);
  const { hints, debrief, ...question } = parts;
  return { ...question, choices: [...wrong.slice(0, place), right, ...wrong.slice(place)], hints, debrief };
}

function rightChoice(answer: string, shows: Predicate, proofs: readonly number[]): Choice | undefined {
  if (proofs.length === 0 || proofs.length > maxRightFrames) return undefined;
  return { answer: plainLine(answer, maxAnswer), if: shows, expectedFrames: expectedFramesOf(proofs) };
}

function wrongChoice(answer: string, name: string, { classes }: DraftFacts): Choice {
  return {
    answer: plainLine(answer, maxQuestion),
    if: classes.get(name),
    hint: `This recording has no finding of the class ${name}. What would show one, and is it there?`,
  };
}

/** Causes that the session does not have, others at each moment. */
function wrongFor(kind: string, sequence: number, { matches, classes }: DraftFacts): readonly PlausibleCause[] {
  const absent = plausibleFor(kind).filter(([name]) => isAbsent(classes.get(name), matches));
  const first = sequence % Math.max(1, absent.length);
  return [...absent.slice(first), ...absent.slice(0, first)].slice(0, wrongChoices);
}

function isAbsent(opens: Predicate | undefined, matches: Matches): boolean {
  return opens !== undefined && matches(opens).length === 0;
}
