import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import { GrowingMatches } from "../../src/lesson/predicate/growing-matches.js";
import { matchPredicates } from "../../src/lesson/predicate/match-predicates.js";
import type { Predicate } from "../../src/lesson/predicate/predicate.js";
import type { Frame } from "../../src/model/frame.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { projectRoot } from "../support/program.js";
import { bundledSession } from "./bundled-session.js";

const predicates: readonly Predicate[] = [
  { object: "Pod", stage: "Running" },
  { reaches: "Ready" },
  { opens: "ErrImagePull" },
  { opens: "ImagePullBackOff", cause: "ErrImagePull" },
  { opens: "RolloutStalled" },
  { open: "CrashLoopBackOff" },
  { resolves: "ErrImagePull" },
  { any: [{ reason: "Pulled" }, { reason: "Started" }], not: { change: "added" } },
  { object: "Pod", after: { reaches: "Ready" }, before: { change: "deleted" } },
  { fields: [{ path: "status.phase", is: "Running", changes: true }] },
];

describe("the predicates of a session that is being recorded", () => {
  it.each(["pod-bad-image-tag", "pod-crashloop", "deployment-bad-rollout", "pod-missing-pvc", "service-clusterip"])(
    "are met at each moment by the frames that would meet them if %s ended there",
    async (name) => {
      const { reader } = await bundledSession(name);
      const { header } = reader.summary;
      const growing = new GrowingMatches(predicates, header);
      const frames: Frame[] = [];
      for await (const frame of reader.frames()) {
        frames.push(frame);
        growing.observe(frame);
        // The first ones, in which most happens, and some of the others.
        if (frame.sequence > 12 && frame.sequence % 7 > 0 && frame.sequence < reader.summary.frames) continue;
        const until = new InMemorySessionReader(frames, { header });
        const matches = await matchPredicates(predicates, { reader: until, analysis: await analyse(until) });
        const now = growing.matchesAt(until.summary.durationMs);
        expect(predicates.map(now), `at #${frame.sequence}`).toEqual(predicates.map(matches));
      }
      expect(frames.length).toBeGreaterThan(3);
    },
  );

  it("are met by no frame where nothing was recorded", () => {
    const growing = new GrowingMatches(predicates, { targets: [], streams: [] });
    expect(predicates.map(growing.matchesAt(1_000))).toEqual(predicates.map(() => []));
  });

  it("are met when a finding shows in nothing happening, without a further frame", async () => {
    const file = createReadStream(join(projectRoot, "test", "diagnosis", "real", "ingress-no-backend.kubespy.gz"));
    const reader = await openRecording(file, { name: "ingress-no-backend" });
    const open: Predicate = { open: "BackendNotFound" };
    const growing = new GrowingMatches([open], reader.summary.header);
    let last: Frame | undefined;
    for await (const frame of reader.frames()) {
      growing.observe(frame);
      last = frame;
    }
    const metAfter = (ms: number) => growing.matchesAt((last?.offsetMs ?? 0) + ms)(open);
    expect(metAfter(5_000)).toEqual([]);
    expect(metAfter(15_000)).toEqual([last?.sequence]);
  });
});
