import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DerivedTimes } from "../../src/importing/derived-times.js";
import { ForeignHistory, ReceiptTimes } from "../../src/importing/foreign-history.js";
import { ForeignReader } from "../../src/importing/foreign-reader.js";
import { textAt } from "../../src/model/fields.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { KubeObject } from "../../src/model/kube-object.js";

const now = Date.parse("2026-12-01T00:00:00Z");
const fixture = (name: string) => readFileSync(new URL(`../fixtures/importing/${name}.json`, import.meta.url), "utf8");

async function read(...documents: readonly (object | string)[]): Promise<readonly NewFrame[]> {
  const reader = new ForeignReader();
  const history = new ForeignHistory(new DerivedTimes(now));
  const text = documents.map((document) => (typeof document === "string" ? document : JSON.stringify(document))).join("\n");
  const frames: NewFrame[] = [];
  for await (const change of reader.push(Buffer.from(text))) frames.push(...history.take(change));
  for await (const change of reader.finish()) frames.push(...history.take(change));
  expect(reader.end()).toEqual({ warnings: [], omissions: [] });
  return [...frames, ...history.end()];
}

const list = (items: readonly KubeObject[], more: object = {}) => ({ kind: "List", apiVersion: "v1", metadata: {}, items, ...more });
const typedList = (items: readonly KubeObject[], metadata: object = {}) => ({ kind: "PodList", apiVersion: "v1", metadata, items });

interface Sketch {
  readonly uid?: string;
  readonly version?: string;
  readonly created?: string;
  /** Time of its Ready condition. */
  readonly ready?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly owner?: string;
  readonly meta?: object;
}

const at = (time: string) => `2026-11-22T11:${time}Z`;

function pod(
  name: string,
  { uid = name, version = "1", created = "00:00", ready, namespace = "shop", kind = "Pod", owner, meta }: Sketch = {},
): KubeObject {
  return {
    kind,
    apiVersion: kind === "Pod" ? "v1" : "apps/v1",
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: version,
      creationTimestamp: at(created),
      ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: owner, uid: owner }] }),
      ...meta,
    },
    ...(ready === undefined ? {} : { status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(ready) }] } }),
  };
}

const deleting = (seconds: number, more: object = {}) => ({
  meta: { deletionTimestamp: at("01:30"), deletionGracePeriodSeconds: seconds, ...more },
});

function event(reason: string, version: string, times: object, apiVersion = "v1"): KubeObject {
  return {
    kind: "Event",
    apiVersion,
    reason,
    metadata: { name: reason, namespace: "shop", uid: reason, resourceVersion: version },
    ...times,
  };
}

/** "5 MODIFIED web-1 initial unknown": the offset in seconds, and what the frame says. */
function brief(frames: readonly NewFrame[]): readonly string[] {
  return frames.map((frame) => {
    if (frame.kind === "gap") return "GAP";
    const flags = [frame.initial && " initial", frame.inferred && " inferred", frame.typeUnknown && " unknown"].filter((flag) => flag);
    return `${Math.round(frame.offsetMs / 1000)} ${frame.type} ${frame.ref.uid}@${frame.resourceVersion}${flags.join("")}`;
  });
}

