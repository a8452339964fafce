import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import { framesOf, ownedBy, type TimedObject, thing } from "../diagnosis/timed-objects.js";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { compareHistories, history } from "./runs.js";

const compare = (a: readonly TimedObject[], b: readonly TimedObject[]) => compareHistories(history(framesOf(a)), history(framesOf(b)));
const kinds = ({ pathDivergences }: Comparison) => pathDivergences.map(({ kind, role }) => [kind, role.title]);

const created = pod();
const scheduled = pod({ node: "node-1" });
const ready = pod({ node: "node-1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] });
const notReady = pod({ node: "node-1", phase: "Running", conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] });
const pullFails = pod({ node: "node-1", statuses: [waiting("ErrImagePull")] });

describe("the paths of one role", () => {
  it("diverge in their outcome where one failed", async () => {
    const comparison = await compare(
      [
        [0, created],
        [1, ready],
        [20, ready],
      ],
      [
        [0, created],
        [1, pullFails],
        [20, pullFails],
      ],
    );
    expect(kinds(comparison)).toEqual([["outcome", "Pod/web"]]);
    expect(comparison.divergence).toMatchObject({ kind: "step", frames: { a: { sequence: 2 }, b: { sequence: 2 } } });
  });

  it("diverge in their outcome where one stayed behind for long after the other went on", async () => {
    const comparison = await compare(
      [
        [0, created],
        [1, ready],
        [20, ready],
      ],
      [
        [0, created],
        [1, scheduled],
        [20, scheduled],
      ],
    );
    expect(kinds(comparison)).toEqual([["outcome", "Pod/web"]]);
    expect(comparison.divergence).toMatchObject({ frames: { b: { stayed: true } } });
  });

  it("do not diverge where one recording ended before the next step could be expected", async () => {
    const comparison = await compare(
      [
        [0, created],
        [10, ready],
        [20, ready],
      ],
      [
        [0, created],
        [1, scheduled],
        [10, scheduled],
      ],
    );
    expect(kinds(comparison)).toEqual([]);
    expect(comparison.divergence).toBeUndefined();
  });

  it("do not diverge beyond the end of a recording where the other failed later", async () => {
    const comparison = await compare(
      [
        [0, created],
        [1, ready],
        [2, ready],
      ],
      [
        [0, created],
        [1, ready],
        [30, notReady],
        [60, notReady],
      ],
    );
    expect(kinds(comparison)).toEqual([["beyond", "Pod/web"]]);
    expect(comparison.divergence).toBeUndefined();
    expect(comparison.headline).toBe("The same as far as A was recorded (until +2.000s). After that, B was no longer Ready at +30.000s.");
  });

  it("diverge in their ending where one was deleted", async () => {
    const comparison = await compare(
      [
        [0, created],
        [1, ready],
        [60, ready],
      ],
      [
        [0, created],
        [1, ready],
        [3, ready, "gone"],
      ],
    );
    expect(kinds(comparison)).toEqual([["ending", "Pod/web"]]);
  });

  it("diverge where only one run has the role, and the other was recorded for long enough to show it", async () => {
    const config = thing("v1", "ConfigMap", "site");
    const withConfig: readonly TimedObject[] = [
      [0, created],
      [1, config],
    ];
    expect(
      kinds(
        await compare(
          [
            [0, created],
            [60, scheduled],
          ],
          withConfig,
        ),
      ),
    ).toEqual([["alone", "ConfigMap/site"]]);
    expect(kinds(await compare([[0, created]], withConfig))).toEqual([]);
  });

  it("ignore an object that existed before and did not change, when the other recording does not have it", async () => {
    const [frame] = framesOf([[0, thing("v1", "ConfigMap", "site")]]);
    if (frame === undefined) throw new Error("no frame");
    const withConfig = history([{ ...frame, initial: true }, ...framesOf([[1, created]])]);
    expect(kinds(await compareHistories(withConfig, history(framesOf([[1, created]]))))).toEqual([]);
  });

  it("may lack a step that was shorter than two seconds", async () => {
    const flicker = await compare(
      [
        [0, created],
        [1, ready],
        [60, ready],
      ],
      [
        [0, created],
        [1, pullFails],
        [2, ready],
        [60, ready],
      ],
    );
    expect(kinds(flicker)).toEqual([]);
  });
});

describe("the first divergence", () => {
  it("is that of a failing Pod, not of the ReplicaSet that waits for it", async () => {
    const set = (readyReplicas: number) =>
      thing("apps/v1", "ReplicaSet", "web", {
        spec: { replicas: 1 },
        status: { observedGeneration: 1, replicas: 1, readyReplicas, availableReplicas: readyReplicas },
      });
    const owner = { metadata: ownedBy(set(0)) };
    const owned = (state: object) => ({ ...pod({ node: "node-1", ...owner, ...state }) });
    const good = owned({ phase: "Running", conditions: { Ready: "True" }, statuses: [running()] });
    const bad = owned({ statuses: [waiting("ErrImagePull")] });
    const comparison = await compare(
      [
        [0, set(0)],
        [1, owned({})],
        [2, good],
        [3, set(1)],
        [60, good],
      ],
      [
        [0, set(0)],
        [1, owned({})],
        [4, bad],
        [60, bad],
      ],
    );
    expect(kinds(comparison).map(([, title]) => title)).toContain("ReplicaSet/web");
    expect(comparison.divergence).toMatchObject({ kind: "step", pathDivergence: { role: { kind: "/Pod" } } });
  });
});
