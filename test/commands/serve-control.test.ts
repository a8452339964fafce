import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/commands/common/context.js";
import { listenForControl } from "../../src/commands/serve/serve-control.js";
import { offsetFormat } from "../../src/io/moment-format.js";
import type { PlaybackControl, PlaybackPosition } from "../../src/serve/playback/control.js";
import { VirtualClock } from "../support/virtual-clock.js";

const start: PlaybackPosition = {
  state: "running",
  speed: 4,
  offsetMs: 12_300,
  durationMs: 60_000,
  sequence: 31,
  frames: 82,
  openWatches: 1,
};

function listening(isTty: boolean) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string | Uint8Array) => {
      written[name] += text.toString();
      return true;
    },
    drained: async () => {},
    isTty,
    columns: () => 80,
    rows: () => 24,
    colour: false,
  });
  const stdin = new PassThrough();
  const clock = new VirtualClock();
  let position = start;
  const commands: string[] = [];
  const control: PlaybackControl = {
    command: (line) => void commands.push(line),
    get position() {
      return position;
    },
  };
  const context = { streams: { stdin, stdout: stream("stdout"), stderr: stream("stderr") }, clock } as unknown as CommandContext;
  const input = listenForControl(control, offsetFormat, context);
  const move = (change: Partial<PlaybackPosition>) => {
    position = { ...position, ...change };
  };
  return { stdin, clock, written, commands, input, move };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the control line", () => {
  it("on a terminal says moment and frame, also while time runs, and keeps what is typed", async () => {
    const { stdin, clock, written, commands, input, move } = listening(true);
    expect(written.stdout).toContain("playing 4x: +12.300s #31 of 82> ");
    stdin.write("pau");
    await settle();
    written.stdout = "";
    move({ offsetMs: 13_100, sequence: 33 });
    await clock.advance(1000);
    expect(written.stdout).toContain("playing 4x: +13.100s #33 of 82> pau");
    stdin.write("se\r");
    await settle();
    expect(commands).toEqual(["pause"]);
    input.close();
  });

  it("draws nothing while nothing changes, and nothing after it was closed", async () => {
    const { clock, written, input, move } = listening(true);
    written.stdout = "";
    await clock.advance(10_000);
    expect(written.stdout).toBe("");
    input.close();
    expect(written.stdout).toBe("\n");
    move({ sequence: 40 });
    await clock.advance(10_000);
    expect(written.stdout).toBe("\n");
  });

  it("on a terminal Ctrl-C quits", async () => {
    const { stdin, input } = listening(true);
    stdin.write("\x03");
    await input.quit;
    input.close();
  });

  it.each([
    [{}, "playing 4x: +12.300s #31 of 82, 1 watch open\n"],
    [{ state: "paused", speed: 1, openWatches: 2 }, "paused: +12.300s #31 of 82, 2 watches open\n"],
    [{ state: "paused", openWatches: 2 }, "paused, speed 4x: +12.300s #31 of 82, 2 watches open\n"],
    [{ state: "waiting", offsetMs: 0, sequence: 0 }, "waiting for the first request, speed 4x: +0.000s #0 of 82, 1 watch open\n"],
    [{ offsetMs: 60_000, sequence: 82 }, "at the end, speed 4x: +1m00.000s #82 of 82, 1 watch open\n"],
  ] as const)("in a pipe answers each command with the position: %o", async (change, line) => {
    const { stdin, written, input, move } = listening(false);
    move(change);
    stdin.write("speed 4\n");
    await settle();
    expect(written.stdout).toBe(line);
    input.close();
  });
});