describe("a List has no order: its items come by their own times", () => {
  it("Events of a rollout, listed by name, are a rollout of 9 s in causal order", async () => {
    const frames = await read(fixture("events-by-name"));
    const reasons = frames.map((frame) => (frame.kind === "object" ? textAt(frame.revision.object, "reason") : undefined));
    expect(frames.at(-1)?.offsetMs).toBe(9000);
    expect(reasons.slice(0, 7)).toEqual(["ScalingReplicaSet", "SuccessfulCreate", "Scheduled", "Pulling", "Pulled", "Created", "Started"]);
    expect(frames.every((frame) => frame.kind === "object" && frame.initial)).toBe(true);
  });

  it.each([
    ["a series, before the time of its first", { series: { lastObservedTime: "2026-11-22T11:00:09.5Z" }, eventTime: at("00:01") }, 9500],
    ["lastTimestamp, before the times of its first and of its writing", { lastTimestamp: at("00:08"), firstTimestamp: at("00:02") }, 8000],
    ["deprecatedLastTimestamp of events.k8s.io", { deprecatedLastTimestamp: at("00:07") }, 7000],
    ["eventTime where the others are null", { lastTimestamp: null, firstTimestamp: null, eventTime: "2026-11-22T11:00:06.25Z" }, 6250],
    ["firstTimestamp where it is the only one", { firstTimestamp: at("00:05") }, 5000],
  ])("an Event's time is that of %s", async (_, times, offsetMs) => {
    const frames = await read(list([event("Late", "7", times), event("Early", "9", { lastTimestamp: at("00:00") })]));
    expect(frames.map((frame) => frame.offsetMs)).toEqual([0, offsetMs]);
  });

  it("an Event is as old as when it happened, so a recent one among old ones is not stale", async () => {
    const frames = await read(list([pod("web", { ready: "30:00" }), event("Failed", "9", { lastTimestamp: at("29:50") })]));
    expect(frames.map((frame) => frame.observedAt)).toEqual(["2026-11-22T11:29:50.000Z", "2026-11-22T11:30:00.000Z"]);
  });

  it("within a second: creations from the owner down, then Events by version, then other changes from what is owned up", async () => {
    const deploy = pod("deploy", { kind: "Deployment", version: "3" });
    const set = pod("rs", { kind: "ReplicaSet", owner: "deploy", version: "4" });
    const frames = await read(
      list([
        pod("web", { owner: "rs", version: "5" }),
        pod("rs-2", { kind: "ReplicaSet", version: "8", ready: "00:05" }),
        pod("web-2", { owner: "rs-2", version: "7", ready: "00:05" }),
        event("Created", "21", { lastTimestamp: at("00:05") }),
        event("Pulled", "20", { lastTimestamp: at("00:05") }),
        event("Scheduled", "19", { eventTime: "2026-11-22T11:00:05.9Z" }),
        set,
        deploy,
      ]),
    );
    expect(frames.map((frame) => frame.kind === "object" && frame.ref.uid)).toEqual([
      ...["deploy", "rs", "web"],
      ...["Scheduled", "Pulled", "Created"],
      ...["web-2", "rs-2"],
    ]);
  });

  it("Lists of different queries in sequence are one picture; an item without a time comes last", async () => {
    const bare = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "c", namespace: "shop", uid: "c", resourceVersion: "2" } };
    const frames = await read(
      list([bare]),
      list([pod("web", { ready: "00:08" })]),
      list([event("Pulled", "9", { lastTimestamp: at("00:03") })]),
    );
    expect(brief(frames)).toEqual(["0 ADDED Pulled@9 initial", "5 ADDED web@1 initial", "5 ADDED c@2 initial"]);
  });

  it("pages of one List are one List", async () => {
    const first = typedList([pod("b", { created: "00:04" }), pod("c", { created: "00:02" })], { continue: "next" });
    const second = typedList([pod("a", { created: "00:01" })]);
    expect(brief(await read(first, second))).toEqual(["0 ADDED a@1 initial", "1 ADDED c@1 initial", "3 ADDED b@1 initial"]);
  });

  it("the list that a watch begins with, which is in the order of names, is sorted too", async () => {
    const named = [
      event("a", "9", { lastTimestamp: at("00:09") }),
      event("b", "2", { lastTimestamp: at("00:02") }),
      event("c", "5", { lastTimestamp: at("00:05") }),
    ];
    for (const documents of [named, named.map((object) => ({ type: "ADDED", object }))])
      expect(brief(await read(...documents)).map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
        "0 ADDED b@2",
        "3 ADDED c@5",
        "7 ADDED a@9",
      ]);
  });

  it("changes that a watch delivered keep their order, whatever the clocks of nodes say", async () => {
    const events = [event("a", "2", { lastTimestamp: at("00:09") }), event("b", "3", { lastTimestamp: at("00:02") })];
    expect(brief(await read(...events)).map((line) => line.slice(0, 9))).toEqual(["0 ADDED a", "0 ADDED b"]);
  });

  it("by receipt, each List is in the order of its own times at the moment of its arrival", async () => {
    const reader = new ForeignReader();
    const times = new ReceiptTimes();
    const history = new ForeignHistory(times);
    const items = [pod("b", { created: "00:04" }), pod("a", { created: "00:01" })];
    times.latest = { offsetMs: 70, observedAt: at("10:00") };
    const frames: NewFrame[] = [];
    for await (const change of reader.push(Buffer.from(JSON.stringify(list(items))))) frames.push(...history.take(change));
    expect([...frames, ...history.release()].map((frame) => frame.offsetMs)).toEqual([70, 70]);
  });
});

