import type { Stage } from "../../lifecycle/kinds/kind-rules.js";
import { type ContainerFacts, containersOf } from "../../lifecycle/kinds/pod/containers.js";
import { isTrouble } from "../../lifecycle/kinds/pod/waiting-reasons.js";
import { shortDigest } from "../../lifecycle/narration/words.js";
import type { KubeObject } from "../../model/kube-object.js";

/** What makes two stages the same step in two runs, and what is said of a step. */
export interface StepKey {
  readonly key: string;
  /** Of a container's failure: "could not pull nginx:nonsense". */
  readonly words?: string;
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
  const step = (key: string, words: string): StepKey => ({ key: role === "init" ? `Init: ${key}` : key, words, container: name });
  if (state.kind === "waiting" && pullReasons.has(state.reason ?? ""))
    return step("ImagePullBackOff", `could not pull ${imageOf(container)}`);
  const ended =
    state.kind === "terminated" ? state : state.kind === "waiting" && state.reason === "CrashLoopBackOff" ? container.last : undefined;
  if (ended === undefined) {
    const reason = state.kind === "waiting" ? (state.reason ?? "waiting") : state.kind;
    return step(reason, reason === "CrashLoopBackOff" ? `saw its ${which} end again and again` : `could not start its ${which}: ${reason}`);
  }
  const why = ended.reason === undefined || ended.reason === "Error" ? "" : `${ended.reason}, `;
  const key = `${why}exit code ${ended.exitCode}`;
  const often = state.kind === "waiting" && container.restarts > 0 ? "end again and again" : "end";
  return step(key, `saw its ${which} ${name} ${often} (${key})`);
}

const pullReasons: ReadonlySet<string> = new Set(["ErrImagePull", "ImagePullBackOff"]);

function imageOf({ image, name }: ContainerFacts): string {
  return image === undefined ? `the image of ${name}` : image.replace(/sha256:[0-9a-f]{64}/, (digest) => shortDigest(digest));
}

/** What an object did in a step, after the name of its run: "started its containers", "could not pull nginx:nonsense". Can hold recorded text. */
export function describeStep(
  kind: string,
  { key, interval: { words, stage } }: { readonly key: string; readonly interval: { readonly words?: string; readonly stage: Stage } },
): string {
  if (words !== undefined) return words;
  if (key.startsWith("not ")) return `was no longer ${key.slice(4)}`;
  const own = (kind === "/Pod" ? podSteps : undefined)?.get(key) ?? steps.get(key);
  if (own !== undefined) return own;
  return `became ${stage.name}${stage.detail === undefined || key === stage.name ? "" : ` (${stage.detail})`}`;
}

const podSteps: ReadonlyMap<string, string> = new Map([
  ["Created", "was created"],
  ["Scheduled", "found its node"],
  ["Creating", "was taken up by its kubelet"],
  ["Running", "started its containers"],
  ["Created: Unschedulable", "found no node"],
  ["Created: SchedulingGated", "was held back by its scheduling gates"],
]);

const steps: ReadonlyMap<string, string> = new Map([
  ["Created", "was created"],
  ["Completed", "ran to its end"],
  ["Terminating", "was told to terminate"],
  ["Deleted", "was deleted"],
  ["Scaled to zero", "was scaled to zero"],
]);

/** "Creating (ErrImagePull)". Can hold recorded text. */
export function describeStage({ name, detail }: Pick<Stage, "name" | "detail">): string {
  return detail === undefined ? name : `${name} (${detail})`;
}
