import { describe, expect, test } from "vitest";
import { OccurrenceRecorder } from "../../src/lifecycle/session/occurrence-times.js";
import { refOf } from "../../src/model/kube-object.js";
import { event, framesOf, type TimedObject } from "../diagnosis/timed-objects.js";
import { pod, running } from "./pods.js";

const web = pod();

function recorded(history: readonly TimedObject[]): OccurrenceRecorder {
  const recorder = new OccurrenceRecorder();
  for (const frame of framesOf(history)) recorder.observe(frame);
  return recorder;
}

const restarted = (count: number) => pod({ statuses: [running("nginx", { restartCount: count })] });

describe("when something happened to an object", () => {
  test("Kubernetes Events about it are known by their time of receipt, Warnings apart", () => {
    const recorder = recorded([
      [0, web],
      [1, event(web, "Scheduled", "assigned", { type: "Normal" })],
      [2, event(web, "BackOff", "back-off")],
      [5, event(web, "BackOff", "back-off", { count: 2 })],
    ]);
    expect(recorder.of(refOf(web))).toEqual({ events: [1000], warnings: [2000, 5000] });
  });

  test("an Event without a uid belongs to the object that it names", () => {
    const { uid: _, ...named } = web.metadata;
    const about = { ...web, metadata: named };
    expect(recorded([[3, event(about, "Scheduled", "assigned", { type: "Normal" })]]).of(refOf(web))).toEqual({ events: [3000] });
  });

  test("a restart is when the count grows, not where recording finds it", () => {
    const [first, ...later] = framesOf([
      [0, restarted(4)],
      [7, restarted(5)],
      [9, restarted(5)],
    ]);
    const recorder = new OccurrenceRecorder();
    if (first !== undefined) recorder.observe({ ...first, initial: true });
    for (const frame of later) recorder.observe(frame);
    expect(recorder.of(refOf(web))).toEqual({ restarts: [7000] });
  });

  test("Events about objects that were not recorded are kept apart", () => {
    const recorder = recorded([[1, event(web, "Scheduled", "assigned", { type: "Normal" })]]);
    expect(recorder.ofOthers([])).toEqual({ events: [1000] });
    expect(recorder.ofOthers([refOf(web)])).toBeUndefined();
  });

  test("of very many a bounded number is kept, over the whole session", () => {
    const history = Array.from(
      { length: 3000 },
      (_, second): TimedObject => [second, event(web, "BackOff", "back-off", { type: "Normal", count: second + 1 })],
    );
    const { events = [] } = recorded(history).of(refOf(web)) ?? {};
    expect(events.length).toBeGreaterThan(100);
    expect(events.length).toBeLessThanOrEqual(256);
    expect(events[0]).toBe(0);
    expect(events.at(-1)).toBeGreaterThan(2_900_000);
  });
});
