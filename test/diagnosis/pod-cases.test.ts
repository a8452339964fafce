import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fullCoverage } from "../../src/diagnosis/engine/coverage.js";
import { FrameInterpreter } from "../../src/interpret/frame-interpreter.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { findingsJson } from "../../src/report/findings/findings-json.js";
import { findingsOf, framesOf, inBrief, type TimedObject } from "./timed-objects.js";

/** Histories of Pods from public bug reports, as kubectl writes them: one object or one watch event a line. */
function historyOf(name: string): readonly TimedObject[] {
  const text = readFileSync(new URL(`pod-cases/${name}.ndjson`, import.meta.url), "utf8");
  const lines = text.trim().split("\n");
  return lines.map((line, i) => {
    const read = JSON.parse(line) as KubeObject & { readonly object?: KubeObject };
    return [i * 20, read.object ?? read];
  });
}

const findings = (name: string, upTo?: number) => findingsOf(historyOf(name).slice(0, upTo));
const sentences = (name: string) => {
  const interpreter = new FrameInterpreter();
  return framesOf(historyOf(name)).flatMap((frame) => {
    const interpreted = interpreter.interpret(frame);
    return interpreted.kind === "object" ? [interpreted.narration.sentence] : [];
  });
};

describe("the answer of the registry", () => {
  it("is kept when the kubelet says no more than that it backs off", () => {
    const [pull, backOff] = findings("pull-error-forgotten");
    expect(pull?.message).toContain("no such image or tag (manifest for nginx:1.13-invalid not found: manifest unknown: manifest unknown)");
    expect(pull?.advice[0]).toContain("kubectl set image");
    expect(backOff?.advice).toEqual(pull?.advice);
  });

  it("does not flip with each try: a rate limit remains one", () => {
    const all = [2, 3, 4, 5, 6, 7].map((upTo) => findings("rate-limit-forgotten", upTo)[0]);
    expect(new Set(all.map((finding) => finding?.message)).size).toBe(1);
    expect(new Set(all.map((finding) => finding?.advice.join())).size).toBe(1);
    expect(all[0]?.message).toContain("pull rate limit");
    expect(all[0]?.advice[0]).toMatch(/account.*mirror.*wait/);
  });

  it.each([
    ["pull-missing-blob", "not all of its parts", "push the image again"],
    ["pull-schema-1", "schema 1", "in the OCI format"],
    ["pull-503", "server error", "state of the registry"],
  ])("%s: %s", (name, words, advice) => {
    for (const upTo of [2, 3, 4]) {
      const [pull] = findings(name, upTo);
      expect(pull?.message).toContain(words);
      expect(pull?.advice[0]).toContain(advice);
      expect(pull?.advice.join()).not.toContain("correct the image");
    }
  });
});

describe("messages", () => {
  it("of a container's end are part of its finding and of the narration", () => {
    expect(inBrief(findings("termination-message"))).toEqual(["critical CrashLoopBackOff Pod/crashloop[crash]"]);
    expect(findings("termination-message")[0]?.message).toMatch(/exit code 1.*its termination message: see ya!$/);
    expect(sentences("termination-message")[0]).toContain("exit code 1 after less than a second: see ya!");
  });

  it("are whole, with the cause at their end", () => {
    const [sandbox] = findings("sandbox-long-error");
    const json = JSON.stringify(findingsJson({ findings: sandbox === undefined ? [] : [sandbox], coverage: fullCoverage, omissions: [] }));
    for (const text of [sandbox?.message, json, sentences("sandbox-long-error").at(-1)]) {
      expect(text).toContain("failed to setup network for sandbox");
      expect(text).toMatch(/network-attachment-definitions\.k8s\.cni\.cncf\.io \\?"macvlan\\?" not found/);
    }
    expect(sandbox?.advice[0]).toContain("macvlan");
  });
});

describe("how a container ended", () => {
  it("the kubelet's OOMKilled counts although the exit code is 0", () => {
    expect(inBrief(findings("oom-exit-0"))).toEqual(["critical OOMKilled Pod/batch-1[app]"]);
    expect(findings("oom-exit-0")[0]?.advice[0]).toContain("memory limit");
    expect(sentences("oom-exit-0").at(-1)).toMatch(/^The Pod succeeded although container app failed \(OOMKilled, exit code 0\)/);
  });

  it("a failed container in a Pod that succeeded is no lasting failure, and is not said to have succeeded", () => {
    const all = findings("succeeded-exit-255");
    expect(inBrief(all)).toEqual(["~warning Error Pod/smoke-1[smoke-test]"]);
    expect(all[0]?.message).toBe(
      "The Pod succeeded although container smoke-test terminated with exit code 255, about 17s after it started.",
    );
    expect(sentences("succeeded-exit-255").at(-1)).not.toContain("exited with code 0");
  });

  it("a container that never ran was not successful", () => {
    expect(sentences("never-ran").at(-1)).toBe("Container app was never started.");
    expect(JSON.stringify(sentences("never-ran"))).not.toMatch(/exit code|success/);
  });

  it("codes of Windows are explained, signed and unsigned", () => {
    expect(findings("windows-exit-codes", 3)[0]?.message).toContain("exit code 3221225781 (Windows status 0xC0000135: DLL not found)");
    expect(findings("windows-exit-codes", 3)[0]?.advice[0]).toContain("DLL");
    expect(findings("windows-exit-codes")[0]?.message).toContain("exit code -1073741510 (Windows status 0xC000013A: Ctrl-C or shutdown)");
    expect(sentences("windows-exit-codes")[2]).toContain("0xC0000135: DLL not found");
  });
});
