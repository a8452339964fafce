import { describe, expect, it } from "vitest";
import { printable } from "../src/io/printable.js";
import { everythingShown, type Shown } from "./support/everything-shown.js";
import { poisonedReader } from "./support/poisoned-session.js";

/** Steers a terminal, turns text round, hides text: one of each kind. */
const poison = "\u001b[2J\u009b31m\u0007\r\u202e\u2066\u200b\u180e\u034f\u2800\u3164\u{e0041}\u2028\ud800";

describe("whatever text a session holds, no output of any command steers a terminal or hides what it says", () => {
  it.each([
    ["pod-bad-image-tag", false],
    ["pod-restart-policies", true],
    ["deployment-bad-rollout", false],
    ["job-backoff", true],
    ["pod-missing-pvc", false],
  ] as const)("%s", async (name, all) => {
    const shown = await everythingShown(
      await poisonedReader(name, { poison, all }),
      await poisonedReader("pod-crashloop", { poison, all: !all }),
    );
    // One of each place: the others are alike.
    expect([...new Map(shown.flatMap(unsafeIn).map((line) => [line.slice(0, 40), line])).values()].slice(0, 20)).toEqual([]);
  });
});

/** A line that is not as `printable` would have it, with the place that it is shown at. */
function unsafeIn({ where, text }: Shown): readonly string[] {
  const line = text
    .replaceAll("\u001b[0m", "")
    .split("\n")
    .find((each) => printable(each, Number.POSITIVE_INFINITY) !== each);
  return line === undefined ? [] : [`${where}: ${printable(line, 300)} <- ${JSON.stringify(line.slice(0, 200))}`];
}
