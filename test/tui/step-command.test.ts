import { describe, expect, it } from "vitest";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { allTimeFormats } from "../../src/io/moment-format.js";
import type { SessionReader } from "../../src/model/session.js";
import { chooseObjectsOf } from "../../src/replay/choose-objects.js";
import { momentOf, sequenceAt } from "../../src/replay/moment.js";
import { type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { stepCommand } from "../../src/tui/state/step-command.js";
import { update } from "../../src/tui/state/update.js";
import { rowsAround } from "../../src/tui/tasks/rows-around.js";
import { visibleWidth } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";
import { collect } from "../support/histories.js";
import { programJson } from "../support/in-process.js";
import { inTimeZone } from "../support/time-zone.js";
import { bundledNames, openBundled } from "../web/view/steps/sessions.js";

const press = (state: PlayerState, ...keys: string[]) => keys.reduce((at, key) => update(at, { kind: "key", key }).state, state);

/** A player on a session, with the rows around its position read. */
async function playerOn(reader: SessionReader, position: number, columns = 80, rows = 24): Promise<PlayerState> {
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
  const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 20 });
  return { ...startState(session, { columns, rows }, { position, markers: [] }), window };
}

/** The words of a command line, as a POSIX shell reads them. */
function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

const night = (offsets: readonly number[]) =>
  sessionOf(
    offsets.map((offsetMs, i) => objectFrame(i + 1, { offsetMs })),
    { startedAt: "2026-11-22T23:59:30.000Z" },
  );

describe("the command in the footer", () => {
  it.each(bundledNames)("reproduces every step of %s, also under a filter", async (name) => {
    const reader = await openBundled(name);
    const state = await playerOn(reader, 1);
    for (const frame of await collect(reader.frames())) {
      const [kind, word] = frame.kind === "gap" ? [] : [frame.ref.kind, frame.ref.name];
      for (const filter of [undefined, ...(kind === undefined ? [] : [{ words: `${kind}/${word}`, uids: [] }])]) {
        const words = shellWords(stepCommand({ ...state, position: frame.sequence, ...(filter === undefined ? {} : { filter }) }));
        const at = words[words.indexOf("--at") + 1] ?? "";
        expect(await sequenceAt(reader, momentOf(at, reader.summary, { flag: "--at" }))).toBe(frame.sequence);
        if (filter === undefined || frame.kind === "gap") continue;
        const object = words[words.indexOf("--object") + 1] ?? "";
        expect(object).toBe(filter.words);
        expect(await chooseObjectsOf(reader, [object])).toContain(frame.ref.uid);
      }
    }
    await reader.close();
  });

  it("prints that very step in a pipe, also under a filter", async () => {
    const state = await playerOn(await openBundled("pod-crashloop"), 1);
    for (const position of [2, 17, 30]) {
      const args = shellWords(stepCommand({ ...state, session: { ...state.session, command: "replay pod-crashloop" }, position }));
      expect((await programJson(...args))[0]).toMatchObject({ sequence: position });
      const { object } = (await programJson(...args))[0] as { object: { kind: string; name: string } };
      const filter = { words: `${object.kind}/${object.name}`, uids: [] };
      const session = { ...state.session, command: "replay pod-crashloop" };
      expect((await programJson(...shellWords(stepCommand({ ...state, session, position, filter }))))[0]).toMatchObject({
        sequence: position,
      });
    }
  });

  it("is quoted for a shell, takes several objects, and the times that are shown", async () => {
    const state = { ...(await playerOn(night([0, 1000]), 2)), time: "utc" } as const;
    const command = stepCommand({ ...state, filter: { words: "pod/web rs", uids: [] } });
    expect(command).toBe("kubespy replay s --object pod/web,rs --time utc --at '#2'");
    expect(stepCommand({ ...state, position: 0, time: "offset" })).toBe("kubespy replay s");
  });

  it("shows noise where it is shown", async () => {
    const state = await playerOn(night([0, 1000]), 2);
    const noisy = press(state, "z");
    expect(noisy.noise).toBe(true);
    expect(stepCommand(noisy)).toBe("kubespy replay s --noise --at '#2'");
    expect(stepCommand(press(noisy, "z"))).toBe("kubespy replay s --at '#2'");
  });

  it("is what y copies", async () => {
    const state = await playerOn(night([0, 1000]), 2);
    expect(update(state, { kind: "key", key: "y" }).effects).toEqual([{ kind: "copy", text: "kubespy replay s --at '#2'" }]);
    expect(view(state).at(-1)).toContain("kubespy replay s --at '#2'");
  });
});

