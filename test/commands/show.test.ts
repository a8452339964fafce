import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/commands/program.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { nowhere, projectRoot } from "../support/program.js";

/** Runs `kubespy show ARGS` in this process: a pipe unless columns are given. */
async function show(args: readonly string[], look: { readonly columns?: number; readonly colour?: boolean } = {}): Promise<string> {
  let text = "";
  const stream: OutputStream = {
    write: (piece) => {
      text += piece;
      return true;
    },
    drained: () => Promise.resolve(),
    isTty: look.columns !== undefined,
    columns: () => look.columns ?? 80,
    rows: () => 24,
    colour: look.colour === true,
  };
  const code = await runProgram(["show", ...args], {
    streams: { stdin: process.stdin, stdout: stream, stderr: stream },
    clock: systemClock,
    env: { XDG_DATA_HOME: nowhere, HOME: nowhere },
    cwd: projectRoot,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  });
  expect(code, text).toBe(0);
  return text;
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

describe("kubespy show", () => {
  it.each(["pod-bad-image-tag", "deployment-rollout", "service-clusterip", "pod-crashloop"])("summarises %s in a pipe", async (name) => {
    await expect(await show([name])).toMatchFileSnapshot(`__snapshots__/show-${name}.pipe.txt`);
  });

  it.each([80, 200])("fits a terminal of %i columns, and prints the same text with and without colour", async (columns) => {
    const plain = await show(["deployment-bad-rollout"], { columns });
    const coloured = await show(["deployment-bad-rollout"], { columns, colour: true });
    await expect(plain).toMatchFileSnapshot(`__snapshots__/show-deployment-bad-rollout.${columns}.txt`);
    expect(coloured).not.toBe(plain);
    expect(coloured.replace(escapes, "")).toBe(plain);
    for (const line of plain.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });

  it("prints one JSON object with the frames that are evidence for each milestone", async () => {
    const text = await show(["pod-nginx", "-o", "json"]);
    expect(text.trimEnd().split("\n")).toHaveLength(1);
    const session = JSON.parse(text) as { timelines: readonly { object: { name: string }; milestones: readonly unknown[] }[] };
    expect(session).toMatchObject({ schemaVersion: 1, name: "pod-nginx", frames: 16, kubeEvents: 5, markers: [] });
    const [pod] = session.timelines;
    expect(pod?.object.name).toBe("nginx");
    expect(pod?.milestones.map((m) => (m as { name: string }).name)).toEqual([
      "Created",
      "Scheduled",
      "Creating",
      "Image present",
      "Sandbox ready",
      "Container created",
      "Started",
      "Running",
      "Container ready",
      "Ready",
      "Terminating",
      "Stopping",
      "Ended",
      "Deleted",
    ]);
    expect(pod?.milestones[6]).toMatchObject({ container: "nginx", how: "reached", sequence: 9, serverTime: "2026-11-22T10:57:20Z" });
  });
});
