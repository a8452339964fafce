import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../support/program.js";
import { compareHistories, readHistory } from "../runs.js";

/** Recorded on a real cluster: a Deployment is created, then its image is changed forth, back, and to a tag that does not exist. */
const real = (name: string) => readHistory(join(projectRoot, "test", "compare", "real", `${name}.kubespy.gz`));

describe("two rollouts of a preexisting Deployment", () => {
  it("count times from the start of each rollout, and match the ReplicaSet that became active again with the new one", async () => {
    const { headline, milestones, events } = await compareHistories(await real("rollout-forth"), await real("rollout-back"));
    expect(headline).toBe(
      "No divergence in 9 objects and 23 steps, although the spec of Deployment/web differs. " +
        'B was slower, most at Deployment/web "Rollout 2: old Pods scaled down": +1.832s.',
    );
    const times = milestones
      .filter(({ role }) => role.kind !== "/Pod")
      .map(({ role, name, a, b }) => [role.title, name, a?.before ? "before" : a?.atMs, b?.before ? "before" : b?.atMs]);
    expect(times).toMatchSnapshot();
    expect(events.find(({ reason }) => reason === "ScalingReplicaSet")).toMatchObject({ a: 6, b: 6 });
  });

  it("diverge where the new Pod cannot pull its image", async () => {
    const { headline } = await compareHistories(await real("rollout-forth"), await real("rollout-bad-image"));
    expect(headline).toBe(
      "Pod 1 of ReplicaSet 2 of Deployment/web: the same until Creating at +0.045s; " +
        "then A started its containers at +0.575s, and B could not pull nginx:nonsense at +1.415s.",
    );
  });

  it("against the rollout that created it: a milestone from before the recording has no difference in time", async () => {
    const { milestones } = await compareHistories(await real("first-rollout"), await real("rollout-bad-image"));
    const available = milestones.find(({ role, name }) => role.title === "Deployment/web" && name === "Available");
    expect(available).toMatchObject({ a: { atMs: expect.closeTo(1117, 0) as number }, b: { before: true } });
    expect(available).not.toHaveProperty("differenceMs");
  });
});
