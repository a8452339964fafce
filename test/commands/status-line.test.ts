import { describe, expect, it } from "vitest";
import { StatusLine } from "../../src/commands/record/status-line.js";
import type { OutputStream } from "../../src/io/streams.js";
import { settle, VirtualClock } from "../support/virtual-clock.js";

const clearLine = "\r\u001b[2K";

class Terminal implements OutputStream {
  readonly isTty: boolean;
  readonly colour = false;
  readonly written: string[] = [];
  isFull = false;
  read = () => {};

  constructor(isTty = true) {
    this.isTty = isTty;
  }

  write(text: string | Uint8Array): boolean {
    this.written.push(String(text));
    return !this.isFull;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.read = resolve;
    });
  }

  columns = () => 20;
  rows = () => 24;
}

function lineOn(stderr: Terminal) {
  const clock = new VirtualClock();
  let frames = 0;
  const line = new StatusLine({ stderr, clock, text: () => `${frames} frames, ${clock.monotonicMs()} ms` });
  const change = () => {
    frames++;
    line.changed();
  };
  return { line, clock, change, kept: line.keep() };
}

describe("the live last line", () => {
  it("is drawn once a second while nothing changes", async () => {
    const stderr = new Terminal();
    const { line, clock, kept } = lineOn(stderr);
    await clock.advance(2500);
    expect(stderr.written).toEqual(["0 frames, 0 ms", `${clearLine}0 frames, 1000 ms`, `${clearLine}0 frames, 2000 ms`]);
    line.end();
    await kept;
  });

  it("is drawn at once for a change that comes alone", async () => {
    const stderr = new Terminal();
    const { line, clock, change, kept } = lineOn(stderr);
    await clock.advance(600);
    change();
    await settle();
    expect(stderr.written).toEqual(["0 frames, 0 ms", `${clearLine}1 frames, 600 ms`]);
    line.end();
    await kept;
  });

  it("is drawn at most four times a second, however many changes come, and shows the last of them", async () => {
    const stderr = new Terminal();
    const { line, clock, change, kept } = lineOn(stderr);
    for (let n = 0; n < 200; n++) {
      change();
      await clock.advance(5);
    }
    expect(stderr.written.length).toBeGreaterThanOrEqual(4);
    expect(stderr.written.length).toBeLessThanOrEqual(5);
    await clock.advance(250);
    expect(stderr.written.at(-1)).toContain("200 frames");
    line.end();
    await kept;
  });

  it("makes room for other lines once, and comes back by itself", async () => {
    const stderr = new Terminal();
    const { line, clock, kept } = lineOn(stderr);
    await clock.advance(500);
    line.clear();
    line.clear();
    expect(stderr.written).toEqual(["0 frames, 0 ms", clearLine]);
    await settle();
    expect(stderr.written.at(-1)).toBe("0 frames, 500 ms");
    line.end();
    await kept;
  });

  it("is removed at the end, and not drawn again", async () => {
    const stderr = new Terminal();
    const { line, clock, change, kept } = lineOn(stderr);
    await clock.advance(100);
    line.end();
    await kept;
    change();
    await clock.advance(5000);
    expect(stderr.written).toEqual(["0 frames, 0 ms", clearLine]);
  });

  it("is never wider than the terminal, and steers nothing by what it says", async () => {
    const stderr = new Terminal();
    const line = new StatusLine({ stderr, clock: new VirtualClock(), text: () => `\u001b[2J${"x".repeat(100)}` });
    const kept = line.keep();
    await settle();
    expect(stderr.written[0]).toHaveLength(19);
    expect(stderr.written[0]).not.toContain("\u001b");
    line.end();
    await kept;
  });

  it("waits for a terminal that takes nothing, and ends all the same", async () => {
    const stderr = new Terminal();
    stderr.isFull = true;
    const { line, clock, change, kept } = lineOn(stderr);
    for (let n = 0; n < 20; n++) {
      change();
      await clock.advance(500);
    }
    expect(stderr.written).toEqual(["0 frames, 0 ms"]);
    stderr.read();
    await clock.advance(0);
    expect(stderr.written).toHaveLength(2);
    line.end();
    await kept;
  });

  it("is nothing without a terminal", async () => {
    const stderr = new Terminal(false);
    const { line, clock, change, kept } = lineOn(stderr);
    change();
    await clock.advance(3000);
    line.clear();
    line.end();
    await kept;
    expect(stderr.written).toEqual([]);
  });
});
