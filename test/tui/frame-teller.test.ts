import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Narrator } from "../../src/lifecycle/narrator.js";
import { openRecording } from "../../src/recording/open-recording.js";
import { FrameTeller } from "../../src/tui/frame-teller.js";
import { projectRoot } from "../support/program.js";

it.each(["pod-nginx", "deployment-rollout", "job-backoff"])(
  "wherever one begins to look at %s, a step is told as in the whole replay",
  async (name) => {
    const file = createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`));
    const reader = await openRecording(file, { name });
    const narrator = new Narrator();
    for await (const frame of reader.frames()) {
      if (frame.kind === "gap") continue;
      const row = await new FrameTeller(reader).tell(frame);
      expect(row).toMatchObject({ narration: narrator.tell(frame) });
    }
    await reader.close();
  },
);
