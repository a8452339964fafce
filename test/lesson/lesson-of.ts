import type { ExplainTask, FindTask, Lesson, PredictTask, Stop } from "../../src/lesson/lesson.js";

/** A lesson on pod-bad-image-tag with one task of each kind; all of it is true. */
export function lessonOf(stops: readonly Stop[] = [predictStop, findStop, explainStop, lastStop]): Lesson {
  return {
    lesson: 1,
    title: "A bad image tag",
    summary: "Tell why an image is not pulled.",
    minutes: 5,
    recording: "pod-bad-image-tag",
    stops,
  };
}

const waitingReason = "status.containerStatuses[nginx].state.waiting.reason";

export const predictTask: PredictTask = {
  predict: "What comes next?",
  choices: [
    {
      answer: "The API server refuses it",
      if: { object: "Pod/nginx", change: "deleted" },
      hint: "The API server never asks the registry.",
    },
    { answer: "The scheduler assigns it to a node", if: { object: "Pod/nginx", reaches: "Scheduled" }, expectedFrames: [2] },
    { answer: "The image is pulled", hint: "No node has it yet." },
  ],
  hints: ["Who looks at a Pod without a node?", "Its name begins with s."],
  debrief: "The scheduler does not look at images.",
};

export const findTask: FindTask = {
  find: "Move to a step in which the kubelet backs off.",
  if: { fields: [{ path: waitingReason, is: "ImagePullBackOff" }] },
  expectedFrames: [13, 20, 23],
  mistakes: [
    { if: { about: "Pod/nginx" }, hint: "That is an Event." },
    { if: { stage: "ErrImagePull" }, hint: "That is the failed pull itself." },
  ],
  hints: ["Press n."],
  debrief: "It waits before it retries.",
};

export const explainTask: ExplainTask = {
  explain: "Why does it wait?",
  choices: [
    { answer: "The image does not exist", if: { opens: "ImagePullBackOff", cause: "ErrImagePull" }, expectedFrames: [13] },
    { answer: "The node has no room", if: { opens: "Unschedulable" }, hint: "It has a node." },
  ],
  hints: ["Press 4 for the findings."],
  debrief: "The tag was wrong.",
};

export const predictStop: Stop = { title: "Created", at: { object: "Pod/nginx", change: "added" }, text: "It exists.", task: predictTask };
export const findStop: Stop = { title: "Backing off", at: { reaches: "Pulling image" }, show: "object", text: "It pulls.", task: findTask };
export const explainStop: Stop = {
  title: "Why",
  at: { opens: "ImagePullBackOff" },
  objects: ["pod/nginx"],
  text: "It waits.",
  task: explainTask,
};
export const lastStop: Stop = { title: "The end", at: { last: { object: "Pod/nginx" } }, text: "It is gone." };
