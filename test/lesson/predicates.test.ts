import { beforeAll, describe, expect, it } from "vitest";
import type { LessonSession } from "../../src/lesson/predicate/match-predicates.js";
import type { Predicate } from "../../src/lesson/predicate/predicate.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { bundledSession, framesMeeting, sessionWithAnalysis } from "./bundled-session.js";

const waitingReason = "status.containerStatuses[nginx].state.waiting.reason";

/** Of the recording pod-bad-image-tag: what its steps are, `kubespy replay` prints. */
const met: readonly (readonly [rule: string, predicate: Predicate, sequences: readonly number[]])[] = [
  ["the kind alone means all objects of it", { object: "Event", before: { about: "Pod/nginx", reason: "Failed" } }, [3, 5]],
  ["kinds are named as kubectl takes them", { object: "po/nginx", change: "added" }, [1]],
  ["a name can be a beginning", { object: "Pod/ngi*", change: "deleted" }, [34]],
  ["another name is met by no frame", { object: "Pod/web" }, []],
  ["a Kubernetes Event is found by the object that it is about and its reason", { about: "Pod/nginx", reason: "BackOff" }, [9, 16]],
  ["and by a part of its message", { about: "Pod/nginx", message: "Successfully assigned" }, [3]],
  ["a stage is that after the frame", { object: "Pod/nginx", stage: "Scheduled" }, [2]],
  ["or its status", { object: "Pod/nginx", stage: "ErrImagePull" }, [11, 17, 25]],
  ["a milestone is the one frame that shows it", { object: "Pod/nginx", reaches: "Ready" }, [28]],
  ["also where that is a frame of a Kubernetes Event", { object: "Pod/nginx", reaches: "Image present", container: "nginx" }, [24]],
  ["a milestone of another object does not count", { object: "Pod/web", reaches: "Ready" }, []],
  ["a finding opens once", { opens: "ImagePullBackOff" }, [13]],
  ["and is resolved", { object: "Pod/nginx", container: "nginx", resolves: "ErrImagePull" }, [23]],
  ["it is open in between", { open: "ErrImagePull", fields: [{ path: "metadata.name", is: "nginx" }] }, [11, 13, 17, 20]],
  ["a finding is known by its cause", { opens: "ImagePullBackOff", cause: "ErrImagePull" }, [13]],
  ["a finding without that cause is another", { opens: "ErrImagePull", cause: "ImagePullBackOff" }, []],
  ["a field is read by the path of the diff", { fields: [{ path: waitingReason, is: "ImagePullBackOff" }] }, [13, 20, 23]],
  ["a field can be one that the frame changed", { fields: [{ path: "spec.containers[nginx].image", changes: true }] }, [1, 23]],
  ["[*] is each item", { fields: [{ path: "spec.containers[*].image", contains: ":1.27", changes: true }] }, [23]],
  ["is and changes: it became this", { fields: [{ path: "status.phase", is: "Running", changes: true }] }, [28]],
  [
    "all fields must hold",
    {
      fields: [
        { path: "status.phase", is: "Pending" },
        { path: waitingReason, exists: true },
      ],
      change: "deleted",
    },
    [],
  ],
  ["numbers have bounds", { fields: [{ path: "count", atLeast: 3 }] }, [19, 21, 22]],
  ["another value is a value", { object: "Pod", fields: [{ path: waitingReason, isNot: "ContainerCreating" }] }, [11, 13, 17, 20, 23, 25]],
  ["one of several", { any: [{ reason: "Pulled" }, { reason: "Started" }] }, [24, 27]],
  ["all of several", { all: [{ object: "Pod" }, { stage: "Scheduled" }] }, [2]],
  ["not", { object: "Pod", not: { stage: "Creating" }, before: { reaches: "Ready" } }, [1, 2]],
  ["after the first", { object: "Pod", after: { reaches: "Ready" }, before: { change: "deleted" } }, [29, 31, 32, 33]],
  ["after what never happened is nothing", { object: "Pod", after: { stage: "CrashLoopBackOff" } }, []],
  ["before what never happened is all", { reason: "Pulled", before: { stage: "CrashLoopBackOff" } }, [24]],
];

describe("a predicate", () => {
  let session: LessonSession;
  beforeAll(async () => {
    session = await bundledSession("pod-bad-image-tag");
  });

  it.each(met)("%s", async (_, predicate, sequences) => {
    expect(await framesMeeting(predicate, session)).toEqual(sequences);
  });
});

describe("a predicate of gaps", () => {
  const frames = [
    objectFrame(1, { type: "ADDED" }),
    gapFrame(2, { possibleLoss: false }),
    { ...objectFrame(3), repaired: true as const },
    gapFrame(4, { possibleLoss: false, repairedRevisions: 1 }),
    gapFrame(5),
    { ...objectFrame(6, { type: "DELETED" }), inferred: true as const },
  ];
  it.each<readonly [Predicate, readonly number[]]>([
    [{ gap: "any" }, [2, 4, 5]],
    [{ gap: "empty" }, [2]],
    [{ gap: "repaired" }, [4]],
    [{ gap: "possible-loss" }, [5]],
    [{ repaired: true }, [3]],
    [{ inferred: true, change: "deleted" }, [6]],
    // A gap is a frame of no object.
    [{ not: { object: "Pod" } }, [2, 4, 5]],
    [{ initial: false, after: { gap: "any" } }, [3, 6]],
  ])("%j", async (predicate, sequences) => {
    expect(await framesMeeting(predicate, await sessionWithAnalysis(sessionOf(frames)))).toEqual(sequences);
  });
});

it("a predicate of the first divergence needs a baseline", async () => {
  const session = await sessionWithAnalysis(sessionOf([objectFrame(1), objectFrame(2)]));
  expect(await framesMeeting({ firstDivergence: true }, session)).toEqual([]);
  expect(await framesMeeting({ firstDivergence: true }, { ...session, divergence: [2] })).toEqual([2]);
});
