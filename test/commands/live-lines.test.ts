import { describe, expect, it } from "vitest";
import { LiveLines } from "../../src/commands/record/live-lines.js";
import { systemClock } from "../../src/io/clock.js";
import type { OutputStream } from "../../src/io/streams.js";
import type { Frame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { foldedLine } from "../../src/report/replay/folded-line.js";

/** An output whose reader takes nothing until `read` is called, when `slow`. */
class Output implements OutputStream {
  readonly isTty: boolean;
  readonly colour = false;
  readonly #slow: boolean;
  text = "";
  read = () => {};

  constructor(options: { readonly isTty?: boolean; readonly slow?: boolean }) {
    this.isTty = options.isTty === true;
    this.#slow = options.slow === true;
  }

  write(text: string | Uint8Array): boolean {
    this.text += String(text);
    return !this.#slow;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.read = resolve;
    });
  }

  columns = () => 80;
  rows = () => 24;

  get lines(): readonly string[] {
    return this.text.split("\n").filter((line) => line !== "");
  }
}

function change(sequence: number): Frame {
  const ref = { uid: `u${sequence % 7}` as Uid, apiVersion: "v1", kind: "Pod", name: "a" };
  return {
    kind: "object",
    sequence,
    offsetMs: sequence,
    observedAt: "",
    type: "MODIFIED",
    ref,
    resourceVersion: "1",
    revision: Revision.ofText("{}"),
  };
}

function linesTo(stdout: Output): LiveLines {
  return new LiveLines({
    stdout,
    clock: systemClock,
    format: (frame) => `told ${frame.sequence}`,
    fold: (frames) => foldedLine(frames, { colour: false }),
    makeRoom: () => {},
    closed: () => {},
    failed: (error) => {
      throw error;
    },
  });
}

/** Every change is in the output: told on a line of its own, or counted on one that says how many. In order. */
function accountedFor(lines: readonly string[]): readonly number[] {
  let upTo = 0;
  return lines.map((line) => {
    const folded = /\.\.\. ([\d,]+) changes of 7 objects/.exec(line)?.[1];
    upTo = folded === undefined ? Number(line.replace("told ", "")) : upTo + Number(folded.replace(",", ""));
    return upTo;
  });
}

const many = 60_000;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(5);
}

describe("lines beside a recording", () => {
  it("are printed for each change in a pipe, however many arrive at once", async () => {
    const stdout = new Output({});
    const lines = linesTo(stdout);
    for (let n = 1; n <= 5000; n++) lines.push(change(n));
    await until(() => stdout.lines.length === 5000);
    expect(stdout.lines).toEqual(Array.from({ length: 5000 }, (_, n) => `told ${n + 1}`));
  });

  it("are folded on a terminal when too many arrive: each change is printed or counted, in order", () => {
    const stdout = new Output({ isTty: true });
    const lines = linesTo(stdout);
    for (let n = 1; n <= 1234; n++) lines.push(change(n));
    lines.end();
    expect(stdout.lines.filter((line) => line.includes("too many to show"))).not.toEqual([]);
    expect(accountedFor(stdout.lines).at(-1)).toBe(1234);
    expect(accountedFor(stdout.lines)).toEqual([...accountedFor(stdout.lines)].sort((a, b) => a - b));
  });

  it("wait for a slow reader, and are folded when too many wait", async () => {
    const stdout = new Output({ slow: true });
    const lines = linesTo(stdout);
    lines.push(change(1));
    await until(() => stdout.lines.length === 1);
    for (let n = 2; n <= many; n++) lines.push(change(n));
    await systemClock.sleep(20);
    expect(stdout.lines).toEqual(["told 1"]);
    stdout.read();
    lines.end();
    expect(accountedFor(stdout.lines).at(-1)).toBe(many);
  });
});

it("a folded line names a gap among the folded frames", () => {
  const bound = { offsetMs: 0, observedAt: "" };
  const gap: Frame = {
    kind: "gap",
    sequence: 2,
    offsetMs: 1549,
    observedAt: "",
    stream: "s",
    reason: "r",
    from: bound,
    to: bound,
    possibleLoss: true,
  };
  expect(foldedLine([change(1), gap], { colour: false })).toBe(
    "   +1.549s  ... 1 change of 1 object and 1 GAP, recorded but too many to show",
  );
});
