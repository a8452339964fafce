import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LiveFindings } from "../../src/commands/record/live-findings.js";
import type { FindingNews } from "../../src/diagnosis/engine/finding-reporter.js";
import type { Frame } from "../../src/model/frame.js";
import type { SessionHeader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { framesOf } from "../diagnosis/timed-objects.js";
import { pod } from "../lifecycle/pods.js";
import { projectRoot } from "../support/program.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

/** Pods that were evicted, one each so many ms: each is a finding at once. */
function failures(count: number, everyMs: number): readonly Frame[] {
  return framesOf(
    Array.from({ length: count }, (_, n) => {
      const evicted = {
        phase: "Failed",
        metadata: { name: `web-${n}`, uid: `u${n}` },
        status: { reason: "Evicted", message: "low on memory" },
      };
      return [(n * everyMs) / 1000, pod(evicted)] as const;
    }),
  );
}

/** A screen's part: what it is told, and when. */
function watched(scope?: SessionHeader) {
  const clock = new VirtualClock();
  const findings = new LiveFindings({ clock, startMs: 0, scope: scope && { scope } });
  const said: { readonly atMs: number; readonly name: string }[] = [];
  const say = (news: readonly FindingNews[]) => {
    for (const { kind, finding } of news) said.push({ atMs: clock.monotonicMs(), name: `${kind} ${finding.class} ${finding.object.name}` });
  };
  const kept = findings.keep(() => say(findings.news().news));
  const end = async () => {
    findings.end();
    await kept;
  };
  return { clock, findings, said, say, end };
}

describe("findings while recording", () => {
  it("are said with a change at any moment after a pause, though the pause is looked at too", async () => {
    const { clock, findings, said, say, end } = watched();
    await clock.advance(1200);
    const [first] = failures(1, 0);
    if (first !== undefined) say(findings.report({ ...first, offsetMs: 1200 }));
    expect(said).toEqual([{ atMs: 1200, name: "opened Evicted web-0" }]);
    await end();
  });

  it("are said with a change that comes alone, before the next one", async () => {
    const { clock, findings, said, say, end } = watched();
    for (const frame of failures(3, 2000)) {
      await clock.advance(frame.offsetMs - clock.monotonicMs());
      say(findings.report(frame));
      expect(said.at(-1)).toEqual({ atMs: frame.offsetMs, name: `opened Evicted web-${frame.offsetMs / 2000}` });
    }
    expect(said).toHaveLength(3);
    await end();
  });

  it("are said at most every half second while changes come one upon another, in order, and none is lost", async () => {
    const { clock, findings, said, say, end } = watched();
    for (const frame of failures(150, 10)) {
      await clock.advance(frame.offsetMs - clock.monotonicMs());
      say(findings.report(frame));
    }
    const times = [...new Set(said.map(({ atMs }) => atMs))];
    expect(times.length).toBeGreaterThanOrEqual(2);
    for (const [n, atMs] of times.slice(1).entries()) expect(atMs - (times[n] ?? 0)).toBeGreaterThanOrEqual(500);
    expect(said.length).toBeLessThan(150);
    await end();
    say(findings.news().news);
    expect(said.map(({ name }) => name)).toEqual(Array.from({ length: 150 }, (_, n) => `opened Evicted web-${n}`));
  });

  it("of a burst are said half a second later when nothing follows it", async () => {
    const { clock, findings, said, say, end } = watched();
    for (const frame of failures(20, 0)) say(findings.report(frame));
    expect(said).toHaveLength(1);
    await clock.advance(499);
    expect(said).toHaveLength(1);
    await clock.advance(1);
    expect(said).toHaveLength(20);
    await end();
  });

  it("of changes that were only counted on the screen are said as well", async () => {
    const { clock, findings, said, end } = watched();
    for (const frame of failures(5, 0)) findings.observe(frame);
    await clock.advance(1000);
    expect(said).toHaveLength(5);
    await end();
  });

  it("that show in nothing happening are said without a change, once", async () => {
    const file = createReadStream(join(projectRoot, "test", "diagnosis", "real", "ingress-no-backend.kubespy.gz"));
    const reader = await openRecording(file, { name: "ingress-no-backend" });
    const { clock, findings, said, say, end } = watched(reader.summary.header);
    for await (const frame of reader.frames()) {
      await clock.advance(Math.max(0, frame.offsetMs - clock.monotonicMs()));
      say(findings.report(frame));
    }
    expect(said).toEqual([]);
    await clock.advance(60_000);
    expect(said.map(({ name }) => name.split(" ").slice(0, 2).join(" ")).sort()).toEqual([
      "opened BackendNotFound",
      "opened NoIngressClass",
    ]);
    await end();
    await reader.close();
  });

  it("are not said after the end", async () => {
    const { clock, findings, said, end } = watched();
    for (const frame of failures(5, 0)) findings.observe(frame);
    await end();
    await clock.advance(5000);
    await settle();
    expect(said).toEqual([]);
  });
});
