import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Action, keyTable } from "../../src/tui/state/key-table.js";
import { runProgram, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal, type TerminalProgram } from "../support/terminal.js";

/** What a terminal sends for the keys that are known by a name. */
const sent: Readonly<Record<string, string>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  "page-up": "\x1b[5~",
  "page-down": "\x1b[6~",
  escape: "\x1b",
  tab: "\t",
  enter: "\r",
};

function bytesOf(key: string): string {
  const control = /^ctrl-([a-z])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) - 96);
  return sent[key] ?? key;
}

/** How to see that an action is done: from a screen that shows `before` to one that shows `after`. */
interface Proof {
  /** Typed first, from step 5 of `pod-bad-image-tag` with its diff on the screen. */
  readonly from?: string;
  readonly before: RegExp;
  readonly after: RegExp;
  /** Typed afterwards, so that the next key starts as this one did. */
  readonly undo?: string;
}

const at = (step: number) => new RegExp(`#${step}/34 `);

/** An action that is added to the table of keys needs an entry here; what leaves the screen is pressed below. */
const proofs: Readonly<Record<Exclude<Action, "quit" | "interrupt" | "suspend">, Proof>> = {
  forward: { before: at(5), after: at(6) },
  back: { before: at(5), after: at(4) },
  first: { before: at(5), after: at(1) },
  last: { before: at(5), after: at(34) },
  "screen-forward": { before: at(5), after: /#1\d\/34 / },
  "screen-back": { from: ":34\r", before: at(34), after: /#2\d\/34 / },
  "next-found": { from: "/kubelet\r", before: /"kubelet": match 4 of/, after: /"kubelet": match 5 of/, undo: "\x1b" },
  "previous-found": { from: "/kubelet\r", before: /"kubelet": match 4 of/, after: /"kubelet": match 3 of/, undo: "\x1b" },
  "next-meaningful": { before: at(5), after: at(6) },
  "previous-meaningful": { before: at(5), after: at(4) },
  "next-warning": { before: at(5), after: at(6) },
  "previous-warning": { from: ":8\r", before: at(8), after: at(6) },
  "next-finding": { before: at(5), after: /#11\/34 [\s\S]*! ErrImagePull on Pod\/nginx/ },
  "previous-finding": { from: ":34\r", before: at(34), after: /#[12]\d\/34 / },
  "next-evidence": { from: "x", before: /! ErrImagePull on Pod\/nginx/, after: /#20\/34 / },
  "previous-evidence": { from: "xv", before: at(20), after: at(11) },
  "next-marker": { before: at(5), after: at(20) },
  "previous-marker": { from: ":30\r", before: at(30), after: at(20) },
  // Of a session that has ended it says so; follow-live.test.ts follows one.
  follow: { before: at(5), after: /not being recorded|has ended|ended/ },
  "ask-jump": { before: at(5), after: /go to .*█/, undo: "\x1b" },
  "ask-search": { before: at(5), after: /search in changes: █/, undo: "\x1b" },
  "ask-filter": { before: at(5), after: /only objects .*█/, undo: "\x1b" },
  "ask-marker": { before: at(5), after: /marker: █/, undo: "\x1b" },
  "ask-write": { before: at(5), after: /write to file: █/, undo: "\x1b" },
  "only-this": { before: /── changes ─/, after: /── changes of \w+\//, undo: "o" },
  play: { before: /paused 1x/, after: /playing 1x/, undo: " " },
  faster: { before: /paused 1x/, after: /paused 2x/, undo: "-" },
  slower: { before: /paused 1x/, after: /paused 0.5x/, undo: "+" },
  "pane-next": { before: /\[diff\]/, after: /\[object\]/, undo: "1" },
  "pane-diff": { from: "3", before: /\[world\]/, after: /\[diff\]/ },
  "pane-yaml": { before: /\[diff\]/, after: /\[object\]/, undo: "1" },
  "pane-world": { before: /\[diff\]/, after: /\[world\]/, undo: "1" },
  "pane-findings": { before: /\[diff\]/, after: /\[findings/, undo: "1" },
  noise: { before: /\[diff\]/, after: /\[diff with noise\]/, undo: "z" },
  "scroll-down": { from: "2", before: / lines 1-/, after: / lines 2-/, undo: "1" },
  "scroll-up": { from: "2JJJ", before: / lines 4-/, after: / lines 3-/, undo: "1" },
  "page-down": { from: "2", before: / lines 1-/, after: / lines (?!1-)\d+-/, undo: "1" },
  "page-up": { from: "2\x04", before: / lines (?!1-)\d+-/, after: / lines 1-/, undo: "1" },
  copy: { before: at(5), after: /copied: kubespy replay pod-bad-image-tag --at '#5'/ },
  "next-times": { before: /\+\d+\.\d{3}s of/, after: /5\/34 +\d\d:\d\d:\d\d\.\d{3}Z/, undo: "tt" },
  "diff-from": { before: /\[diff\]/, after: /marked #5 of/, undo: "\x1b" },
  help: { before: at(5), after: /one step forward, back/, undo: "?" },
  escape: { from: "/kubelet\r", before: /search "kubelet"/, after: /^(?![\s\S]*search "kubelet")/ },
};

const folder = temporaryFolder();
const env = { XDG_DATA_HOME: folder.path };
afterAll(() => folder[Symbol.dispose]());

beforeAll(async () => {
  for (const args of [
    ["import", "pod-bad-image-tag"],
    ["mark", "pod-bad-image-tag", "--at", "#20", "here"],
  ])
    expect((await runProgram(args, { env })).code).toBe(0);
}, 60_000);

/** The player on a stored session with a marker at step 20, at step 5. */
async function playerOnMarked(): Promise<TerminalProgram> {
  const terminal = kubespyInTerminal(["replay", "pod-bad-image-tag", "--at", "5"], { env, columns: 100, rows: 26 });
  await terminal.shows(at(5));
  await terminal.shows(/^(?![\s\S]*reading …)/);
  return terminal;
}

const leaving: ReadonlySet<Action> = new Set(["quit", "interrupt", "suspend"]);

describe("each key of the help does what it says", () => {
  it.each(keyTable.map((line) => [line.shown, line] as const))("%s", async (_, { bindings }) => {
    await using terminal = await playerOnMarked();
    for (const { keys, action } of bindings) {
      if (leaving.has(action)) continue;
      const { from = "", before, after, undo = "" } = proofs[action as keyof typeof proofs];
      for (const key of keys) {
        terminal.type("g");
        await terminal.shows(at(1));
        terminal.type("jjjj");
        await terminal.shows(at(5));
        terminal.type(from);
        const text = await terminal.shows(before);
        expect(text, `${key}: ${after} before it is pressed`).not.toMatch(after);
        terminal.type(bytesOf(key));
        await terminal.shows(after);
        if (undo !== "") terminal.type(undo);
        // What was typed last must have been read before the terminal is closed.
        if (undo !== "" && from === "") await terminal.shows(before);
        // An Esc is one when no other key follows it at once.
        if (undo === "\x1b") await terminal.shows(/^(?![\s\S]*█)/);
      }
    }
  });

  it("those that leave the screen", async () => {
    const keysOf = (wanted: Action) =>
      keyTable.flatMap(({ bindings }) => bindings.filter(({ action }) => action === wanted).flatMap(({ keys }) => keys));
    for (const key of [...keysOf("quit"), ...keysOf("interrupt")]) {
      await using terminal = await playerOnMarked();
      terminal.type(bytesOf(key));
      expect(await terminal.exit).toMatchObject({ exitCode: key === "q" ? 0 : 130 });
    }
    for (const key of keysOf("suspend")) {
      await using terminal = await playerOnMarked();
      terminal.type(bytesOf(key));
      // Without a shell that calls it back it goes on by itself.
      await expect.poll(() => terminal.output.includes("\x1b[?1049l"), { timeout: 10_000 }).toBe(true);
      terminal.type("j");
      await terminal.shows(at(6));
    }
  });
});