describe("times", () => {
  it("go from offsets to UTC, to local time and back with t; each screen says which zone", async () => {
    const state = await playerOn(night([0, 1000, 40_000]), 3, 120);
    await inTimeZone("Europe/Berlin", () => {
      const shown = (keys: readonly string[]) => view(press(state, ...keys)).join("\n");
      expect(shown([])).toContain("#3/3  +40.000s of 40.0s");
      expect(shown(["t"])).toContain("#3/3  2026-11-23T00:00:10.000Z");
      expect(shown(["t"])).toContain("#1 2026-11-22T23:59:30.000Z  Pod/web");
      expect(shown(["t"])).toContain("times: UTC");
      expect(shown(["t", "t"])).toContain("#1 00:59:30.000+01:00  Pod/web");
      expect(shown(["t", "t"])).toContain("times: local time");
      expect(shown(["t", "t", "t"])).toContain("times: offsets since the session began");
    });
  });

  it("stay offsets where the start time is unknown, and say so", async () => {
    const reader = sessionOf([objectFrame(1)], { startedAt: "-" });
    const lines = view(press(await playerOn(reader, 1), "t"));
    expect(lines.join("\n")).toContain("+1.000s");
    expect(lines.join("\n")).toContain("the start time is unknown: times are offsets");
  });

  it("are on no line wider than the screen", async () => {
    for (const [columns, rows] of [
      [40, 12],
      [60, 15],
      [80, 24],
      [200, 50],
    ] as const)
      for (const time of allTimeFormats)
        for (const pane of ["diff", "findings"] as const) {
          const state = { ...(await playerOn(night([0, 1000, 40_000]), 2, columns, rows)), time, pane };
          const lines = view(state);
          expect(lines).toHaveLength(rows);
          expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(columns);
        }
  });
});

describe("a moment that is typed", () => {
  const typed = async (text: string, ...before: string[]) => {
    const state = press(await playerOn(night([0, 1000, 40_000]), 1, 200), ...before, ":", ...text);
    return update(state, { kind: "key", key: "enter" });
  };

  it("is a sequence, an offset or a time, in the zone that is shown", async () => {
    const seek = (moment: object) => [
      { kind: "seek", query: { kind: "moment", isTyped: true, moment: expect.objectContaining(moment) }, what: "such moment" },
    ];
    expect((await typed("#2")).effects).toEqual(seek({ kind: "sequence", sequence: 2 }));
    expect((await typed("2026-11-22T23:59:31Z")).effects).toEqual(seek({ kind: "offset", fromMs: 999.5 }));
    await inTimeZone("Europe/Berlin", async () => expect((await typed("00:59:31", "t", "t")).effects).toEqual(seek({ fromMs: 999.5 })));
  });

  it.each([
    ["#9", 'invalid moment "#9": the session has 3 frames; use #1 to #3'],
    ["1h", 'invalid moment "1h": the session ends at +40.000s; use an offset up to 40.000s'],
    ["00:59:31", 'invalid moment "00:59:31": a time needs a zone; add Z (UTC) or +HH:MM, or show UTC or local times first'],
  ])("and %s says what is wrong, as the command does", async (text, message) => {
    const { state, effects } = await typed(text);
    expect(effects).toEqual([]);
    expect(state.message).toEqual({ text: message, tone: "bad" });
  });
});
