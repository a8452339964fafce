import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../../src/app/open-recording-file.js";
import { analyse } from "../../../src/interpret/analyse.js";
import { verdictOf } from "../../../src/report/verdict/verdict.js";
import { markdownOfSession, markdownOfStep } from "../../../src/web/view/steps/step-markdown.js";
import { projectRoot } from "../../support/program.js";

const reader = await openRecordingFile(join(projectRoot, "recordings", "pod-missing-pvc.kubespy.gz"));
const analysis = await analyse(reader);

describe("what the page copies as Markdown", () => {
  it("of a step is its sentence and diff; nothing where there is no such step", async () => {
    expect(await markdownOfStep(reader, analysis, 3)).toMatch(/^\*\*`#3` \+1\.611s Pod\/nginx\*\*/);
    expect(await markdownOfStep(reader, analysis, 99)).toBeUndefined();
  });

  it("of a session is what export writes", async () => {
    const text = await markdownOfSession(reader, {
      analysis,
      verdict: verdictOf(reader.summary, analysis),
      markers: [],
      warnings: [],
      file: "pod-missing-pvc.kubespy.gz",
    });
    expect(text).toContain("PersistentVolumeClaimNotFound");
    expect(text).toContain("kubespy replay pod-missing-pvc.kubespy.gz");
  });
});
