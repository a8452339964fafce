import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { temporaryFolder } from "../support/program.js";
import { kubespyInTerminal, type TerminalProgram } from "../support/terminal.js";

const sizes = [
  [60, 15],
  [80, 24],
  [200, 50],
] as const;
const escapeKey = "\x1b";

/** The screen once all is read and nothing on it has changed for a while. */
async function settled(terminal: TerminalProgram, shows: string | RegExp): Promise<string> {
  await terminal.shows(shows);
  await terminal.shows(/^(?![\s\S]*reading …)/);
  for (let text = terminal.text; ; text = terminal.text) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (terminal.text === text) return text;
  }
}

/** A recording with these lines between its first and its last one: its name in this folder. */
function recordingOf(folder: string, name: string, lines: readonly object[] = []): string {
  const startedAt = "2026-11-22T10:57:17.945Z";
  const first = { kubespy: "recording", version: 1, name, startedAt, targets: ["pods"], namespace: "default", streams: [] };
  const last = { type: "END", frames: lines.length, t: 1000 * lines.length, outcome: "until", at: startedAt };
  const file = `${name}.kubespy`;
  writeFileSync(join(folder, file), [first, ...lines, last].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

/** Of a recording that saw nothing; there is no such file. */
async function storeEmptySession(folder: string): Promise<void> {
  const store = await openSqliteStore(join(folder, "kubespy.db"), { clock: systemClock });
  const startedAt = "2026-11-22T10:57:17.945Z";
  const header = {
    name: "empty",
    startedAt,
    targets: ["pods"],
    streams: [],
    omissions: [],
    secretValues: "digests",
    recorder: "kubespy",
  } as const;
  const writer = await store.create(header);
  await writer.end({ endedAt: "2026-11-22T10:57:27.945Z", offsetMs: 10_000, outcome: "until" });
  await store.close();
}

function added(name: string, t: number): object {
  const metadata = {
    name,
    namespace: "default",
    uid: `uid-${name}`,
    resourceVersion: `${t + 1}`,
    creationTimestamp: "2026-11-22T10:57:17Z",
  };
  return {
    type: "ADDED",
    t,
    object: { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "main", image: "web" }] }, status: {} },
  };
}

describe.each(sizes)("the main screens at %ix%i", (columns, rows) => {
  const matches = async (name: string, text: string) => {
    const lines = text.split("\n");
    expect(lines).toHaveLength(rows);
    await expect(`${text}\n`).toMatchFileSnapshot(`__snapshots__/screens/${name}.${columns}x${rows}.txt`);
  };

  it("hold: the first one, a failing Pod, its findings, the world, the help, a filter, a prompt", { timeout: 120_000 }, async () => {
    await using terminal = kubespyInTerminal(["replay", "deployment-bad-rollout"], { columns, rows });
    await matches("first", await settled(terminal, /#1\/82[\s\S]*Deployment\/web/));
    terminal.type(":54\r");
    await matches("failing", await settled(terminal, "#54/82"));
    expect(terminal.reversedRows()).toEqual([terminal.text.split("\n").findIndex((line) => line.startsWith("▸"))]);
    terminal.type("4");
    await matches("findings", await settled(terminal, "[findings"));
    terminal.type("3");
    await matches("world", await settled(terminal, /\[world\][\s\S]*Deployment\/web/));
    terminal.type("1fpod\r");
    await matches("filter", await settled(terminal, "changes of pod"));
    terminal.type("f");
    await matches("prompt", await settled(terminal, "pod█"));
    terminal.type(`${escapeKey}?`);
    await matches("help", await settled(terminal, "one step forward, back"));
    terminal.type("G");
    await matches("help-end", await settled(terminal, "▼ here"));
    terminal.type("q");
    await settled(terminal, "changes of pod");
    expect(terminal.ended).toBe(false);
    terminal.type("q");
    expect(await terminal.exit).toMatchObject({ exitCode: 0 });
  });

  it("hold of a session of no frame, and of one", { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    await storeEmptySession(folder.path);
    await using empty = kubespyInTerminal(["replay", "empty", "--db", "kubespy.db"], { columns, rows, cwd: folder.path });
    await matches("no-frame", await settled(empty, "This session has no frames."));
    await using single = kubespyInTerminal(["replay", recordingOf(folder.path, "single", [added("web", 0)])], {
      columns,
      rows,
      cwd: folder.path,
    });
    await matches("one-frame", await settled(single, /▸ \+ #1 /));
  });

  it("line up whatever widths the terminal gives to names", { timeout: 60_000 }, async () => {
    using folder = temporaryFolder();
    const names = [
      "web-5d9c7f6b8d-abcde",
      "日本語-web-日本",
      "שלום-web-אבג",
      "👩‍👩‍👧-web",
      "👍🏽-🇩🇪-❤️-web",
      "กำลัง-क्षमा-web",
      "cafe\u0301-web",
    ];
    const file = recordingOf(
      folder.path,
      "names",
      names.map((name, i) => added(name, i * 100)),
    );
    await using terminal = kubespyInTerminal(["replay", file, "--at", "7"], { columns, rows, cwd: folder.path });
    await matches("names", await settled(terminal, "#7/7"));
    const cells = terminal.cells();
    const places = cells.flatMap((row) =>
      /^[▸ ] \+ +#\d/.test(row.join("")) ? [row.findIndex((_, at) => row.slice(at, at + 8).join("") === "Created:")] : [],
    );
    expect(places.length).toBeGreaterThan(1);
    expect(new Set(places).size).toBe(1);
    const lines = cells.flatMap((row) => (row.includes("│") && row[0] !== "P" ? [row.lastIndexOf("│")] : []));
    if (columns === 200) expect(new Set(lines).size).toBe(1);
  });
});

it.each([
  [39, 24],
  [80, 11],
  [20, 5],
  [11, 3],
  [6, 2],
  [2, 1],
])("at %ix%i one plain line says that there is too little room, and q quits", async (columns, rows) => {
  await using terminal = kubespyInTerminal(["replay", "pod-nginx"], { columns, rows });
  const text = await terminal.shows(/needs 40x12|q quits|^q/);
  expect(text.trim()).not.toContain("\n");
  terminal.type("?q");
  expect(await terminal.exit).toMatchObject({ exitCode: 0 });
});
