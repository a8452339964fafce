import { expect, it } from "vitest";
import { wrapAroundCommands } from "../../src/report/terminal/wrap-around-commands.js";

it.each([
  [
    "a command at the end after a colon",
    "see the full error: kubectl describe pod web-5d8bd76dd7-jrnsr -n shop",
    ["see the full error:", "kubectl describe pod web-5d8bd76dd7-jrnsr -n shop"],
  ],
  [
    "a command in quotes with the text around it",
    'run "kubespy ls --db /tmp/a-long-name-of-a-file.db" to see the sessions',
    ["run", '"kubespy ls --db /tmp/a-long-name-of-a-file.db"', "to see the sessions"],
  ],
  ["a short one stays in its line", 'see "kubespy ls" for all of them, one by one', ['see "kubespy ls" for all of', "them, one by one"]],
  [
    "text without one is wrapped at spaces",
    "the kubelet stops the containers of the Pod",
    ["the kubelet stops the containers", "of the Pod"],
  ],
])("%s is never broken", (_, text, lines) => {
  expect(wrapAroundCommands(text, 32)).toEqual(lines);
});
