import { describe, expect, test } from "vitest";
import { refOf } from "../../../../src/model/kube-object.js";
import { placesOf, stepNear } from "../../../../src/web/view/steps/step-places.js";
import { event, framesOf } from "../../../diagnosis/timed-objects.js";
import { pod } from "../../../lifecycle/pods.js";
import { InMemorySessionReader } from "../../../support/in-memory-session-reader.js";

const web = pod();
const other = pod({ metadata: { name: "other", uid: "u2" } });
const reader = new InMemorySessionReader(
  framesOf([
    [1, web],
    [2, event(web, "Scheduled", "assigned")],
    [2, event(other, "Scheduled", "assigned")],
    [2.0003, other],
    [5, web],
  ]),
);

describe("where steps are", () => {
  test("a moment has the last step by then, of all, of an object, or of a Kubernetes Event about it", async () => {
    expect(await stepNear(reader, { offsetMs: 3000 })).toBe(4);
    expect(await stepNear(reader, { offsetMs: 3000, uid: refOf(web).uid })).toBe(1);
    expect(await stepNear(reader, { offsetMs: 2000, about: refOf(web) })).toBe(2);
    expect(await stepNear(reader, { offsetMs: 500 })).toBeUndefined();
  });

  test("a time that was rounded down to its millisecond has its step", async () => {
    expect(await stepNear(reader, { offsetMs: 2000, uid: refOf(other).uid })).toBe(4);
  });

  test("steps that the session does not have are left out", async () => {
    expect(await placesOf(reader, [5, 99])).toEqual([{ sequence: 5, offsetMs: 5000, uid: refOf(web).uid }]);
  });

  test("the step of a Kubernetes Event is with the object that it is about", async () => {
    expect(await placesOf(reader, [3])).toEqual([{ sequence: 3, offsetMs: 2000, uid: refOf(other).uid }]);
  });
});
