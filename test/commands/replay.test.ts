import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/commands/common/context.js";
import { addReplayCommand } from "../../src/commands/replay/replay.js";
import { ExitCode } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { nowhere, projectRoot } from "../support/program.js";

interface Look {
  readonly columns?: number;
  readonly colour?: boolean;
  /** The reader goes away after so many characters. */
  readonly closesAfter?: number;
  readonly interrupted?: true;
}

/** Runs `kubespy replay ARGS` in this process: a pipe unless columns are given. */
async function replay(args: readonly string[], look: Look = {}): Promise<{ stdout: string; code: number }> {
  let stdout = "";
  let code = -1;
  const closed = () => look.closesAfter !== undefined && stdout.length > look.closesAfter;
  const stream: OutputStream = {
    write: (text) => {
      if (!closed()) stdout += text;
      return !closed();
    },
    drained: () => (closed() ? Promise.reject(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })) : Promise.resolve()),
    isTty: look.columns !== undefined,
    columns: () => look.columns ?? 80,
    rows: () => 24,
    colour: look.colour === true,
  };
  const context: CommandContext = {
    streams: { stdin: process.stdin, stdout: stream, stderr: stream },
    clock: systemClock,
    env: { XDG_DATA_HOME: nowhere, HOME: nowhere },
    cwd: projectRoot,
    interrupt: look.interrupted ? AbortSignal.abort("SIGINT") : new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    self: [],
  };
  const program = new Command().exitOverride();
  addReplayCommand(program, context, (exitCode) => {
    code = exitCode;
  });
  await program.parseAsync(["replay", ...args], { from: "user" });
  return { stdout, code };
}

const plain = async (...args: string[]) => (await replay(args)).stdout;

describe("the whole replay", () => {
  it.each(["pod-nginx", "pod-bad-image-tag", "service-loadbalancer-pending", "pod-missing-pvc"])("of %s in a pipe", async (name) => {
    await expect(await plain(name)).toMatchFileSnapshot(`__snapshots__/${name}.pipe.txt`);
  });

  it.each([80, 200])("of pod-nginx on a terminal of %i columns", async (columns) => {
    const { stdout } = await replay(["pod-nginx"], { columns });
    await expect(stdout).toMatchFileSnapshot(`__snapshots__/pod-nginx.${columns}.txt`);
    expect(Math.max(...stdout.split("\n").map(widthOf))).toBeLessThanOrEqual(columns);
  });

  it("in colour has the same text as without", async () => {
    const { stdout: coloured } = await replay(["job-backoff"], { columns: 100, colour: true });
    const { stdout: uncoloured } = await replay(["job-backoff"], { columns: 100 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(uncoloured);
    expect(coloured).not.toBe(uncoloured);
  });

  it("of pod-nginx names its updates in order", async () => {
    const { stdout } = await replay(["pod-nginx", "--object", "pod/nginx"]);
    const story = [...stdout.matchAll(/^ +#\d+ +\+\S+ +Pod\/nginx {2}(.*)$/gm)].map((match) => match[1]);
    expect(story.slice(0, 5)).toEqual([
      "Created",
      "Created → Scheduled",
      "Scheduled → Creating",
      "Creating · sandbox ready",
      "Creating → Running → Ready",
    ]);
    expect(story.at(-1)).toBe("Terminating → Deleted");
  });
});

describe("a part of a replay", () => {
  it("from --from to --to knows what was before", async () => {
    const lines = (await plain("pod-nginx", "--from", "2s", "--to", "#9", "-o", "json")).trim().split("\n");
    const steps = lines.map((line) => JSON.parse(line) as { sequence: number; changes: readonly { kind: string }[] });
    expect(steps.map((step) => step.sequence)).toEqual([6, 7, 8, 9]);
    expect(steps[0]?.changes).toHaveLength(1);
  });

  it("at one moment is its last step and all objects", async () => {
    const text = await plain("deployment-rollout", "--at", "50%");
    expect(text.match(/^ +#\d+/gm)).toHaveLength(1);
    expect(text).toContain("Objects at this moment:");
    expect(text).toMatch(/Deployment\/web +Available \(3\/3\)/);
  });

  it("of one manager is what that did, as text and as JSON, with the stages of those objects", async () => {
    const text = await plain("deployment-rollout", "--by", "KUBECTL");
    expect([...text.matchAll(/\(by (\S+)\)/g)].map((match) => match[1])).toEqual(["kubectl-set", "kubectl"]);
    expect(text).toMatch(/Stages of each object:\n {2}Deployment\/web {2}Created → .*Available \(1\/1\)\n\n/);
    const lines = (await plain("deployment-rollout", "--by", "kubectl", "--object", "deploy/web", "-o", "json")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).by)).toEqual([
      [{ manager: "kubectl-create", operation: "Update", at: expect.stringMatching(/Z$/) }],
      [{ manager: "kubectl-set", operation: "Update", at: expect.stringMatching(/Z$/) }],
      [{ manager: "kubectl", operation: "Update", subresource: "scale" }],
    ]);
  });

  it("of unknown objects is an error that names the objects of the session", async () => {
    await expect(replay(["pod-nginx", "--object", "pod/apache"])).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      hint: expect.stringContaining("Pod/nginx"),
    });
  });

  it("shows noise with --noise and whole objects with --full", async () => {
    expect(await plain("pod-nginx", "--at", "#2")).not.toContain("managedFields");
    expect(await plain("pod-nginx", "--at", "#2", "--noise")).toContain("metadata.resourceVersion");
    expect(await plain("pod-nginx", "--at", "#2", "--full")).toContain("| metadata:");
    expect(await plain("pod-nginx", "--at", "#2", "--full")).toContain(
      "managedFields: (1 entry by kubectl-client-side-apply; --noise shows it)",
    );
    expect(await plain("pod-nginx", "--at", "#2", "--full", "--noise")).toMatch(/managedFields:\n.*- manager: kubectl-client-side-apply/);
    const whole = JSON.parse((await plain("pod-nginx", "--at", "#2", "--full", "-o", "json")).split("\n")[0] ?? "") as object;
    expect(whole).toMatchObject({ revision: { metadata: { managedFields: [{ manager: "kubectl-client-side-apply" }] } } });
  });
});

describe("JSON", () => {
  it("is one object a frame, with the fields of the contract", async () => {
    const [first] = (await plain("pod-nginx", "-o", "json")).split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      schemaVersion: 1,
      sequence: 1,
      offsetMs: expect.any(Number),
      observedAt: expect.any(String),
      type: "ADDED",
      object: { kind: "Pod", name: "nginx", uid: expect.any(String) },
      stage: { name: "Created", tone: "progress" },
      sentence: expect.any(String),
      why: expect.any(String),
      changes: expect.any(Array),
    });
  });
});

it("a closed output (| head) ends the replay without an error", async () => {
  const { code, stdout } = await replay(["deployment-rollout"], { closesAfter: 500 });
  expect(code).toBe(ExitCode.done);
  expect(stdout.length).toBeLessThan(3000);
});

it("an interrupted replay ends at once, with the exit code for it", async () => {
  const { code, stdout } = await replay(["pod-nginx", "--speed", "0.01"], { interrupted: true });
  expect(code).toBe(ExitCode.interrupted);
  expect(stdout).not.toContain("#2 ");
});

it("flags that cannot be combined are a usage error", async () => {
  await expect(replay(["pod-nginx", "--at", "1s", "--from", "2s"])).rejects.toMatchObject({ exitCode: ExitCode.usage });
});