describe("a new uid under one name ends the old object", () => {
  it("in a watch without types: a Pod of a StatefulSet that was made anew twice", async () => {
    expect(brief(await read(fixture("watch-without-types")))).toEqual([
      "0 ADDED uid-db-0-0@1001 initial unknown",
      "5 MODIFIED uid-db-0-0@1002 unknown",
      "50 MODIFIED uid-db-0-0@1003 unknown",
      "55 MODIFIED uid-db-0-0@1004 unknown",
      "55 DELETED uid-db-0-0@1004 inferred",
      "100 ADDED uid-db-0-1@1005",
      "105 MODIFIED uid-db-0-1@1006 unknown",
      "150 MODIFIED uid-db-0-1@1007 unknown",
      "155 MODIFIED uid-db-0-1@1008 unknown",
      "155 DELETED uid-db-0-1@1008 inferred",
      "200 ADDED uid-db-0-2@1009",
      "205 MODIFIED uid-db-0-2@1010 unknown",
    ]);
  });

  it("in a watch without types, where nothing said that it would be deleted", async () => {
    expect(brief(await read(pod("web"), pod("web", { version: "2" }), pod("web", { uid: "u2", version: "9", created: "00:20" })))).toEqual([
      "0 ADDED web@1 initial unknown",
      "0 MODIFIED web@2 unknown",
      "20 DELETED web@2 inferred",
      "20 ADDED u2@9",
    ]);
  });

  it("in a watch with types, whose deletion may still come late", async () => {
    const events = [
      { type: "ADDED", object: pod("web") },
      { type: "ADDED", object: pod("web", { uid: "u2", version: "9", created: "00:20" }) },
      { type: "DELETED", object: pod("web", { version: "8" }) },
    ];
    expect(brief(await read(...events))).toEqual(["0 ADDED web@1", "20 DELETED web@1 inferred", "20 ADDED u2@9"]);
  });

  it("in the next List, which cannot say that the new one existed from the start", async () => {
    expect(brief(await read(list([pod("web")]), list([pod("web", { uid: "u2", version: "9", created: "00:20" })])))).toEqual([
      "0 ADDED web@1 initial",
      "20 DELETED web@1 inferred",
      "20 ADDED u2@9 unknown",
    ]);
  });

  it("of the same kind and namespace only", async () => {
    const frames = await read(pod("web"), pod("web", { uid: "u2", namespace: "other" }), pod("web", { uid: "u3", kind: "ReplicaSet" }));
    expect(frames.map((frame) => frame.kind === "object" && frame.type)).toEqual(["ADDED", "ADDED", "ADDED"]);
  });

  it("and not the new one, where the input has the old one after it", async () => {
    const frames = await read(pod("web", { uid: "u2", created: "00:20" }), pod("web", { version: "2" }), pod("web", { version: "3" }));
    expect(brief(frames)).toEqual([
      "0 ADDED u2@1 initial unknown",
      "0 ADDED web@2 initial unknown",
      "0 MODIFIED web@3 unknown",
      "0 DELETED web@3 inferred",
    ]);
  });
});

