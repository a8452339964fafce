import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import type { ResourceType } from "../../src/model/resource-type.js";
import type { Target } from "../../src/model/target.js";
import { KnownObjects } from "../../src/record/known-objects.js";
import { Membership } from "../../src/record/membership.js";
import { planScope, streamInfo } from "../../src/record/scope-plan.js";
import { StreamState } from "../../src/record/stream-state.js";
import { StreamComparison } from "../../src/record/verify/stream-comparison.js";
import { allTypes, object, revision, types } from "../support/objects.js";

const moment = { offsetMs: 0, observedAt: "2026-01-01T00:00:00.000Z" };

/** A stream of a recording of these targets; `selective`: an object can leave it. */
function recording(type: ResourceType, { targets, selective = false }: { targets: readonly Target[]; selective?: boolean }) {
  const plan = planScope(targets, allTypes).streams.find((stream) => stream.type === type);
  if (plan === undefined) throw new Error("no such stream");
  const first = { kind: "listed", items: [], resourceVersion: "10", relist: false, monotonicMs: 0, wallMs: 0 } as const;
  const info = streamInfo(plan.request);
  const rest = { [Symbol.asyncIterator]: async function* () {} };
  const state = new StreamState({ plan, request: plan.request, info, first, rest, matchesSelectors: plan.purpose === "target", selective });
  const known = new KnownObjects();
  const membership = new Membership(targets, planScope(targets, allTypes).streams);
  state.markSeen(moment, "10");
  return {
    state,
    record: (recorded: KubeObject, type: "live" | "deleted" = "live") => {
      const { ref } = revision(recorded).head;
      membership.decide(revision(recorded), { initial: false, matchesSelectors: state.stream.matchesSelectors });
      if (type === "live") known.keep(ref, revision(recorded), state);
      else known.remove(ref, revision(recorded));
    },
    /** On another stream. */
    admit: (owner: KubeObject) => membership.decide(revision(owner), { initial: false, matchesSelectors: true }),
    deliver: (resourceVersion: string) => state.markSeen(moment, resourceVersion),
    compare: (resourceVersion: string, ...items: readonly KubeObject[]) => {
      const metadata = items.map(({ metadata: { uid = "", name = "", resourceVersion: version = "", labels, ownerReferences } }) => ({
        uid,
        name,
        namespace: "default",
        resourceVersion: version,
        ...(labels && { labels }),
        ...(ownerReferences && { ownerReferences }),
      }));
      return new StreamComparison(state, { resourceVersion, items: metadata }, { known, membership });
    },
  };
}

const whole = (type: ResourceType, more: Partial<Target> = {}): Target => ({ type, namespace: "default", typed: type.resource, ...more });
const pods = whole(types.pods);
const pod = (name: string, version: string, more: object = {}) => object(types.pods, { name, version, ...more });

describe("a list at the end compared with the recording is complete", () => {
  it("when each listed object was recorded, and once those that were on their way have arrived", () => {
    const stream = recording(types.pods, { targets: [pods] });
    stream.record(pod("a", "11"));
    stream.deliver("11");
    const comparison = stream.compare("20", pod("a", "12"), pod("b", "13"));
    expect(comparison.isComplete()).toBe(false);
    stream.record(pod("a", "12"));
    expect(comparison.isComplete()).toBe(false);
    stream.record(pod("b", "13"));
    stream.deliver("13");
    expect(comparison.isComplete()).toBe(true);
  });

  it("when the recording is ahead of the list: a later version, an object created or deleted since", () => {
    const stream = recording(types.pods, { targets: [pods] });
    stream.record(pod("changed", "25"));
    stream.record(pod("new", "26"));
    stream.record(pod("gone", "12"));
    stream.record(pod("gone", "27"), "deleted");
    stream.deliver("27");
    expect(stream.compare("20", pod("changed", "11"), pod("gone", "12")).isComplete()).toBe(true);
  });

  it("not while the deletion of an object that is no longer listed was not recorded", () => {
    const stream = recording(types.pods, { targets: [pods] });
    stream.record(pod("a", "11"));
    stream.deliver("11");
    const comparison = stream.compare("20");
    expect(comparison.isComplete()).toBe(false);
    stream.record(pod("a", "15"), "deleted");
    expect(comparison.isComplete()).toBe(true);
  });

  it("not while the stream is behind an object that does not belong: others may have come and gone", () => {
    const stream = recording(types.pods, { targets: [whole(types.deployments, { name: "web" })] });
    const comparison = stream.compare("20", pod("neighbour", "15"));
    expect(comparison.isComplete()).toBe(false);
    stream.deliver("15");
    expect(comparison.isComplete()).toBe(true);
  });

  it("not while an object of a recorded owner is missing, whatever the stream has delivered", () => {
    const stream = recording(types.pods, { targets: [whole(types.replicaSets, { name: "web" })] });
    const owner = object(types.replicaSets, { name: "web" });
    stream.admit(owner);
    stream.deliver("30");
    expect(stream.compare("20", pod("web-1", "15", { owner })).isComplete()).toBe(false);
    expect(stream.compare("20", pod("other", "15")).isComplete()).toBe(true);
  });

  it("where a Kubernetes Event was delivered: its metadata does not say what it is about", () => {
    const stream = recording(types.events, { targets: [whole(types.deployments, { name: "web" })] });
    const event = object(types.events, { name: "web-1.a", version: "15" });
    const comparison = stream.compare("20", event);
    expect(comparison.isComplete()).toBe(false);
    stream.deliver("15");
    expect(comparison.isComplete()).toBe(true);
  });

  it("of a label selection only once an object that came back was delivered again", () => {
    const stream = recording(types.pods, { targets: [whole(types.pods, { labelSelector: "app=web" })], selective: true });
    stream.record(pod("a", "11"));
    stream.record(pod("a", "12"), "deleted");
    stream.deliver("12");
    expect(stream.compare("20", pod("a", "12")).isComplete()).toBe(true);
    expect(stream.compare("20", pod("a", "13")).isComplete()).toBe(false);
  });

  it("for versions that cannot be ordered only if all are equal", () => {
    const stream = recording(types.pods, { targets: [pods] });
    stream.record(pod("a", "x1"));
    stream.deliver("x9");
    const same = stream.compare("x20", pod("a", "x1"));
    expect([same.isComparable, same.isComplete()]).toEqual([false, true]);
    expect(stream.compare("x20", pod("a", "x2")).isComplete()).toBe(false);
  });

  it("for numbers of any length", () => {
    const stream = recording(types.pods, { targets: [pods] });
    const long = "9".repeat(30);
    stream.record(pod("a", long));
    stream.deliver(long);
    expect(stream.compare(`1${"0".repeat(30)}`, pod("a", `${"9".repeat(29)}8`)).isComplete()).toBe(true);
  });
});
