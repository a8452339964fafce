import type { Stage } from "../../lifecycle/kinds/kind-rules.js";
import { type ContainerFacts, containersOf } from "../../lifecycle/kinds/pod/containers.js";
import { isTrouble } from "../../lifecycle/kinds/pod/waiting-reasons.js";
import { shortDigest } from "../../lifecycle/narration/words.js";
import type { KubeObject } from "../../model/kube-object.js";

/** What makes two stages the same step in two runs, and what is said of a step. */
export interface StepKey {
  readonly key: string;
  /** Of a container's failure: what follows the name of the run in a sentence. " could not pull nginx:nonsense", "'s container web terminated (exit code 1)". */
  readonly predicate?: string;
  readonly container?: string;
}

/**
 * The step that an object is in. Details that depend on the kubelet's timing do not count: a pull that fails and the back-off before the next
 * one are one step; so are a container that ended and its CrashLoopBackOff.
 */
export function stepKey(object: KubeObject, stage: Stage): StepKey {
  if (stage.tone !== "bad") return { key: stage.name };
  if (object.kind === "Pod" && object.apiVersion === "v1" && stage.name !== "Failed") {
    const container = containersOf(object).find((c) => isTrouble(c));
    if (container !== undefined) return containerStep(container);
  }
  const reason = stage.name === "Failed" || /^[A-Z][A-Za-z]+$/.test(stage.detail ?? "") ? stage.detail : undefined;
  return reason === undefined || reason === stage.name ? { key: stage.name } : { key: `${stage.name}: ${reason}` };
}

function containerStep(container: ContainerFacts): StepKey {
  const { state, name, role } = container;
  const which = role === "container" ? "container" : role === "sidecar" ? "sidecar" : "init container";
  const step = (key: string, predicate: string): StepKey => ({ key: role === "init" ? `Init: ${key}` : key, predicate, container: name });
  if (state.kind === "waiting" && pullReasons.has(state.reason ?? ""))
    return step("ImagePullBackOff", ` could not pull ${imageOf(container)}`);
  const ended =
    state.kind === "terminated" ? state : state.kind === "waiting" && state.reason === "CrashLoopBackOff" ? container.last : undefined;
  if (ended === undefined) {
    const reason = state.kind === "waiting" ? (state.reason ?? "waiting") : state.kind;
    return step(
      reason,
      reason === "CrashLoopBackOff" ? `'s ${which} ${name} kept terminating` : ` could not start ${which} ${name}: ${reason}`,
    );
  }
  const why = ended.reason === undefined || ended.reason === "Error" ? "" : `${ended.reason}, `;
  const key = `${why}exit code ${ended.exitCode}`;
  const verb = state.kind === "waiting" && container.restarts > 0 ? "kept terminating" : "terminated";
  return step(key, `'s ${which} ${name} ${verb} (${key})`);
}

const pullReasons: ReadonlySet<string> = new Set(["ErrImagePull", "ImagePullBackOff"]);

function imageOf({ image, name }: ContainerFacts): string {
  return image === undefined ? `the image of ${name}` : image.replace(/sha256:[0-9a-f]{64}/, (digest) => shortDigest(digest));
}

/** What a run did in a step: "A started its containers", "B could not pull nginx:nonsense", "A became Ready for the 2nd time". Can hold recorded text. */
export function describeStep(run: string, kind: string, step: DescribedStep): string {
  const { nth = 1, found, interval } = step;
  if (found) return `${run} was found ${describeStage(interval.stage)}`;
  return `${run}${predicateOf(kind, step)}${nth === 1 ? "" : ` for the ${ordinal(nth)} time`}`;
}

function predicateOf(kind: string, { key, interval: { predicate, stage } }: DescribedStep): string {
  if (predicate !== undefined) return predicate;
  if (key.startsWith("not ")) return ` was no longer ${key.slice(4)}`;
  const verb = (kind === "/Pod" ? podVerbs : undefined)?.get(key) ?? verbs.get(key);
  if (verb !== undefined) return ` ${verb}`;
  return ` became ${key === stage.name ? stage.name : describeStage(stage)}`;
}

/** "1st", "2nd", "11th", "23rd". */
export function ordinal(n: number): string {
  const ending = Math.floor(n / 10) % 10 === 1 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}

interface DescribedStep {
  readonly key: string;
  readonly nth?: number;
  readonly found?: boolean;
  readonly interval: Pick<StepKey, "predicate"> & { readonly stage: Stage };
}

const podVerbs: ReadonlyMap<string, string> = new Map([
  ["Scheduled", "was scheduled"],
  ["Creating", "started creating its containers"],
  ["Running", "started its containers"],
  ["Created: Unschedulable", "could not be scheduled"],
  ["Created: SchedulingGated", "was blocked by its scheduling gates"],
]);

const verbs: ReadonlyMap<string, string> = new Map([
  ["Created", "was created"],
  ["Completed", "completed"],
  ["Terminating", "started terminating"],
  ["Deleted", "was deleted"],
  ["Scaled to zero", "was scaled to zero"],
]);

/** "Creating (ErrImagePull)". Can hold recorded text. */
export function describeStage({ name, detail }: Pick<Stage, "name" | "detail">): string {
  return detail === undefined ? name : `${name} (${detail})`;
}
