import { expect, it } from "vitest";
import { lessonLines, textBlocks } from "../../src/lesson/lesson-lines.js";
import { predictTask } from "./lesson-of.js";

const text = `The kubelet pulls
the image \`nginx:1.27\`.

- one item that is
  longer
- another

    kubectl get pods
    kubectl get events
`;

it("a text has paragraphs, items and lines of code", () => {
  expect(textBlocks(text)).toEqual([
    { kind: "paragraph", text: "The kubelet pulls the image `nginx:1.27`." },
    { kind: "item", text: "one item that is longer" },
    { kind: "item", text: "another" },
    { kind: "code", text: "kubectl get pods\nkubectl get events" },
  ]);
});

it("a stop is its text, its question and its choices, broken at words", () => {
  expect(lessonLines({ text, task: predictTask }, 26).map(({ text: line }) => line)).toEqual([
    "The kubelet pulls the",
    "image `nginx:1.27`.",
    "",
    "- one item that is longer",
    "- another",
    "",
    "  kubectl get pods",
    "  kubectl get events",
    "",
    "What comes next?",
    "a) The API server refuses",
    "   it",
    "b) The scheduler assigns",
    "   it to a node",
    "c) The image is pulled",
  ]);
});

it("a word that is longer than the line has a line of its own", () => {
  expect(lessonLines({ text: "see aaaaaaaaaaaaaaaa now" }, 10).map(({ text: line }) => line)).toEqual(["see", "aaaaaaaaaaaaaaaa", "now"]);
});
