import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";
import { startRecorder } from "../support/recorder-process.js";

describe("a recorder that is killed", () => {
  it.each([0, 150, 300, 550])(
    "%d ms after its first commit leaves every committed frame, in order, in a session shown as interrupted",
    async (afterMs) => {
      const folder = temporaryFolder();
      onTestFinished(() => folder[Symbol.dispose]());
      const database = join(folder.path, "kubespy.db");
      const child = await startRecorder(database, { frames: Number.POSITIVE_INFINITY, perSecond: 5000 });
      let printed = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        printed += chunk;
      });
      while (!/^[1-9]/m.test(printed) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      expect(child.exitCode).toBe(null);
      const exited = once(child, "close");
      child.kill("SIGKILL");
      await exited;

      const safe = Number(/(\d+)\n[^\n]*$/.exec(printed)?.[1]);
      expect(safe).toBeGreaterThan(0);
      const store = await openSqliteStore(database, { clock: systemClock });
      onTestFinished(() => store.close());
      const reader = await store.open("live");
      expect(reader.summary.state).toBe("interrupted");
      expect(reader.summary.frames).toBeGreaterThanOrEqual(safe);
      const frames = await collect(reader.frames());
      expect(frames.map(({ sequence }) => sequence)).toEqual(Array.from({ length: reader.summary.frames }, (_, i) => i + 1));
      for (const frame of frames)
        if (frame.kind === "object") expect(frame.revision.object.metadata.resourceVersion).toBe(String(frame.sequence));
    },
  );
});
