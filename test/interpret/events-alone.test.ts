import { describe, expect, it } from "vitest";
import { readDiagnosis } from "../../src/diagnosis/engine/diagnose.js";
import { DerivedTimes } from "../../src/importing/derived-times.js";
import { ForeignHistory } from "../../src/importing/foreign-history.js";
import { ForeignReader } from "../../src/importing/foreign-reader.js";
import { analyse } from "../../src/interpret/analyse.js";
import { applyUpdate, emptyAnalysis } from "../../src/interpret/analysis-update.js";
import { SessionAnalyser } from "../../src/interpret/session-analyser.js";
import type { Frame } from "../../src/model/frame.js";
import { otherEventsRows } from "../../src/web/view/timeline/timeline-rows.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

const at = (time: string) => `2026-03-01T10:${time}Z`;
const none = { firstTimestamp: null, lastTimestamp: null, eventTime: null };
const pod = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web-1", uid: "u-pod" };
const meta = (name: string, created: string) => ({
  name,
  namespace: "shop",
  uid: name,
  resourceVersion: "5",
  creationTimestamp: at(created),
});

/** As "kubectl get events -o json" writes them: in the order of their names, each component with the times that it knows. */
const events = [
  {
    ...{ apiVersion: "v1", kind: "Event", metadata: meta("a", "09:00"), ...none },
    ...{
      involvedObject: { ...pod, fieldPath: "spec.containers{app}" },
      reason: "BackOff",
      type: "Warning",
      message: "Back-off restarting failed container app",
    },
    ...{ count: 40, firstTimestamp: at("00:20"), lastTimestamp: at("08:59") },
  },
  {
    ...{ apiVersion: "v1", kind: "Event", metadata: meta("b", "00:02"), ...none },
    ...{ involvedObject: pod, reason: "Scheduled", type: "Normal", message: "assigned", eventTime: "2026-03-01T10:00:01.250000Z" },
  },
  {
    ...{ apiVersion: "events.k8s.io/v1", kind: "Event", metadata: meta("c", "00:04"), eventTime: null },
    ...{ regarding: pod, reason: "Pulled", type: "Normal", note: "pulled", deprecatedLastTimestamp: at("00:04"), deprecatedCount: 1 },
  },
  {
    ...{ apiVersion: "events.k8s.io/v1", kind: "Event", metadata: meta("d", "00:00"), eventTime: at("00:00") },
    ...{
      regarding: { apiVersion: "batch/v1", kind: "Job", namespace: "shop", name: "job" },
      reason: "FailedCreate",
      type: "Warning",
      note: "quota",
    },
    series: { count: 7, lastObservedTime: at("05:00") },
  },
];

async function framesOf(objects: readonly object[]): Promise<readonly Frame[]> {
  const reader = new ForeignReader();
  const history = new ForeignHistory(new DerivedTimes(Date.parse("2026-12-01T00:00:00Z")));
  const frames: Frame[] = [];
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  for await (const change of reader.push(Buffer.from(text)))
    for (const frame of history.take(change)) frames.push({ ...frame, sequence: frames.length + 1 });
  for (const frame of history.end()) frames.push({ ...frame, sequence: frames.length + 1 });
  return frames;
}

const names = (rows: ReturnType<typeof otherEventsRows>) =>
  rows.map(({ object: { ref, stageIntervals } }) =>
    `${ref.kind}/${ref.name} ${stageIntervals.map(({ fromMs, stage }) => `${stage.name}@${fromMs}`).join(" ")}`.trim(),
  );

describe("a session of Kubernetes Events alone, of both API groups", () => {
  it("is in the order of the Events' own times, whichever field has them", async () => {
    const frames = await framesOf(events);
    expect(frames.map((frame) => [frame.kind === "object" && frame.ref.name, frame.offsetMs])).toEqual([
      ["b", 0],
      ["c", 2750],
      ["d", 298_750],
      ["a", 537_750],
    ]);
  });

  it("has findings from Events alone, with the counts of series", async () => {
    const { findings } = await readDiagnosis(new InMemorySessionReader(await framesOf(events)));
    expect(
      findings.map(({ class: name, fromEventsAlone, events: seen }) => [name, fromEventsAlone, seen?.map(({ count }) => count)]),
    ).toEqual(
      expect.arrayContaining([
        ["CrashLoopBackOff", true, [40]],
        ["FailedCreate", true, [7]],
      ]),
    );
  });

  it("has a row in the timeline for each object that they are about, with their reasons", async () => {
    const analysis = await analyse(new InMemorySessionReader(await framesOf(events)));
    expect(names(otherEventsRows(analysis))).toEqual(["Pod/web-1 Scheduled@0 Pulled@2750 BackOff@537750", "Job/job FailedCreate@298750"]);
    expect(analysis.eventSubjects?.[0]).toMatchObject({ fromEventsAlone: true, occurrences: { events: [0, 2750], warnings: [537_750] } });
    expect(analysis.otherOccurrences).toBeUndefined();
  });

  it("keeps one row for the Events about others where an object was recorded, also while it is recorded", async () => {
    const node = { apiVersion: "v1", kind: "Node", metadata: { ...meta("n", "00:03"), namespace: undefined } };
    const frames = await framesOf([...events, node]);
    const reader = new InMemorySessionReader(frames);
    const analyser = new SessionAnalyser(reader.summary.header);
    let followed = emptyAnalysis;
    for (const frame of frames) {
      analyser.observe(frame);
      followed = applyUpdate(followed, JSON.parse(JSON.stringify(analyser.takeUpdate())));
      const hasObject = followed.objects.length > 0;
      expect(followed.eventSubjects === undefined).toBe(hasObject);
    }
    expect(names(otherEventsRows(followed))).toEqual(["Kubernetes Events/about other objects"]);
    expect(followed.otherOccurrences).toEqual((await analyse(reader)).otherOccurrences);
  });

  it("beyond some hundred objects has one row for the others", async () => {
    const many = Array.from({ length: 502 }, (_, i) => ({
      ...events[1],
      metadata: meta(`e${i}`, "00:02"),
      involvedObject: { ...pod, name: `p${i}`, uid: `p${i}` },
    }));
    const rows = otherEventsRows(await analyse(new InMemorySessionReader(await framesOf(many))));
    expect(rows).toHaveLength(501);
    expect(rows.at(-1)?.object.ref.name).toBe("about other objects");
  });
});
