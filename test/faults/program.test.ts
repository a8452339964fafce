import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { ended, programPath } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";
import { type Comparison, holes, sumOf, untilItsEnd } from "./compare.js";
import { isFull, someScopes } from "./effort.js";
import { ProgramRig } from "./program-rig.js";
import { note, report } from "./report.js";

/** A loaded machine may take longer. */
vi.setConfig({ testTimeout: 240_000 });

function expectEqual(comparison: Comparison): void {
  expect({ lost: comparison.lost, wrong: comparison.wrong, named: comparison.named }).toEqual({ lost: [], wrong: [], named: [] });
}

describe.each(someScopes)("a recorder that is stopped: $name", (scope) => {
  const row = (fault: string, comparison: Comparison) =>
    report({ group: "Signals, pipes and terminals", fault, scope: scope.name, ...comparison });

  it.each([
    ["SIGINT", 1],
    ["SIGTERM", 1],
    ["SIGHUP", 1],
    ["SIGINT", 2],
  ] as const)("by %s, %d times, holds everything and an end", async (signal, times) => {
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record();
    rig.live();
    await rig.isStored();
    for (let n = 0; n < times; n++) child.kill(signal);
    await result;
    const { state, comparison } = await rig.stored();
    row(times === 1 ? signal : `${signal}, twice in a row`, comparison);
    // The second Ctrl-C may end it at once; committed frames stay.
    if (times === 1) expect(state).toBe("ended");
    expectEqual(comparison);
  });

  it("by a closed pipe (| head) stores everything and an end", async () => {
    await using rig = await ProgramRig.start(scope);
    const where = ["--kubeconfig", rig.server.kubeconfig, "--db", rig.database, "--session", "s"];
    const shell = spawn("sh", ["-c", `exec "$@" | head -n 3`, "sh", process.execPath, programPath, "record", ...scope.targets, ...where], {
      env: { PATH: process.env["PATH"], HOME: "/nonexistent", XDG_DATA_HOME: "/nonexistent" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const result = ended(shell);
    await rig.until(() => rig.server.openStreams === scope.collections.length);
    rig.live();
    // It notices a closed pipe with the first line that it cannot write.
    const poke = setInterval(() => scope.fence(rig.server, 1), 50);
    await result;
    clearInterval(poke);
    const { frames, state, comparison } = await rig.stored();
    expect(state).toBe("ended");
    expect(comparison.wrong).toEqual([]);
    row("the pipe is closed (`| head`)", untilItsEnd(comparison));
    expect(frames.length).toBeGreaterThan(3);
  });

  it("by closing its terminal stores everything and an end", async () => {
    await using rig = await ProgramRig.start(scope);
    const where = ["--kubeconfig", rig.server.kubeconfig, "--db", rig.database, "--session", "s"];
    const terminal = kubespyInTerminal(["record", ...scope.targets, ...where]);
    await rig.until(() => rig.server.openStreams === scope.collections.length);
    rig.live();
    await rig.isStored();
    terminal.kill("SIGHUP");
    await terminal.exit;
    await terminal[Symbol.asyncDispose]();
    const { state, comparison } = await rig.stored();
    row("the terminal is closed", comparison);
    expect(state).toBe("ended");
    expectEqual(comparison);
  });
});

describe.each(someScopes)("kill -9 at random moments: $name", (scope) => {
  const times = isFull ? 34 : 3;

  it(`${times} times: every committed frame is stored, in order, and the session is shown as interrupted`, async () => {
    const killedRuns: Comparison[] = [];
    let missingMs = 0;
    for (let n = 0; n < times; n++) {
      const { comparison, ageMs } = await killed();
      missingMs = Math.max(missingMs, ageMs);
      killedRuns.push(comparison);
    }
    report({ group: "Death", fault: `\`kill -9\` at ${times} random moments`, scope: scope.name, ...untilItsEnd(sumOf(killedRuns)) });
    note("kill", `${scope.name}: at ${times} random moments the changes of at most the last ${Math.ceil(missingMs)} ms were missing`);
  }, 600_000);

  /** Makes some hundred changes a second until the recorder is killed. */
  async function killed(): Promise<{ readonly comparison: Comparison; readonly ageMs: number }> {
    await using rig = await ProgramRig.start(scope);
    const { child, result } = await rig.record();
    const sentAt: number[] = [];
    const living = setInterval(() => {
      rig.live();
      while (sentAt.length < rig.server.history.length) sentAt.push(systemClock.monotonicMs());
    }, 40);
    await systemClock.sleep(randomInt(50, 900));
    clearInterval(living);
    child.kill("SIGKILL");
    const killedAt = systemClock.monotonicMs();
    await result;
    const { state, frames, comparison } = await rig.stored();
    expect(state).toBe("interrupted");
    expect(comparison.wrong).toEqual([]);
    expect(frames.map((frame) => frame.sequence)).toEqual(frames.map((_, i) => i + 1));
    expect(holes(frames, comparison.lost)).toEqual([]);
    const oldest = rig.server.history.findIndex(({ type, object: { metadata } }) =>
      comparison.lost.includes(`${type === "DELETED" ? "end" : "state"} ${metadata.uid}@${metadata.resourceVersion}`),
    );
    const ageMs = oldest < 0 ? 0 : killedAt - (sentAt[oldest] ?? killedAt);
    return { comparison: untilItsEnd(comparison), ageMs };
  }
});
