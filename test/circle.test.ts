import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, runProgram, serve, temporaryFolder } from "./support/program.js";

const speed = 25;
const recordings = readdirSync(join(projectRoot, "recordings"))
  .filter((file) => file.endsWith(".kubespy.gz"))
  .map((file) => file.replace(/\.kubespy\.gz$/, ""));

interface Line {
  readonly sequence: number;
  readonly offsetMs: number;
  readonly observedAt: string;
  readonly type: string;
  readonly object?: { readonly kind: string };
}

/** What `export --as watch` says, without the times of receipt: the one thing that may differ. Objects stay text, byte for byte. */
async function exported(reference: string, args: readonly string[] = []): Promise<readonly string[]> {
  const { stdout, stderr, code } = await runProgram(["export", reference, "--as", "watch", ...args]);
  expect(code, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/"offsetMs":[0-9.]+,"observedAt":"[^"]+",/, ""));
}

/** Every collection that the recording followed, whole; as a user would name them. */
async function collections(recording: string): Promise<{ readonly types: string; readonly seconds: number }> {
  const { stdout } = await runProgram(["export", recording, "-o", "-", "--as", "recording"]);
  const header = JSON.parse(stdout.slice(0, stdout.indexOf("\n"))) as { readonly streams: readonly { readonly id: string }[] };
  const lines = (await runProgram(["export", recording, "--as", "watch"])).stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const types = header.streams.map((stream) => typeInPath(stream.id)).join(",");
  const last = lines.at(-1)?.offsetMs ?? 0;
  return { types, seconds: Math.ceil(last / 1000 / speed + 3 + lines.length * 0.04) };
}

/** "/apis/apps/v1/namespaces/default/deployments" is of "deployments.apps". */
function typeInPath(path: string): string {
  const [, group, resource = ""] = /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/?]+)/.exec(path) ?? [];
  return group === undefined ? resource : `${resource}.${group}`;
}

describe("record(serve(recording)) = recording: same frames, same order, same objects", () => {
  // While the whole machine stands still for longer than lies between two frames, the kernel alone knows which of two sockets was first: once more then.
  it.for(recordings)("%s", { timeout: 60_000, retry: 1 }, async (recording) => {
    using folder = temporaryFolder();
    const db = join(folder.path, "circle.db");
    const { types, seconds } = await collections(recording);
    await using served = await serve(recording, ["--speed", String(speed)]);
    const recorded = await runProgram([
      "record",
      types,
      "--only",
      "--session",
      "again",
      "--for",
      `${seconds}s`,
      "--db",
      db,
      "--kubeconfig",
      served.kubeconfig,
    ]);
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(await exported("again", ["--db", db])).toEqual(await exported(recording));
  });
});

describe("recording what was named brings the whole tree and its Events", () => {
  it.for([
    ["deployment-rollout", ["deploy/web"]],
    ["deployment-bad-rollout", ["Deployment", "web"]],
    ["pod-nginx", ["v1", "Pod", "nginx"]],
    ["job-backoff", ["jobs"]],
  ] as const)("%s from %s", { timeout: 60_000 }, async ([recording, target]) => {
    using folder = temporaryFolder();
    const db = join(folder.path, "circle.db");
    const { seconds } = await collections(recording);
    await using served = await serve(recording, ["--speed", String(speed)]);
    const recorded = await runProgram([
      "record",
      ...target,
      "--session",
      "again",
      "--for",
      `${seconds}s`,
      "--db",
      db,
      "--kubeconfig",
      served.kubeconfig,
    ]);
    expect(recorded.code, recorded.stderr).toBe(0);
    const whole = (await exported(recording)).filter(
      (line) => !/"kind":"(Service|EndpointSlice)","apiVersion":"[^"]+","metadata":\{"name":"kubernetes"/.test(line),
    );
    expect((await exported("again", ["--db", db])).map(withoutSequence)).toEqual(whole.map(withoutSequence));
  });
});

function withoutSequence(line: string): string {
  return line.replace(/"sequence":\d+,/, "");
}
