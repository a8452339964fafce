import type { KubeObject } from "../../model/kube-object.js";
import { at, itemsAt } from "../fields/fields.js";
import type { LifeStep } from "../kinds/kind-rules.js";
import { type Resize, resizeOf } from "../kinds/pod/resize.js";
import { capital } from "../narration/words.js";
import { stepOf } from "./common-milestones.js";

/** The first resize in place of one Pod: asked for in its spec, taken up by the kubelet, and over when the kubelet tells of it no more. */
export class Resizes {
  #spec: unknown;
  #wanted: string | undefined;
  #asked = false;
  #latest: Resize | undefined;

  steps(pod: KubeObject): readonly LifeStep[] {
    if (pod["spec"] !== this.#spec) this.#noteSpec(pod);
    const now = resizeOf(pod);
    const isOver = now === undefined && this.#latest !== undefined && !this.#latest.isStuck;
    this.#latest = now;
    return [
      ...(this.#asked ? [stepOf("Resize asked", undefined, { tone: "neutral" })] : []),
      ...(now === undefined ? [] : [stepOf(capital(now.words), now.sinceMs, { tone: now.isStuck ? "bad" : "progress" })]),
      ...(isOver ? [stepOf("Resized", undefined, { tone: "good" })] : []),
    ];
  }

  #noteSpec(pod: KubeObject): void {
    const wanted = JSON.stringify([at(pod, "spec", "resources"), ...itemsAt(pod, "spec", "containers").map((c) => at(c, "resources"))]);
    this.#asked ||= this.#wanted !== undefined && wanted !== this.#wanted;
    this.#wanted = wanted;
    this.#spec = pod["spec"];
  }
}
