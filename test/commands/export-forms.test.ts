import xterm from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { runProgram } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

interface Asciicast {
  readonly header: Readonly<Record<string, unknown>>;
  readonly events: readonly (readonly [atSeconds: number, kind: string, text: string])[];
}

/** As strict as the specification: https://docs.asciinema.org/manual/asciicast/v2/ */
function parseAsciicast(text: string): Asciicast {
  expect(text.endsWith("\n")).toBe(true);
  const [header, ...events] = text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(header).toEqual({
    version: 2,
    width: expect.any(Number),
    height: expect.any(Number),
    timestamp: expect.any(Number),
    idle_time_limit: expect.any(Number),
    title: expect.any(String),
    env: { TERM: "xterm-256color" },
  });
  let lastAt = 0;
  for (const event of events) {
    expect(event).toHaveLength(3);
    const [at, kind, data] = event;
    expect([Number.isFinite(at) && at >= lastAt, ["o", "m"].includes(kind), typeof data]).toEqual([true, true, "string"]);
    lastAt = at;
  }
  return { header, events };
}

async function asciicast(...args: readonly string[]): Promise<Asciicast> {
  const { stdout, code, stderr } = await runProgram(["export", ...args, "--as", "asciicast"]);
  expect(code, stderr).toBe(0);
  return parseAsciicast(stdout);
}

describe("an asciicast", () => {
  it("played to its end shows what the text replay shows on a terminal of its size, colours too", async () => {
    const { header, events } = await asciicast("pod-bad-image-tag");
    const [cols, rows] = [header["width"], header["height"]].map(Number);
    const screen = new xterm.Terminal({ cols: cols ?? 0, rows: rows ?? 0, allowProposedApi: true, scrollback: 10_000 });
    const played = events.flatMap(([, kind, text]) => (kind === "o" ? [text] : [])).join("");
    await new Promise<void>((resolve) => screen.write(played, resolve));
    const { active } = screen.buffer;
    const lines = Array.from({ length: screen.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "");
    screen.dispose();
    await using replay = kubespyInTerminal(["replay", "pod-bad-image-tag", "--plain"], {
      columns: cols ?? 0,
      rows: rows ?? 0,
      env: { KUBESPY_HINTS: "off" },
    });
    await replay.exit;
    expect(lines.join("\n")).toBe(replay.text);
    expect(played).toBe(replay.output);
  });

  it("has each step at its recorded time, and the limit of pauses in its header", async () => {
    const steps = (await runProgram(["replay", "pod-nginx", "-o", "json"])).stdout.trim().split("\n");
    const offsets = steps.map((line) => Number((JSON.parse(line) as { offsetMs: number }).offsetMs));
    const { header, events } = await asciicast("pod-nginx");
    expect(header["idle_time_limit"]).toBe(3);
    expect(events.map(([at]) => Math.round(at * 1e6) / 1e3)).toEqual([0, ...offsets, 9363.029]);
    const fast = await asciicast("pod-nginx", "--speed", "2", "--idle-limit", "1s");
    expect(fast.header["idle_time_limit"]).toBe(0.5);
    expect(fast.events.at(-1)?.[0]).toBeCloseTo(9.363029 / 2, 5);
  });
});

describe("kubespy export --as", () => {
  it("refuses the flags of an asciicast for other forms", async () => {
    const { code, stderr } = await runProgram(["export", "pod-nginx", "--speed", "2"]);
    expect([code, stderr]).toEqual([2, "kubespy: error: --speed needs --as asciicast\nkubespy: hint: the other forms are not played\n"]);
  });

  it("markdown says what of the file could not be read", async () => {
    const { stdout: whole } = await runProgram(["export", "pod-nginx", "-o", "-"]);
    const cut = await runProgram(["export", "-", "--as", "markdown"], { input: whole.slice(0, Math.floor(whole.length * 0.7)) });
    expect(cut.code).toBe(0);
    expect(cut.stdout).toMatch(/### Completeness\n\n[\s\S]*cut short/);
    expect(cut.stderr).toContain("before you share it:");
  });
});
