import { FrameInterpreter } from "../../src/interpret/frame-interpreter.js";
import { Milestones } from "../../src/lifecycle/milestones/milestones.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { frameOf } from "./pods.js";

/** A lifecycle that no recording shows, revision by revision, from the documentation and the source code of Kubernetes. */
export function live(...revisions: readonly KubeObject[]) {
  const milestones = new Milestones();
  const interpreter = new FrameInterpreter({ findings: false });
  const frames = revisions.map((object, i) =>
    frameOf(object, {
      sequence: i + 1,
      offsetMs: i * 1000,
      observedAt: new Date(Date.parse("2026-01-01T00:00:00Z") + i * 1000).toISOString(),
      type: i === 0 ? "ADDED" : "MODIFIED",
    }),
  );
  for (const frame of frames) milestones.observe(frame);
  return {
    stages: revisions.map(stageOf).map(({ name, tone, detail }) => `${name}${detail === undefined ? "" : ` (${detail})`}, ${tone}`),
    milestones: milestones.all().map(({ name, container, sequence, how }) => {
      const whose = container === undefined ? "" : ` ${container}`;
      return `${name}${whose} #${sequence}${how === "passed" ? " ≤" : ""}`;
    }),
    sentences: frames
      .map((frame) => interpreter.interpret(frame))
      .flatMap((each) => (each.kind === "gap" ? [] : [each.narration.sentence])),
  };
}
