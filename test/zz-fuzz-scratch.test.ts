import { it } from "vitest";
import fs from "node:fs";
import { bundled } from "./compare/runs.js";
import { readerOf } from "./support/histories.js";
import { mutatedFrames } from "./support/hostile-values.js";
import { analyse } from "../src/interpret/session-analysis.js";
import { readRun } from "../src/compare/run/read-run.js";
import { FrameInterpreter } from "../src/interpret/frame-interpreter.js";
import { Tracer } from "../src/report/trace/tracer.js";
import { ReplayText } from "../src/report/replay/replay-text.js";
import { outcomeOf } from "../src/lifecycle/outcome.js";
import { pendingOf } from "../src/lifecycle/pending/pending-of.js";
import { readinessOf } from "../src/lifecycle/fields/readiness.js";
it("fuzz", async () => {
  const seen = new Map<string, number>();
  const names = ["pod-bad-image-tag", "pod-restart-policies", "deployment-bad-rollout", "job-backoff", "pod-missing-pvc", "service-loadbalancer-pending","pod-crashloop","pod-liveness-restart","pod-slow-readiness"];
  const end = Date.now() + Number(process.env["FUZZ_MS"] ?? 60000);
  const hs = await Promise.all(names.map(bundled));
  let runs = 0;
  while (Date.now() < end) {
    const h = hs[runs++ % hs.length]!;
    const muts = Array.from({ length: 30 }, () => ({ place: Math.floor(Math.random() * 2 ** 30), value: Math.floor(Math.random() * 31) }));
    const frames = mutatedFrames(h.frames, muts);
    const attempt = async (f: () => unknown) => {
      const t = Date.now();
      try { await f(); } catch (e) {
        const s = String((e as Error).stack).split("\n").slice(0, 4).join(" | ");
        if (!seen.has(s)) fs.appendFileSync("/tmp/values/fuzz/found.txt", s + "\n");
        seen.set(s, (seen.get(s) ?? 0) + 1);
      }
      if (Date.now() - t > 3000) fs.appendFileSync("/tmp/values/fuzz/slow.txt", `${Date.now() - t} ${f} ${JSON.stringify(muts)}\n`);
    };
    const reader = readerOf({ frames, header: h.header, markers: [] });
    await attempt(() => analyse(reader));
    await attempt(() => readRun(reader));
    const interpreter = new FrameInterpreter({ scope: h.header, changes: { noise: runs % 2 === 0, kubeEvents: true } });
    const tracer = new Tracer({ targets: [], startMs: Date.parse(h.header.startedAt), scope: h.header });
    const text = new ReplayText({ colour: false });
    for (const frame of frames) {
      await attempt(() => { text.step(interpreter.interpret(frame)); });
      await attempt(() => { tracer.observe(frame); tracer.picture(frame.offsetMs); });
      if (frame.kind === "object") await attempt(() => { outcomeOf(frame.revision.object); pendingOf(frame.revision.object); readinessOf(frame.revision.object); });
    }
  }
  fs.appendFileSync("/tmp/values/fuzz/found.txt", `runs ${runs}\n`);
}, 3_600_000);
