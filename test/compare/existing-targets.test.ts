import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { comparisonText } from "../../src/report/comparison/comparison-text.js";
import { projectRoot } from "../support/program.js";
import { compareHistories, readHistory } from "./runs.js";

/** Recorded on a real cluster: one Deployment is made, then its image is changed forth, back, and to a tag that does not exist. */
const real = (name: string) => readHistory(join(projectRoot, "test", "compare", "real", `${name}.kubespy.gz`));

describe("two rollouts of a Deployment that was there before", () => {
  it("are told from when each began, not from the Deployment's creation; a ReplicaSet taken up again is the new one", async () => {
    const { headline, milestones, events } = await compareHistories(await real("rollout-forth"), await real("rollout-back"));
    expect(headline).toBe(
      "The same from start to end: 9 objects, 28 steps, although Deployment/web was asked for something else. " +
        "B was slower, most of all with Deployment/web Rollout 2: old Pods scaled down: +1.832s.",
    );
    const times = milestones
      .filter(({ role }) => role.kind !== "/Pod")
      .map(({ role, name, a, b }) => [role.title, name, a?.before ? "before" : a?.atMs, b?.before ? "before" : b?.atMs]);
    expect(times).toMatchSnapshot();
    expect(events.find(({ reason }) => reason === "ScalingReplicaSet")).toMatchObject({ a: 6, b: 6 });
  });

  it("part where the new Pod cannot pull its image", async () => {
    const { headline } = await compareHistories(await real("rollout-forth"), await real("rollout-bad-image"));
    expect(headline).toBe(
      "The same until Pod 1 of ReplicaSet 2 of Deployment/web was Creating at +0.045s; " +
        "then A started its containers at +0.575s, and B could not pull nginx:nonsense at +1.415s.",
    );
  });

  it("and the first one, which made the Deployment: what had happened before is no difference in time", async () => {
    const comparison = await compareHistories(await real("first-rollout"), await real("rollout-bad-image"));
    expect(comparison.headline).toBe(
      "The same as far as both go; but only B has ReplicaSet 2 of Deployment/web and 1 more object, " +
        "and B met ErrImagePull of Pod 1 of ReplicaSet 2 of Deployment/web at +1.415s, to the end, and A did not.",
    );
    const text = comparisonText(comparison, { colour: false });
    expect(text).toContain("Milestones, since each object was created; of what was there before, since something happened");
    expect(text).toContain("How they ended\n  Deployment/web                           A Available (3/3)   B Rolling out (1/3 updated)");
    expect(text).toMatch(/^ {4}Available +\+1\.117s {2} +before /m);
  });
});
