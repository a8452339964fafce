import type { Stage } from "../lifecycle/kinds/kind-rules.js";
import { type ContainerFacts, containersOf } from "../lifecycle/kinds/pod/containers.js";
import { isTrouble } from "../lifecycle/kinds/pod/waiting-reasons.js";
import { shortDigest } from "../lifecycle/narration/words.js";
import type { KubeObject } from "../model/kube-object.js";

export interface StepKey {
  readonly key: string;
  readonly words?: string;
  readonly container?: string;
}

/**
 * What makes two stages the same step in two runs. Details that come and go with the kubelet's timing do not count: a pull that fails
 * and the rest before the next try are one step, a container that ended and its CrashLoopBackOff are one as well.
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
  const told = (key: string, words: string): StepKey => ({ key: role === "init" ? `Init: ${key}` : key, words, container: name });
  if (state.kind === "waiting" && pulls.has(state.reason ?? "")) return told("ImagePullBackOff", `could not pull ${imageOf(container)}`);
  const ended =
    state.kind === "terminated" ? state : state.kind === "waiting" && state.reason === "CrashLoopBackOff" ? container.last : undefined;
  if (ended === undefined) {
    const reason = state.kind === "waiting" ? (state.reason ?? "waiting") : state.kind;
    return told(reason, reason === "CrashLoopBackOff" ? `saw its ${which} end again and again` : `could not start its ${which}: ${reason}`);
  }
  const why = ended.reason === undefined || ended.reason === "Error" ? "" : `${ended.reason}, `;
  const key = `${why}exit code ${ended.exitCode}`;
  const often = state.kind === "waiting" && container.restarts > 0 ? "end again and again" : "end";
  return told(key, `saw its ${which} ${name} ${often} (${key})`);
}

const pulls: ReadonlySet<string> = new Set(["ErrImagePull", "ImagePullBackOff"]);

function imageOf({ image, name }: ContainerFacts): string {
  return image === undefined ? `the image of ${name}` : image.replace(/sha256:[0-9a-f]{64}/, (digest) => shortDigest(digest));
}
