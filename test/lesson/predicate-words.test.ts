import { describe, expect, it } from "vitest";
import type { Predicate } from "../../src/lesson/predicate/predicate.js";
import { predicateWords } from "../../src/lesson/predicate/predicate-words.js";

const words: readonly (readonly [words: string, predicate: Predicate])[] = [
  ["a change of Pod/nginx", { object: "Pod/nginx" }],
  ["Pod/nginx reaches Ready", { object: "Pod/nginx", reaches: "Ready" }],
  ["container app of Pod/nginx reaches Started", { object: "Pod/nginx", reaches: "Started", container: "app" }],
  ["Pod/nginx is CrashLoopBackOff", { object: "Pod/nginx", stage: "CrashLoopBackOff" }],
  ["Pod/nginx is deleted", { object: "Pod/nginx", change: "deleted" }],
  ["the finding ErrImagePull opens", { opens: "ErrImagePull" }],
  ["the finding ErrImagePull of Pod/nginx is resolved", { object: "Pod/nginx", resolves: "ErrImagePull" }],
  ["the finding RolloutStalled caused by ErrImagePull is open", { open: "RolloutStalled", cause: "ErrImagePull" }],
  ["the Event BackOff about Pod/nginx", { about: "Pod/nginx", reason: "BackOff" }],
  ['an Event with "no space left"', { message: "no space left" }],
  ["status.replicas of Deployment/web is 2", { object: "Deployment/web", fields: [{ path: "status.replicas", is: 2 }] }],
  ["status.phase of an object is at least 1 and changes", { fields: [{ path: "status.phase", atLeast: 1, changes: true }] }],
  ["the Event Pulled or the Event Started", { any: [{ reason: "Pulled" }, { reason: "Started" }] }],
  [
    "Deployment/web is Available, after the finding ErrImagePull opens",
    { object: "Deployment/web", stage: "Available", after: { opens: "ErrImagePull" } },
  ],
];

describe("the words of a predicate", () => {
  it.each(words)("%s", (expected, predicate) => {
    expect(predicateWords(predicate)).toBe(expected);
  });
});
