import { describe, expect, it } from "vitest";
import { containersOf, type TerminatedState } from "../../src/lifecycle/kinds/pod/containers.js";
import { endInBrief, exitInWords, hasFailed, hasSucceeded } from "../../src/lifecycle/kinds/pod/exit-code.js";
import { narrate } from "../../src/lifecycle/narration/narrate.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, frameOf, pod, running, waiting } from "./pods.js";

const times = { startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:06Z" };
const status = (terminated: object) => ({ name: "nginx", restartCount: 0, state: { terminated } });
const ended = (terminated: object) => pod({ node: "n1", phase: "Running", statuses: [status(terminated)] });

function endOf(terminated: object): TerminatedState {
  const state = containersOf(ended(terminated))[0]?.state;
  if (state?.kind !== "terminated") throw new Error("not terminated");
  return state;
}

const sentence = (before: KubeObject, after: KubeObject) => narrate({ frame: frameOf(after), before }).sentence;

describe("what an exit code means", () => {
  it.each<[number, string]>([
    [0, "exit code 0 (success)"],
    [1, "exit code 1"],
    [125, "exit code 125 (the command that starts the program failed)"],
    [126, "exit code 126 (the command is not executable)"],
    [127, "exit code 127 (the command was not found)"],
    [130, "exit code 130 (terminated by SIGINT)"],
    [134, "exit code 134 (aborted, SIGABRT)"],
    [137, "exit code 137 (killed by SIGKILL)"],
    [139, "exit code 139 (segmentation fault, SIGSEGV)"],
    [143, "exit code 143 (terminated by SIGTERM)"],
    [159, "exit code 159 (forbidden system call, SIGSYS)"],
    [255, "exit code 255"],
    // Windows, unsigned and signed.
    [3221225477, "exit code 3221225477 (Windows status 0xC0000005: access violation)"],
    [-1073741819, "exit code -1073741819 (Windows status 0xC0000005: access violation)"],
    [3221225495, "exit code 3221225495 (Windows status 0xC0000017: not enough memory)"],
    [3221225725, "exit code 3221225725 (Windows status 0xC00000FD: stack overflow)"],
    [3221225781, "exit code 3221225781 (Windows status 0xC0000135: DLL not found)"],
    [3221225786, "exit code 3221225786 (Windows status 0xC000013A: Ctrl-C or shutdown)"],
    [-1073741510, "exit code -1073741510 (Windows status 0xC000013A: Ctrl-C or shutdown)"],
    [3221225794, "exit code 3221225794 (Windows status 0xC0000142: DLL initialization failed)"],
    [3221226356, "exit code 3221226356 (Windows status 0xC0000374: heap corruption)"],
    [3221226505, "exit code 3221226505 (Windows status 0xC0000409: fail fast: stack buffer overrun or abort)"],
    [-532462766, "exit code -532462766 (Windows status 0xE0434352: unhandled .NET exception)"],
    [3762504530, "exit code 3762504530 (Windows status 0xE0434352: unhandled .NET exception)"],
    // Unknown ones: never out of range.
    [-1, "exit code -1 (Windows status 0xFFFFFFFF)"],
    [1067, "exit code 1067 (Windows status 0x0000042B)"],
    [3489660927, "exit code 3489660927 (Windows status 0xCFFFFFFF)"],
  ])("%i", (exitCode, words) => {
    expect(exitInWords(endOf({ exitCode, reason: exitCode === 0 ? "Completed" : "Error", ...times }))).toBe(words);
  });
});

describe("the kubelet's reason outweighs exit code 0", () => {
  it.each([
    ["OOMKilled", "exit code 0 (a process in it was killed by the kernel: out of memory)"],
    ["Error", "exit code 0 (but the kubelet reports Error)"],
    ["ContainerCannotRun", "exit code 0 (but the kubelet reports ContainerCannotRun)"],
    ["DeadlineExceeded", "exit code 0 (but the kubelet reports DeadlineExceeded)"],
    ["ContainerStatusUnknown", "an unknown exit code (0 is a placeholder)"],
  ])("%s", (reason, words) => {
    const end = endOf({ exitCode: 0, reason, ...times });
    expect([hasFailed(end), hasSucceeded(end), exitInWords(end)]).toEqual([true, false, words]);
    expect(stageOf(ended({ exitCode: 0, reason, ...times })).tone).toBe("bad");
  });

  it.each([undefined, "Completed"])("%s is a success", (reason) => {
    expect(hasSucceeded(endOf({ exitCode: 0, reason, ...times }))).toBe(true);
  });
});

describe("a container that never ran has no exit code", () => {
  const none = { startedAt: null, finishedAt: null };

  it.each<[string, object]>([
    ["exit code 0 without times", { exitCode: 0, ...none }],
    ["Completed without times", { exitCode: 0, reason: "Completed", ...none }],
    ["no times at all", { exitCode: 0, reason: "Completed" }],
    ["the zero time of Go", { exitCode: 0, startedAt: "0001-01-01T00:00:00Z", finishedAt: "0001-01-01T00:00:00Z" }],
    ["the epoch", { exitCode: 0, startedAt: "1970-01-01T00:00:00Z" }],
    ["an empty state", {}],
    ["exit code 137 without a start", { exitCode: 137, ...none }],
  ])("%s", (_case, terminated) => {
    const end = endOf(terminated);
    expect([end.hasRun, hasFailed(end), exitInWords(end), endInBrief(end)]).toEqual([false, false, "no exit code", "never started"]);
    const deleting = { deletionTimestamp: "2026-01-01T00:01:00Z" };
    const before = pod({ node: "n1", statuses: [waiting("ImagePullBackOff")], metadata: deleting });
    const told = sentence(before, pod({ node: "n1", statuses: [status(terminated)], metadata: deleting }));
    expect(told).toBe("Container nginx was never started.");
  });

  it.each<[string, object]>([
    ["a start", { exitCode: 0, startedAt: times.startedAt, finishedAt: null }],
    ["an end, in a status written by hand", { exitCode: 0, finishedAt: times.finishedAt }],
    ["the id of its container", { exitCode: 0, containerID: "containerd://1" }],
    ["an exit code of its own", { exitCode: 3, ...none }],
    ["a code of the runtime, which could not start it", { exitCode: 128, reason: "StartError", startedAt: "1970-01-01T00:00:00Z" }],
  ])("but one with %s has", (_case, terminated) => {
    expect(endOf(terminated).hasRun).toBe(true);
  });

  it("one that the kubelet does not find any more is lost, whatever its code", () => {
    const lost = { exitCode: 137, reason: "ContainerStatusUnknown", message: "The container could not be located", ...none };
    const before = pod({ node: "n1", phase: "Running", statuses: [running()] });
    expect(sentence(before, ended(lost))).toBe(
      "Container nginx is lost (ContainerStatusUnknown), with an unknown exit code: The container could not be located.",
    );
    const pulling = pod({ node: "n1", statuses: [waiting("ImagePullBackOff")] });
    expect(sentence(pulling, ended(lost))).toContain("ontainer nginx was never started: The container could not be located");
    expect(stageOf(ended(lost))).toMatchObject({ detail: "ContainerStatusUnknown", tone: "bad" });
  });

  it("one that ran before and was made to end has no known exit code", () => {
    const before = pod({ node: "n1", phase: "Running", statuses: [running()] });
    expect(sentence(before, ended({ exitCode: 0, ...none }))).toContain("Container nginx ended, without an exit code");
  });
});

describe("a Pod that succeeded", () => {
  const before = pod({ node: "n1", phase: "Running", statuses: [running()], spec: { restartPolicy: "Never" } });
  const done = (...statuses: readonly object[]) => {
    const containers = statuses.map((_, i) => ({ name: i === 0 ? "nginx" : "helper" }));
    return pod({ node: "n1", phase: "Succeeded", containers, statuses, spec: { restartPolicy: "Never" } });
  };

  it("with all containers at exit code 0 is described so", () => {
    expect(sentence(before, done(exited(0)))).toContain("The Pod succeeded: its container exited with code 0");
    expect(sentence(before, done(exited(0), exited(0, "helper")))).toContain("all 2 containers exited with code 0");
    expect(stageOf(done(exited(0)))).toEqual({ name: "Completed", tone: "ended" });
  });

  it("with a failed container is described so", () => {
    const told = sentence(before, done(exited(255), exited(0, "helper")));
    expect(told).toContain("The Pod succeeded although container nginx failed (Error, exit code 255)");
    expect(told).not.toContain("exited with code 0");
    expect(stageOf(done(exited(255), exited(0, "helper")))).toMatchObject({ name: "Completed", detail: "Error, exit code 255" });
  });
});

describe("a termination message is shown", () => {
  const lastState = { terminated: { exitCode: 1, reason: "Error", message: "cannot open /config:\n  no such file", ...times } };
  const crashing = pod({ node: "n1", phase: "Running", statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 1, lastState })] });
  const up = pod({ node: "n1", phase: "Running", statuses: [running()] });
  const said = "exit code 1 after about 5s: cannot open /config: no such file";

  it("when its container is first seen", () => {
    expect(narrate({ frame: frameOf(crashing, { type: "ADDED", initial: true }) }).sentence).toContain(said);
  });

  it("also when its container runs again by then", () => {
    const again = pod({ node: "n1", phase: "Running", statuses: [running("nginx", { restartCount: 3, lastState })] });
    expect(narrate({ frame: frameOf(again, { type: "ADDED", initial: true }) }).sentence).toContain(
      "container nginx was restarted 3 times, most recently after exit code 1: cannot open /config: no such file",
    );
  });

  it("when no revision shows the end as the state", () => {
    expect(sentence(up, crashing)).toContain(said);
    const restarted = pod({ node: "n1", phase: "Running", statuses: [running("nginx", { restartCount: 1, lastState })] });
    expect(sentence(up, restarted)).toContain("restarted after exit code 1 (restart 1): cannot open /config: no such file");
  });

  it("once: not again when the container starts to wait or runs again", () => {
    const state = { terminated: lastState.terminated };
    const shown = pod({ node: "n1", phase: "Running", statuses: [{ name: "nginx", restartCount: 0, state }] });
    expect(sentence(up, shown)).toContain(said);
    expect(sentence(shown, crashing)).not.toContain("no such file");
  });
});
