import type { Role, RoleMember } from "./align.js";
import { isOptional, type Step } from "./path.js";
import { type Both, otherSide, type Side, sides } from "./sides.js";

/** Where the lives of one role part in the two runs. */
export interface Parting {
  readonly role: Role;
  /**
   * `outcome`: one went wrong, stayed behind or lost what it had, or they became different things. `beyond`: one went wrong at a time of its life
   * that the other recording does not reach. `ending`: one was deleted or scaled away and the other was not. `alone`: only one run has it.
   */
  readonly kind: "outcome" | "beyond" | "ending" | "alone";
  /** The last step that both took. */
  readonly common?: Both<Step>;
  /** The step that each took next; missing for a run that stayed where it was. */
  readonly next: Both<Step>;
}

/** How the paths of one role part; undefined when they do not, or when one recording only ends sooner than the other. */
export function partingOf(role: Role): Parting | undefined {
  const { a, b } = role;
  if (a === undefined || b === undefined) return { role, kind: "alone", next: {} };
  const [stepsA, stepsB] = [a.path, b.path];
  let common: Both<Step> | undefined;
  let [i, j] = [startOf(a, b), startOf(b, a)];
  for (;;) {
    const [stepA, stepB] = [stepsA[i], stepsB[j]];
    if (stepA === undefined && stepB === undefined) return finalParting(role, common);
    if (stepA !== undefined && stepB !== undefined && isSame(role, stepA, stepB)) {
      common = { a: stepA, b: stepB };
      i++;
      j++;
    } else if (stepA !== undefined && isOptional(stepA)) i++;
    else if (stepB !== undefined && isOptional(stepB)) j++;
    else return named(role, common, { ...(stepA === undefined ? {} : { a: stepA }), ...(stepB === undefined ? {} : { b: stepB }) });
  }
}

/** One that was there already when recording began was not seen on the rungs that the other climbed. */
function startOf({ object, path }: RoleMember, other: RoleMember): number {
  const first = other.path[0]?.stretch;
  if (object.found || !other.object.found || first === undefined) return 0;
  const reached = path.findIndex(({ key }) => key === first.key);
  return Math.max(0, reached);
}

function isSame({ a, b }: Role, stepA: Step, stepB: Step): boolean {
  if (stepA.key !== stepB.key) return false;
  const [nameA, nameB] = [stepA.stretch.container, stepB.stretch.container];
  if (nameA === undefined || nameB === undefined || nameA === nameB) return true;
  const [namesA, namesB] = [a?.object.containers ?? [], b?.object.containers ?? []];
  return !namesA.includes(nameB) && !namesB.includes(nameA) && namesA.indexOf(nameA) === namesB.indexOf(nameB);
}

function named(role: Role, common: Both<Step> | undefined, next: Both<Step>): Parting | undefined {
  const kind = kindOf(role, next);
  return kind === undefined ? undefined : { role, kind, next, ...(common === undefined ? {} : { common }) };
}

function kindOf(role: Role, next: Both<Step>): Parting["kind"] | undefined {
  const ahead = sides.find((side) => next[side] !== undefined && next[otherSide(side)] === undefined);
  if (ahead === undefined) return sides.every((side) => isEnding(next[side])) ? undefined : oneEnded(next) ? "ending" : "outcome";
  const step = next[ahead];
  if (step === undefined) return undefined;
  const long = wasWatchedLong(role, otherSide(ahead), step);
  if (isEnding(step) || step.stretch.stage.tone === "neutral") return long ? "ending" : undefined;
  if (long) return "outcome";
  return step.stretch.stage.tone === "bad" || step.key.startsWith("not ") ? "beyond" : undefined;
}

export function isEnding(step: Step | undefined): boolean {
  return step?.key === "Terminating" || step?.key === "Deleted";
}

/** One was deleted where the other went on to something that is neither wrong nor what both were on their way to. */
function oneEnded(next: Both<Step>): boolean {
  return sides.some((side) => {
    const other = next[otherSide(side)];
    return isEnding(next[side]) && isFine(other) && other?.stretch.stage.tone !== "good" && (other?.stretch.rung ?? -1) < 0;
  });
}

/** Not wrong, and nothing lost. */
export function isFine(step: Step | undefined): boolean {
  return step === undefined || (step.stretch.stage.tone !== "bad" && !step.key.startsWith("not "));
}

/** True when this side was watched well beyond the time at which the other took its step: it did stay behind. */
function wasWatchedLong(role: Role, side: Side, step: Step): boolean {
  const object = role[side]?.object;
  return object !== undefined && object.endMs - object.zeroMs >= step.atMs * 1.5 + 2000;
}

/** Both took the same steps: yet one may have ended well, and the other not. A loop that both went round is no end. */
function finalParting(role: Role, common: Both<Step> | undefined): Parting | undefined {
  const last = { a: finalStep(role.a), b: finalStep(role.b) };
  if (last.a === undefined || last.b === undefined || last.a.key === last.b.key) return undefined;
  const isBad = (step: Step) => !isFine(step);
  if (isBad(last.a) === isBad(last.b) || (last.a.times > 1 && last.b.times > 1)) return undefined;
  return { role, kind: "outcome", next: { a: last.a, b: last.b }, ...(common === undefined ? {} : { common }) };
}

function finalStep(player: RoleMember | undefined): Step | undefined {
  return player?.path.find(({ final }) => final);
}

/** It was there before, nothing happened to it, and the other recording did not look at it. */
export function isBystander({ a, b }: Role): boolean {
  const alone = a === undefined ? b : b === undefined ? a : undefined;
  return alone?.object.found === true && alone.object.revisions === 1;
}
