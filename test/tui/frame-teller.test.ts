import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Narrator } from "../../src/lifecycle/narration/narrator.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { RowNarrator } from "../../src/tui/tasks/frame-interpretation.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { projectRoot } from "../support/program.js";

it.each(["pod-nginx", "deployment-rollout", "job-backoff"])(
  "wherever one begins to look at %s, a step is told as in the whole replay",
  async (name) => {
    const file = createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`));
    const reader = await openRecording(file, { name });
    const narrator = new Narrator();
    for await (const frame of reader.frames()) {
      if (frame.kind === "gap") continue;
      const row = await new RowNarrator(reader).tell(frame);
      expect(row).toMatchObject({ narration: narrator.narrate(frame) });
    }
    await reader.close();
  },
);

it("a step is told by the server's clock, as in the whole replay", async () => {
  const clockOffsetMs = 3_600_000;
  const metadata = { name: "web", uid: "uid-web" as Uid, namespace: "default", creationTimestamp: "2026-01-01T00:00:00Z" };
  const frame: ObjectFrame = { ...objectFrame(1, { type: "ADDED", object: { metadata } }), initial: true };
  const row = await new RowNarrator(sessionOf([frame], { server: { clockOffsetMs } })).tell(frame);
  expect(row).toMatchObject({ narration: new Narrator(clockOffsetMs).narrate(frame) });
  expect(row).not.toMatchObject({ narration: new Narrator().narrate(frame) });
});
