import { expect, it } from "vitest";
import { analyse } from "../../../../src/interpret/analyse.js";
import { interpretAt } from "../../../../src/interpret/interpret-at.js";
import { analysisForSteps } from "../../../../src/web/view/steps/analysis-for-steps.js";
import { bundled } from "../../../app/support.js";

it.each(["deployment-bad-rollout", "pod-restart-policies"])(
  "a step means the same by what is kept of an analysis for steps: %s",
  async (name) => {
    const reader = await bundled(name);
    const analysis = await analyse(reader);
    const kept = analysisForSteps(analysis);
    for (let sequence = 1; sequence <= reader.summary.frames; sequence++) {
      const [expected, step] = [await interpretAt(reader, analysis, sequence), await interpretAt(reader, kept, sequence)];
      expect(step?.news).toEqual(expected?.news);
      if (step?.kind === "object" && expected?.kind === "object") expect(step.narration).toEqual(expected.narration);
    }
  },
);