describe("in a watch without types", () => {
  it("a final state with nothing after it was the last: the API server removes such an object", async () => {
    expect(brief(await read(pod("web"), pod("web", { version: "2", ...deleting(0) })))).toEqual([
      "0 ADDED web@1 initial unknown",
      "90 MODIFIED web@2 unknown",
      "90 DELETED web@2 inferred",
    ]);
  });

  it("a final state that comes twice was the last change and the deletion, also with another object between", async () => {
    const last = [pod("web", { version: "2", ...deleting(0) }), pod("web", { version: "3", ...deleting(0) })];
    expect(brief(await read(pod("web"), ...last)).at(-1)).toBe("90 DELETED web@3 unknown");
    const [one = "", two = ""] = last.map((object) => JSON.stringify(object));
    expect(brief(await read(pod("web"), one, pod("other"), two)).filter((line) => line.includes("DELETED"))).toEqual([
      "90 DELETED web@2 inferred",
    ]);
  });

  it.each([
    ["a grace period", deleting(30)],
    ["a finalizer", deleting(0, { finalizers: ["example.com/cleanup"] })],
  ])("an object that is being deleted exists while %s is left", async (_, state) => {
    expect(brief(await read(pod("web"), pod("web", { version: "2", ...state }))).at(-1)).toMatch(/MODIFIED web@2 unknown$/);
  });

  it("a state of an object that is being deleted, repeated with another version, is the deletion", async () => {
    const state = deleting(0, { finalizers: ["example.com/cleanup"] });
    expect(brief(await read(pod("web"), pod("web", { version: "2", ...state }), pod("web", { version: "3", ...state }))).at(-1)).toBe(
      "90 DELETED web@3 unknown",
    );
  });

  it("an object that comes after the first change of its kind was created, and did not exist before", async () => {
    const frames = await read(pod("a"), pod("b"), pod("a", { version: "3", ready: "00:09" }), pod("c", { version: "4", created: "00:10" }));
    expect(brief(frames).at(-1)).toBe("10 ADDED c@4");
  });
});

describe("an object that the next complete List lacks is gone", () => {
  const both = [pod("a"), pod("b", { ready: "00:05" })];

  it("at the time of that List, with its last known state", async () => {
    expect(brief(await read(list(both), list([pod("a", { version: "4", ready: "00:30" })])))).toEqual([
      "0 ADDED a@1 initial",
      "5 ADDED b@1 initial",
      "30 MODIFIED a@4 unknown",
      "30 DELETED b@1 inferred",
    ]);
  });

  it("also if that is empty, where its kind is known", async () => {
    const gone = (frames: readonly NewFrame[]) => brief(frames).filter((line) => line.includes("inferred"));
    expect(await gone(await read(typedList(both), typedList([])))).toEqual(["5 DELETED a@1 inferred", "5 DELETED b@1 inferred"]);
    // An empty List names no kind: only what was asked twice before is known to be asked again.
    expect(await gone(await read(list(both), list([])))).toEqual([]);
    expect(await gone(await read(list(both), list(both), list([])))).toHaveLength(2);
    expect(await gone(await read(list(both), list(both), list([event("Pulled", "9", {})]), list([])))).toEqual([]);
  });

  it.each([
    ["of another kind", list([pod("rs", { kind: "ReplicaSet" })])],
    ["of another namespace", list([pod("a", { uid: "other", namespace: "other" })])],
    ["whose items are as old as those of the first, so that it asks for others", list([pod("c", { created: "00:01" })])],
    ["of which the last page is missing", typedList([pod("a")], { continue: "next" })],
  ])("but not if that is a List %s", async (_, next) => {
    const first = next.kind === "List" ? list(both) : typedList(both);
    expect(brief(await read(first, next)).filter((line) => line.includes("DELETED"))).toEqual([]);
  });

  it("in the namespaces that it shows: in all of them where it shows several", async () => {
    const all = list([pod("a"), pod("b", { namespace: "b" }), pod("c", { namespace: "c" })]);
    const gone = async (next: readonly KubeObject[]) => brief(await read(all, list(next))).filter((line) => line.includes("DELETED"));
    expect(await gone([pod("d", { created: "00:10" })])).toEqual(["10 DELETED a@1 inferred"]);
    expect(await gone([pod("d", { created: "00:10" }), pod("b", { namespace: "b" })])).toEqual([
      "10 DELETED a@1 inferred",
      "10 DELETED c@1 inferred",
    ]);
  });

  it("and so it is if a restarted watch does not list it again", async () => {
    const added = (object: KubeObject) => ({ type: "ADDED", object });
    const frames = await read(added(pod("a")), added(pod("b")), added(pod("a")), added(pod("c", { version: "5", created: "00:40" })), {
      type: "MODIFIED",
      object: pod("c", { version: "6", created: "00:40", ready: "00:45" }),
    });
    expect(brief(frames)).toEqual(["0 ADDED a@1", "0 ADDED b@1", "GAP", "40 ADDED c@5", "45 DELETED b@1 inferred", "45 MODIFIED c@6"]);
  });
});
