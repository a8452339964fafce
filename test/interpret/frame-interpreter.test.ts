import { describe, expect, it } from "vitest";
import { FrameInterpreter } from "../../src/interpret/frame-interpreter.js";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import type { InterpretedObject } from "../../src/interpret/interpreted-frame.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { frameOf, pod, running, waiting } from "../lifecycle/pods.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";

const ready = { node: "n1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] } as const;

function interpreted(interpreter: FrameInterpreter, frame: ObjectFrame): InterpretedObject {
  return interpreter.interpret(frame) as InterpretedObject;
}

describe("an interpreter", () => {
  it("measures by our own clock from the creation and from the request to delete", () => {
    const interpreter = new FrameInterpreter();
    interpreter.interpret(frameOf(pod(), { type: "ADDED", offsetMs: 1000 }));
    expect(interpreted(interpreter, frameOf(pod({ node: "n1" }), { offsetMs: 1005.4 })).narration.sentence).toBe(
      "The scheduler assigned it to n1, 5ms after its creation.",
    );
    const deleting = { ...ready, metadata: { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30 } };
    interpreter.interpret(frameOf(pod(deleting), { offsetMs: 3000 }));
    expect(interpreted(interpreter, frameOf(pod(deleting), { type: "DELETED", offsetMs: 5500 })).narration.sentence).toBe(
      "The Pod was removed from etcd, 2.50s after its deletion was requested.",
    );
  });

  it("does not measure from the creation of an object that existed before", () => {
    const interpreter = new FrameInterpreter();
    interpreter.interpret(frameOf(pod(), { type: "ADDED", initial: true }));
    expect(interpreted(interpreter, frameOf(pod({ node: "n1" }), { offsetMs: 5 })).narration.sentence).toBe(
      "The scheduler assigned it to n1.",
    );
  });

  it("interprets a new incarnation under the same name from its beginning", () => {
    const interpreter = new FrameInterpreter();
    interpreter.interpret(frameOf(pod(ready), { type: "ADDED" }));
    const second = interpreted(interpreter, frameOf(pod({ metadata: { uid: "u2" } }), { type: "ADDED" }));
    expect([second.before, second.narration.from]).toEqual([undefined, undefined]);
  });

  it("gives each frame the state of its own object before it, until a deletion ends that", () => {
    const interpreter = new FrameInterpreter();
    const befores = [
      objectFrame(1, { name: "a", type: "ADDED" }),
      objectFrame(2, { name: "b", type: "ADDED" }),
      objectFrame(3, { name: "a", object: { status: { step: 3 } } }),
      objectFrame(4, { name: "a", type: "DELETED", object: { status: { step: 4 } } }),
      objectFrame(5, { name: "a", type: "ADDED" }),
    ].map((frame) => interpreted(interpreter, frame).before);
    expect(befores.map((before) => before && [before.metadata.name, before["status"]])).toEqual([
      undefined,
      undefined,
      ["a", undefined],
      ["a", { step: 3 }],
      undefined,
    ]);
  });

  it("knows what was before a frame also when it only observed that", () => {
    const interpreter = new FrameInterpreter();
    interpreter.observe(frameOf(pod(), { type: "ADDED" }));
    expect(interpreted(interpreter, frameOf(pod({ node: "n1" }))).narration.stage.name).toBe("Scheduled");
  });

  it("says which findings open, change and resolve with a frame", () => {
    const interpreter = new FrameInterpreter();
    const frame = (sequence: number, status: object) =>
      frameOf(pod({ node: "n1", statuses: [status] }), {
        sequence,
        offsetMs: sequence * 20_000,
        type: sequence === 1 ? "ADDED" : "MODIFIED",
      });
    const news = [
      frame(1, waiting("ContainerCreating")),
      frame(2, waiting("CrashLoopBackOff", "nginx", { restartCount: 2, lastState: { terminated: { exitCode: 1, reason: "Error" } } })),
      frame(3, waiting("CrashLoopBackOff", "nginx", { restartCount: 3, lastState: { terminated: { exitCode: 2, reason: "Error" } } })),
      { ...frame(4, running()), type: "DELETED" as const },
    ].map((each) => interpreter.interpret(each).news.map(({ kind, finding }) => `${kind} ${finding.class}`));
    expect(news).toEqual([[], ["opened CrashLoopBackOff"], ["changed CrashLoopBackOff"], ["resolved CrashLoopBackOff"]]);
  });

  it("a gap has news as well, and no object", () => {
    expect(new FrameInterpreter().interpret(gapFrame(1))).toEqual({ kind: "gap", frame: gapFrame(1), news: [] });
  });
});

it("a frame is narrated by the server's clock, in sequence as by itself", async () => {
  const clockOffsetMs = 3_600_000;
  const metadata = { name: "web", uid: "uid-web" as Uid, namespace: "default", creationTimestamp: "2026-01-01T00:00:00Z" };
  const frame: ObjectFrame = { ...objectFrame(1, { type: "ADDED", object: { metadata } }), initial: true };
  const narrated = await new FrameNarrator(sessionOf([frame], { server: { clockOffsetMs } })).narrate(frame);
  expect(narrated).toMatchObject({ narration: interpreted(new FrameInterpreter({ clockOffsetMs }), frame).narration });
  expect(narrated).not.toMatchObject({ narration: interpreted(new FrameInterpreter(), frame).narration });
});
