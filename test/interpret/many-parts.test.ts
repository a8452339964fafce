import { describe, expect, it } from "vitest";
import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import { FrameInterpreter } from "../../src/interpret/frame-interpreter.js";
import { changeManagers } from "../../src/lifecycle/fields/managed-fields.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { objectFrame } from "../replay/sessions.js";
import { countWork } from "../support/count-work.js";

const times = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));

/** Objects with so many parts, in two states. */
const objects: Readonly<Record<string, (n: number, state: number) => Partial<KubeObject>>> = {
  "conditions of a custom resource": (n, state) => ({
    apiVersion: "x.io/v1",
    kind: "Widget",
    status: { conditions: conditions(n, state) },
  }),
  "conditions of a Node": (n, state) => ({ kind: "Node", status: { conditions: conditions(n, state) } }),
  "conditions of a Pod": (n, state) => ({ status: { conditions: conditions(n, state) } }),
  "containers of a Pod": (n, state) => ({
    spec: { nodeName: "n", containers: times(n, (i) => ({ name: `c${i}`, image: `i${state}` })) },
    status: {
      phase: "Running",
      startTime: "2026-01-01T00:00:00Z",
      containerStatuses: times(n, (i) => ({
        name: `c${i}`,
        state: { waiting: { reason: state === 0 ? "CrashLoopBackOff" : "ErrImagePull", message: `${i} not found` } },
        lastState: { terminated: { exitCode: 1, reason: "Error", startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:02Z" } },
      })),
    },
  }),
  "endpoints of a slice": (n, state) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    endpoints: times(n, (i) => ({ addresses: [`10.${i}`], conditions: { ready: (i + state) % 2 === 0 } })),
  }),
};

function conditions(n: number, state: number): readonly object[] {
  return times(n, (i) => ({ type: `Problem${i}`, status: state === 0 ? "False" : "True", reason: "Failed", message: "failed to run" }));
}

function frameOf(object: Partial<KubeObject>, sequence: number): ObjectFrame {
  const frame = objectFrame(sequence, { type: sequence === 1 ? "ADDED" : "MODIFIED", object });
  return { ...frame, ref: { ...frame.ref, kind: object.kind ?? "Pod", apiVersion: object.apiVersion ?? "v1" } };
}

/** Takes each state, and the first again. */
function interpretAll(make: (n: number, state: number) => Partial<KubeObject>, n: number): void {
  const interpreter = new FrameInterpreter();
  for (const [i, state] of [0, 1, 0].entries()) {
    const step = interpreter.interpret(frameOf(make(n, state), i + 1));
    if (step.kind === "object") void [step.changes, step.by];
  }
  interpreter.findings(3_600_000);
}

describe("an object with four times as many parts takes no more than four times as much work, and a little", () => {
  it.each(Object.keys(objects))("%s", (name) => {
    const make = objects[name] ?? (() => ({}));
    interpretAll(make, 10);
    // Beyond the number of symptoms that are followed of one object.
    const [small, large] = [400, 1600].map((n) => countWork("", () => interpretAll(make, n)));
    expect(large).toBeLessThan(5 * (small ?? 0));
  });
});

it("who changed a field is not searched for longer than its budget of work allows", () => {
  const deployment = (n: number, version: number): KubeObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      managedFields: [
        {
          manager: "m",
          operation: "Update",
          apiVersion: "apps/v1",
          fieldsV1: { "f:spec": { "f:list": Object.fromEntries(times(n, (i) => [`k:{"name":"n${i}"}`, { "f:v": {} }])) } },
        },
      ],
    },
    spec: { list: times(n, (i) => ({ name: `n${i}`, v: i === n - 1 ? version : 0 })) },
  });
  expect(changeManagers(deployment(50, 1), deployment(50, 2))).toMatchObject([{ manager: "m" }]);
  const [small, large] = [1000, 4000].map((n) => countWork("lifecycle/", () => void changeManagers(deployment(n, 1), deployment(n, 2))));
  expect(large).toBeLessThan(5 * (small ?? 0));
});

it("of one rule at most a hundred symptoms of one object are followed, and the last says how many more there are", () => {
  const diagnosis = new Diagnosis();
  diagnosis.observe(frameOf(objects["containers of a Pod"]?.(300, 1) ?? {}, 1));
  const findings = diagnosis.findings(3_600_000);
  expect(findings.length).toBeLessThan(300);
  expect(findings.some(({ message }) => /; \d+ more of its parts have such a problem\.$/.test(message))).toBe(true);
});

describe("texts that are made for patterns to search long are searched briefly", () => {
  const texts = [
    "a",
    "a.",
    "a-",
    "0",
    " ",
    "{",
    "[",
    '"',
    "Mounting command: ",
    "topology spread ",
    "failed calling webhook ",
    "content at ",
    "no PriorityClass with name ",
    "x has 1 ",
  ].map((text) => text.repeat(Math.ceil(200_000 / text.length)));

  it.each(texts.map((text) => [text.slice(0, 20), text] as const))("%s", (_, text) => {
    const status = {
      phase: "Pending",
      message: text,
      reason: text,
      conditions: times(3, (i) => ({
        type: ["PodScheduled", "Ready", "ReplicaFailure"][i],
        status: i === 2 ? "True" : "False",
        reason: text,
        message: text,
      })),
      containerStatuses: [
        {
          name: "c",
          imageID: text,
          state: { waiting: { reason: "ErrImagePull", message: text } },
          lastState: { terminated: { exitCode: 1, reason: "Error", message: text } },
        },
      ],
    };
    const fields = {
      metadata: { name: "web", uid: "uid-web", [text]: text, deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: [text] },
      spec: { nodeName: text, containers: [{ name: "c", image: text }] },
      status,
    };
    const interpreter = new FrameInterpreter();
    const kinds = [
      ["v1", "Pod"],
      ["v1", "Namespace"],
      ["apps/v1", "ReplicaSet"],
      ["batch/v1", "Job"],
      ["x.io/v1", "Widget"],
      ["v1", "PersistentVolumeClaim"],
    ] as const;
    for (const [i, [apiVersion, kind]] of kinds.entries()) interpreter.interpret(frameOf({ apiVersion, kind, ...fields }, i + 1));
    for (const reason of ["FailedMount", "FailedCreate", "FailedCreatePodSandBox", "FailedScheduling", "BackOff"])
      interpreter.interpret(
        frameOf(
          {
            kind: "Event",
            type: "Warning",
            reason,
            message: text,
            involvedObject: { kind: "Pod", name: "web", uid: "uid-web", fieldPath: text },
          },
          7,
        ),
      );
    expect(interpreter.findings(3_600_000)).toBeDefined();
  });
});
