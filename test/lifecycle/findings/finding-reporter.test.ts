import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FindingReporter } from "../../../src/lifecycle/findings/finding-reporter.js";
import { openRecording } from "../../../src/recording/open-recording.js";
import { projectRoot } from "../../support/program.js";

it("what shows in nothing happening is told when its time has passed, once, although no frame comes", async () => {
  const file = createReadStream(join(projectRoot, "test", "lifecycle", "real", "ingress-no-backend.kubespy.gz"));
  const reader = await openRecording(file, { name: "ingress-no-backend" });
  const reporter = new FindingReporter({ scope: reader.summary.header });
  let lastMs = 0;
  for await (const frame of reader.frames()) {
    expect(reporter.note(frame)).toEqual([]);
    lastMs = frame.offsetMs;
  }
  const told = (afterMs: number) => reporter.pass(lastMs + afterMs).map(({ kind, finding }) => `${kind} ${finding.class}`);
  expect(told(5000)).toEqual([]);
  expect(told(15_000).sort()).toEqual(["arose BackendNotFound", "arose NoIngressClass"]);
  expect(told(20_000)).toEqual([]);
  await reader.close();
});
