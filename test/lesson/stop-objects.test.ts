import { expect, it } from "vitest";
import { UsageError } from "../../src/errors.js";
import { objectsOfStop } from "../../src/lesson/play/stop-objects.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";

const event = (sequence: number, name: string, involvedObject: object) =>
  objectFrame(sequence, {
    name,
    type: "ADDED",
    object: { kind: "Event", apiVersion: "v1", metadata: { name, uid: `uid-${name}`, namespace: "default" }, involvedObject } as never,
  });
const session = sessionOf([
  objectFrame(1, { name: "web", type: "ADDED" }),
  objectFrame(2, { name: "api", type: "ADDED" }),
  event(3, "by-uid", { kind: "Pod", name: "web", namespace: "default", uid: "uid-web" }),
  event(4, "by-name", { kind: "Pod", name: "web", namespace: "default" }),
  event(5, "earlier", { kind: "Pod", name: "web", namespace: "default", uid: "uid-of-an-earlier-web" }),
  event(6, "other", { kind: "Pod", name: "api", namespace: "default", uid: "uid-api" }),
]);

it("a stop lists its objects and the Events about them, by uid, or by name where an Event gives none", async () => {
  expect(await objectsOfStop(session, ["pod/web"])).toEqual(["uid-web", "uid-by-uid", "uid-by-name"]);
});

it("words that match no object are refused", async () => {
  await expect(objectsOfStop(session, ["pod/none"])).rejects.toThrow(UsageError);
});
