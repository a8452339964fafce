import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/io/clock.js";
import { Player } from "../../src/tui/runtime/player.js";
import { type PlayerStart, startState } from "../../src/tui/state/player-state.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { kubespyInTerminal, type TerminalProgram } from "../support/terminal.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a line
const lineStart = /\u001b\[\d+;1H/;

/** What was written for the first screen: all lines of it, without their escapes. */
async function firstScreen(terminal: TerminalProgram): Promise<readonly string[]> {
  await terminal.shows("▼");
  const [, first = ""] = terminal.output.split("\u001b[?2026h");
  const lines = first.slice(0, first.indexOf("\u001b[?2026l")).split(lineStart);
  return lines.slice(1).map((line) => plainOf(line.replaceAll("\u001b[K", "")));
}

describe("the first screen of a small session", () => {
  it.each(["service-loadbalancer-pending", "pod-bad-image-tag", "deployment-rollout"])("has tracks and findings: %s", async (name) => {
    await using terminal = kubespyInTerminal(["replay", name, "--at", "100%"], { columns: 120, rows: 40 });
    const lines = await firstScreen(terminal);
    expect(lines[1]).toMatch(/─.*▼/);
    expect(lines[1]).not.toContain("·");
    expect(lines[2]).toMatch(/^\w+\/\S+ .*[A-Z][a-z]+/);
    expect(lines.join("\n")).not.toContain("reading");
    if (name === "pod-bad-image-tag") expect(lines[1]).toMatch(/!.*✓/);
  });

  it("acts on keys that were typed while the program starts, in their order", async () => {
    await using terminal = kubespyInTerminal(["replay", "pod-bad-image-tag"], { columns: 120, rows: 40 });
    terminal.type("xv4");
    await terminal.shows("#20/34");
    await terminal.shows("[findings !2]");
    await using searching = kubespyInTerminal(["replay", "pod-nginx"], { columns: 120, rows: 40 });
    searching.type("/exit code 137\rj");
    await searching.shows("#14/16");
    await using left = kubespyInTerminal(["replay", "pod-nginx"]);
    left.type("jjq");
    expect(await left.exit).toMatchObject({ exitCode: 0 });
  });

  it("begins with a step of the objects of --object", async () => {
    await using terminal = kubespyInTerminal(["replay", "deployment-rollout", "--object", "rs"], { columns: 120, rows: 40 });
    const lines = await firstScreen(terminal);
    expect(lines.join("\n")).toMatch(/changes of rs[\s\S]*▸ \+ .*ReplicaSet\/web/);
  });
});

describe("opening", () => {
  /** Nobody is waited for: time does not pass. */
  const stopped: Clock = { ...systemClock, sleep: () => new Promise(() => {}) };

  function playerOn(start: Partial<PlayerStart>, frames = 40, clock: Clock = stopped): Player {
    const reader = sessionOf(Array.from({ length: frames }, (_, i) => objectFrame(i + 1, { name: `web-${i % 5}` })));
    const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
    const state = startState(session, { columns: 120, rows: 40 }, { position: 1, markers: [], ...start });
    return new Player({ reader, start: state, clock, save: async () => {}, suspend: () => {}, onChange: () => {} });
  }

  it("waits for the whole screen of a small session, however long that takes", async () => {
    const player = playerOn({});
    await player.open();
    const lines = view(player.state).map(plainOf);
    expect(lines[1]).not.toContain("·");
    expect(player.state.findings.whole?.readSequence).toBe(Number.POSITIVE_INFINITY);
  });

  it("keeps keys that are typed meanwhile, and presses them in their order, each after the search of the one before", async () => {
    const player = playerOn({});
    const opening = player.open();
    for (const key of ["n", "j", "/", "w", "e", "b", "-", "3", "enter", "j", "3"]) player.dispatch({ kind: "key", key });
    await opening;
    expect(player.state).toMatchObject({ position: 1, pane: "diff" });
    const running = player.run();
    await expect.poll(() => player.state.pane, { timeout: 5000 }).toBe("world");
    expect(player.state).toMatchObject({ search: "web-3" });
    expect(player.state.position).toBeGreaterThan(3);
    player.interrupt();
    await running;
  });

  it("ends at Ctrl-C, also before the screen is drawn", async () => {
    const player = playerOn({});
    const opening = player.open();
    player.dispatch({ kind: "key", key: "ctrl-c" });
    await opening;
    expect(await player.run()).toBe("interrupted");
  });
});
