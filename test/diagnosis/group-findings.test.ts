import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullCoverage } from "../../src/diagnosis/engine/coverage.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import { groupFindings } from "../../src/diagnosis/group-findings.js";
import { findingsHeadline } from "../../src/report/findings/findings-headline.js";
import { findingsJson } from "../../src/report/findings/findings-json.js";
import { findingsText } from "../../src/report/findings/findings-text.js";
import { pod, waiting } from "../lifecycle/pods.js";
import { anyHistory } from "../support/histories.js";
import { findingsIn, findingsOf, ownedBy, type TimedObject, thing } from "./timed-objects.js";

const owner = (name: string) => thing("apps/v1", "ReplicaSet", name, { spec: { replicas: 12 }, status: { replicas: 12 } });
const failing = (set: string, name: string, image = "nginx:1") =>
  pod({
    node: "n",
    metadata: { name, uid: name, ...ownedBy(owner(set)) },
    containers: [{ name: "nginx", image }],
    statuses: [
      waiting("ErrImagePull", "nginx", { image, state: { waiting: { reason: "ErrImagePull", message: `${name}: manifest unknown` } } }),
    ],
  });
const pods = (set: string, count: number): readonly TimedObject[] =>
  Array.from({ length: count }, (_, i) => [1 + i, failing(set, `${set}-${i}`)] as const);

describe("findings that say the same of siblings", () => {
  const findings = findingsOf([...pods("web", 12), ...pods("api", 2), [20, failing("web", "web-x", "nginx:2")]], 60);

  it("are one group, with every object", () => {
    expect(groupFindings(findings).map(({ finding, objects }) => [finding.sinceMs, objects.length])).toEqual([
      [1000, 12],
      [1000, 2],
      [20_000, 1],
    ]);
  });

  it("count once, and are listed", () => {
    expect(findingsHeadline(findings)).toBe("3 findings, 3 open");
    const text = findingsText(findings, { colour: false, programName: "kubespy" });
    expect(text).toContain("critical  ErrImagePull  ×12 Pods, container nginx");
    expect(text).toContain("Pods: web-0, web-1, web-2 and 9 more");
  });

  it("are all in the JSON, with the groups beside them", () => {
    const json = findingsJson({ findings, coverage: fullCoverage, omissions: [] }) as {
      findings: unknown[];
      groups: { count: number; objects: unknown[]; findings: number[] }[];
    };
    expect(json.findings).toHaveLength(15);
    expect(json.groups.map(({ count, objects, findings: members }) => [count, objects.length, members.length])).toEqual([
      [12, 12, 12],
      [2, 2, 2],
    ]);
  });
});

describe("a message of siblings is the same", () => {
  const groupsOf = (a: string, b: string) => {
    const finding = (message: string, i: number) => {
      const [first] = findingsOf(pods("web", 1), 60);
      return { ...first, message, object: { ...first?.object, uid: `u${i}`, name: `web-${i}` } } as Finding;
    };
    return groupFindings([finding(a, 1), finding(b, 2)]).length;
  };

  it.each([
    ["Pod web-1 cannot start.", "Pod web-2 cannot start."],
    ["It failed 3 times.", "It failed 14 times."],
    ["It ended about 1s after it started.", "It ended about 2m05s after it started."],
    ["Get http://10.1.0.7:80/: refused.", "Get http://10.1.0.9:80/: refused."],
  ])("%s %s", (a, b) => {
    expect(groupsOf(a, b)).toBe(1);
  });

  it.each([
    ["It ended with exit code 1.", "It ended with exit code 137."],
    ["It cannot pull nginx:1.27.", "It cannot pull nginx:1.28."],
    ['configmap "a1" not found.', 'configmap "a2" not found.'],
  ])("but not: %s %s", (a, b) => {
    expect(groupsOf(a, b)).toBe(2);
  });
});

it("whatever happened, each finding is in one group, and causes come before what they explain", () => {
  fc.assert(
    fc.property(anyHistory, ({ frames }) => {
      const findings = findingsIn(frames);
      const groups = groupFindings(findings);
      expect(groups.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(findings.map((_, i) => i));
      for (const [i, { finding }] of groups.entries()) for (const cause of finding.causes) expect(cause).toBeLessThan(i);
    }),
  );
});
