import { createWriteStream, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { hostileFiles } from "../support/hostile-files.js";
import { ended, startProgram, temporaryFolder } from "../support/program.js";
import { isFull } from "./effort.js";
import { reportHostile } from "./report.js";

/** A loaded machine may take longer. */
vi.setConfig({ testTimeout: 240_000 });

/** Ctrl-C comes after this, and must then be obeyed. */
const patienceMs = 60_000;
const maxRssMb = 300;
/** What is held of each object adds up, and V8 lets its heap grow to several times of what it holds. */
const manyObjectsRssMb = 1200;

/** Parts of these files are read by test/recording/hostile-recording.test.ts, always. */
describe.runIf(isFull)("the built program with a hostile file:", () => {
  it.each(hostileFiles)("$fault", async ({ fault, pieces }) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "x.kubespy");
    await pipeline(pieces(1), createWriteStream(path));
    const startedMs = systemClock.monotonicMs();
    const child = startProgram(["show", path]);
    const result = ended(child);
    const memory = { rssMb: 0 };
    const watching = setInterval(() => {
      memory.rssMb = Math.max(memory.rssMb, peakRssMb(child.pid));
    }, 50);
    const interrupting = setTimeout(() => child.kill("SIGINT"), patienceMs);
    const { code, stderr } = await result;
    clearInterval(watching);
    clearTimeout(interrupting);
    const ms = systemClock.monotonicMs() - startedMs;
    reportHostile({ group: "Hostile files", fault, outcome: outcomeOf(code, stderr, path), ms, rssMb: memory.rssMb });
    expect([0, 1, 130]).toContain(code);
    expect(stderr).not.toContain("please report it");
    expect(memory.rssMb).toBeLessThan(fault.includes("each of another object") ? manyObjectsRssMb : maxRssMb);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("%s ends each command that reads one", async (signal) => {
    using folder = temporaryFolder();
    const path = join(folder.path, "x.kubespy");
    const long = hostileFiles.find(({ fault }) => fault.startsWith("20,000 changes of an object of 1 MB"));
    await writeFile(path, long?.pieces(1) ?? []);
    const db = ["--db", join(folder.path, "k.db")];
    const commands = [
      ["show"],
      ["replay", "--plain"],
      ["diagnose"],
      ["compare", path],
      ["export", "-o", join(folder.path, "y")],
      ["import", ...db],
    ];
    for (const [command = "", ...args] of commands) {
      const child = startProgram([command, path, ...args]);
      const result = ended(child);
      await systemClock.sleep(3000);
      const stoppedMs = systemClock.monotonicMs();
      child.kill(signal);
      const { code } = await result;
      const ms = systemClock.monotonicMs() - stoppedMs;
      reportHostile({
        group: "Hostile files",
        fault: `${signal} while "${command}" reads 20 GB of revisions`,
        outcome: `ended (${code})`,
        ms,
      });
      expect([130, 143]).toContain(code);
    }
  });
});

function outcomeOf(code: number | null, stderr: string, path: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => /^kubespy: (warning|error): /.test(line))
    .map((line) =>
      line
        .replace(/^kubespy: (warning|error): /, "")
        .replaceAll(`${path}: `, "")
        .replaceAll(path, "it"),
    );
  const answer = code === 0 ? "answered" : code === 130 ? "interrupted" : "refused";
  const last = lines.at(-1);
  return last === undefined ? answer : `${answer}: ${last}${lines.length > 1 ? ` (and ${lines.length - 1} more warnings)` : ""}`;
}

/** Of the process so far; 0 where the system does not say. */
function peakRssMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
