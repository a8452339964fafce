import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal, type TerminalProgram } from "../support/terminal.js";

const prompt = "Enter: step through it · p: open the page in a browser · q: quit";

/** What differs from run to run: times, and with them the lengths of bars and the frame that is on the way. */
function withoutTimes(text: string): string {
  return text
    .replace(/[+]?\d+(\.\d+)?(ms|s)\b/g, "T")
    .replace(/ *(?:Creating)?([─━·!])\1*/g, "$1")
    .replace(/ {2,}/g, "  ");
}

/** Where the demo and its page keep files, and a browser that does nothing. */
function surroundings(): {
  readonly env: Readonly<Record<string, string>>;
  readonly left: () => readonly string[];
  readonly opened: string;
} {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const bin = join(folder.path, "bin");
  const temporary = join(folder.path, "tmp");
  const opened = join(folder.path, "opened");
  for (const path of [bin, temporary]) mkdirSync(path);
  for (const name of ["xdg-open", "open"]) {
    writeFileSync(join(bin, name), `#!/bin/sh\ncat "$1" >${opened}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { env: { PATH: `${bin}${delimiter}${process.env["PATH"]}`, TMPDIR: temporary }, left: () => readdirSync(temporary), opened };
}

async function untilOffered(demo: TerminalProgram): Promise<string> {
  return await demo.shows(prompt, 60_000);
}

describe("kubespy demo", { timeout: 120_000 }, () => {
  it("ends in a pipe with the session on one screen and the next commands, and removes its files", async () => {
    const { env, left } = surroundings();
    const { stdout, stderr, code } = await runProgram(["demo"], { env });
    expect(code, stderr).toBe(0);
    const [, end = ""] = stdout.split("# What the recording shows (the server is stopped):\n");
    expect(withoutTimes(end)).toMatchSnapshot();
    expect(stdout).not.toContain(prompt);
    expect(left()).toEqual([]);
  });

  it.each([
    { columns: 80, rows: 24, key: "q", code: 0 },
    { columns: 200, rows: 50, key: "\x03", code: 130 },
  ])(
    "on a terminal of $columns columns and $rows rows its end is a whole screen, from which the player and the page open",
    async ({ key, code, ...size }) => {
      const { env, left, opened } = surroundings();
      await using demo = kubespyInTerminal(["demo"], { env, ...size });
      const screen = await untilOffered(demo);
      expect(withoutTimes(screen.slice(screen.indexOf("# What the recording shows"))).trimEnd()).toMatchSnapshot();
      await expectRecordedPace(screen);
      demo.type("\r");
      await demo.shows("demo · A Pod from birth to deletion");
      expect(demo.isAlternate).toBe(true);
      demo.type("q");
      await untilOffered(demo);
      expect(demo.isAlternate).toBe(false);
      demo.type("p");
      await demo.shows(/http:\/\/127\.0\.0\.1:\d+\/#key=\S+\n/);
      const [, address = ""] = /url=([^"]+)"/.exec(await contentOf(opened)) ?? [];
      expect((await fetch(address)).status).toBe(200);
      demo.type(key);
      expect((await demo.exit).exitCode).toBe(code);
      await expect(fetch(address)).rejects.toThrow();
      expect(left()).toEqual([]);
    },
  );

  it("Ctrl-C ends it with 130 while it records, and removes its files", async () => {
    const { env, left } = surroundings();
    await using demo = kubespyInTerminal(["demo"], { env });
    await demo.shows("Created", 60_000);
    demo.type("\x03");
    expect((await demo.exit).exitCode).toBe(130);
    expect(left()).toEqual([]);
  });
});

/** A busy machine delays both steps alike; at four times the speed the ratio would be a quarter. */
async function expectRecordedPace(screen: string): Promise<void> {
  const recorded = await offsetsOf((await runProgram(["replay", "pod-nginx", "-o", "json"])).stdout);
  const [ready = 0, deleted = 0] = [...screen.matchAll(/^\+(\d+\.\d+)s {2}(?:Ready|Deleted) /gm)].map(
    ([, seconds]) => Number(seconds) * 1000,
  );
  const ratio = (deleted - ready) / ((recorded.get("Deleted") ?? 0) - (recorded.get("Ready") ?? 0));
  expect(Math.round(ratio)).toBe(1);
}

async function contentOf(file: string): Promise<string> {
  return await expect
    .poll(() => {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return "";
      }
    })
    .toContain("url=")
    .then(() => readFileSync(file, "utf8"));
}

async function offsetsOf(lines: string): Promise<ReadonlyMap<string, number>> {
  const first = new Map<string, number>();
  for (const line of lines.trimEnd().split("\n")) {
    const { stage, offsetMs } = JSON.parse(line) as { readonly stage: { readonly name: string }; readonly offsetMs: number };
    if (!first.has(stage.name)) first.set(stage.name, offsetMs);
  }
  return first;
}
