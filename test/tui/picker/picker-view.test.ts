import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimeFormat } from "../../../src/io/moment-format.js";
import { graphemesOf } from "../../../src/report/terminal/width.js";
import { filterWords, piecesByMatch } from "../../../src/tui/picker/entry-filter.js";
import type { PickerEntry } from "../../../src/tui/picker/picker-entry.js";
import { pickerView } from "../../../src/tui/picker/picker-view.js";
import { previewOf, type SessionPreview } from "../../../src/tui/picker/session-preview.js";
import { plainOf, visibleWidth } from "../../../src/tui/view/styled.js";
import { inTimeZone } from "../../support/time-zone.js";
import { afterEvents, manyEntries, pickerOf, startedMs, storedEntry, summaryOf, typed } from "./entries.js";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom("日本語のタイトル", "שלום עולם", "مرحبا", "👩‍👩‍👧‍👦 family", "é\u0301\u0302", "\u001b[31mred", "a\nb", "\u202eevil"),
);
const anyEntry: fc.Arbitrary<PickerEntry> = fc
  .record({ name: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,90}$/), title: anyText, target: anyText, kind: fc.integer({ min: 0, max: 3 }) })
  .map(({ name, title, target, kind }) => {
    if (kind === 0) return { origin: "stored", name, problem: title };
    if (kind === 1) return { origin: "bundled", name };
    return storedEntry(name, { title, target, ...(kind === 2 ? { state: "recording", frames: 123_456_789 } : {}) });
  });

describe("the screen of the picker", () => {
  it("has a line for each row, none wider than the terminal, whatever the sessions are called", () => {
    const size = fc.record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 12 }), size, anyText, fc.nat(11), (entries, { columns, rows }, words, place) => {
        const state = typed(pickerOf(entries, { columns, rows }), ...Array.from({ length: place }, () => "down"), ...words);
        const noted = afterEvents(state, { kind: "listed", stored: entries, notice: { text: words, tone: "bad" }, nowMs: startedMs });
        for (const shown of [state, noted, { ...noted, colour: true }]) {
          const lines = pickerView(shown);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(columns);
        }
        expect(pickerView({ ...noted, colour: true }).map((line) => plainOf(line).trimEnd())).toEqual(
          pickerView(noted).map((line) => plainOf(line).trimEnd()),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("lines up its columns where titles have wide characters, right-to-left text and joined emoji", () => {
    const titles = ["plain", "日本語のタイトル", "שלום עולם", "👩‍👩‍👧‍👦 family", "é\u0301"];
    const state = pickerOf(
      titles.map((title, i) => storedEntry(`s-${i}`, { title, target: title })),
      { columns: 140, rows: 30 },
    );
    const lines = pickerView(state);
    const from = lines.findIndex((line) => line.startsWith("  name"));
    const titleColumn = visibleWidth((lines[from] ?? "").split("title")[0] ?? "");
    for (const line of lines.slice(from + 1, from + 1 + titles.length)) {
      let columns = 0;
      const starts = [...graphemesOf(line)].map((character) => {
        const start = columns;
        columns += visibleWidth(character);
        return start;
      });
      expect(starts).toContain(titleColumn);
      expect(line).toMatch(/stopped +1h00m +16 +9\.36s {2}\S/);
    }
  });

  it("says when nothing matches, and how to see all again", () => {
    const text = pickerView(typed(pickerOf(manyEntries(3)), ..."nothing")).join("\n");
    expect(text).toContain("no session matches: Esc clears the filter");
    expect(text).toContain("0 of 3 match");
  });

  it("says in one plain line when the terminal is too small", () => {
    for (const size of [
      { columns: 39, rows: 24 },
      { columns: 80, rows: 11 },
    ]) {
      const lines = pickerView(pickerOf(manyEntries(3), size));
      expect(lines.filter((line) => line !== "")).toEqual(["needs 40x12; Esc quits"]);
    }
  });

  it("shows the end of a filter that is wider than the screen", () => {
    const line = pickerView(typed(pickerOf([]), ..."a".repeat(100), ..."日本"))[1];
    expect(line).toMatch(/^filter: …a+日本█$/);
    expect(visibleWidth(line ?? "")).toBeLessThanOrEqual(80);
  });

  it("draws thousands of sessions as fast as a few: a line is made when it is shown", () => {
    let read = 0;
    const counted = ({ summary }: PickerEntry) => {
      read++;
      return summary;
    };
    const watched = manyEntries(5000).map((entry) =>
      Object.defineProperty({ ...entry }, "summary", { enumerable: true, get: () => counted(entry) }),
    );
    const state = pickerOf(watched);
    read = 0;
    pickerView(state);
    expect(read).toBeLessThan(500);
  });
});

describe("the preview", () => {
  it("says of a session that is too large to be read for it what to press", () => {
    const entry = storedEntry("big", { frames: 1_000_000 });
    const state = afterEvents(pickerOf([entry]), { kind: "previewed", entry, reading: { kind: "large" } });
    expect(pickerView(state).join("\n")).toContain("large: 1000000 frames, not analysed yet; press Enter to open it");
  });

  it("holds no more than a screen shows, of a session of any number of objects and findings", () => {
    const objects = Array.from({ length: 5000 }, (_, i) => ({
      ref: { uid: `u-${i}` as never, apiVersion: "v1", kind: "Pod", name: `p-${i}`, namespace: "default" },
      owners: [],
      stageIntervals: [],
    }));
    const preview = previewOf({ objects, objectsLeftOut: 7, findings: [] }, summaryOf("big"));
    expect(preview.objects.length).toBeLessThanOrEqual(100);
    expect(preview.objects.length + preview.objectsLeftOut).toBe(5007);
  });
});

/** The screen with the preview of this entry. */
function previewed(
  entry: PickerEntry,
  preview: SessionPreview,
  size: { readonly columns: number; readonly rows: number },
  time?: TimeFormat,
) {
  const picker = { ...pickerOf([entry], size), ...(time === undefined ? {} : { time }) };
  return pickerView(afterEvents(picker, { kind: "previewed", entry, reading: { kind: "read", preview } }));
}

const emptyPreview: SessionPreview = { headline: "no findings", findings: [], findingCount: 0, objects: [], objectsLeftOut: 0 };

describe("the times of the preview", () => {
  const entry = storedEntry("web");
  const preview = { ...emptyPreview, objects: [{ title: "Pod/web", stageIntervals: [] }] };
  const size = { columns: 200, rows: 50 };
  const shown = (time?: TimeFormat) => previewed(entry, preview, size, time).join("\n");

  it("are offsets, or those of --time: of the recording, of its end and of both ends of the bars", async () => {
    expect(shown()).toMatch(/2026-11-22 10:57:17 UTC[\s\S]*Stopped at \+9\.363s[\s\S]*\+0s +\+9\.363s/);
    expect(shown("utc")).toMatch(/2026-11-22 10:57:17 UTC[\s\S]*Stopped at 10:57:26\.363Z[\s\S]*10:57:17\.000Z +10:57:26\.363Z/);
    await inTimeZone("Europe/Berlin", () => {
      const local = /2026-11-22 11:57:17 \+01:00[\s\S]*Stopped at 11:57:26\.363\+01:00[\s\S]*11:57:17\.000\+01:00 +11:57:26\.363\+01:00/;
      expect(shown("local")).toMatch(local);
    });
  });
});

describe("a text that is too long for the preview", () => {
  it("of a finding loses the middle of its object's name first, then its end", () => {
    const object = `Pod/checkout-with-a-very-long-name-${"x".repeat(40)}-5d9c7f-abcde`;
    const parts = {
      before: "✓ ErrImagePull on ",
      object,
      after: " resolved after 12.3s: the image was pulled, and so on, until no line has room",
    };
    const preview = { ...emptyPreview, headline: "1 finding", findings: [{ parts, isOpen: false }], findingCount: 1 };
    for (const size of [
      { columns: 80, rows: 15 },
      { columns: 60, rows: 12 },
    ]) {
      const text = previewed(storedEntry("web"), preview, size).join("\n");
      expect(text).toMatch(/✓ ErrImagePull on Pod\/\S*…\S*f-abcde resolved after/);
    }
    expect(previewed(storedEntry("web"), preview, { columns: 60, rows: 12 }).join("\n")).toMatch(/resolved .*…$/m);
  });

  it("of what was recorded ends with an ellipsis", () => {
    const target = Array.from({ length: 60 }, (_, i) => `deploy/web-${i}`).join(" ");
    for (const size of [
      { columns: 60, rows: 15 },
      { columns: 80, rows: 24 },
      { columns: 200, rows: 50 },
    ])
      expect(previewed(storedEntry("web", { target }), emptyPreview, size).join("\n")).toMatch(
        /Recorded deploy\/web-0[\s\S]*deploy\/web-\d+,? ?…$/m,
      );
  });
});

describe("what the filter matches", () => {
  it("is marked in a text, and no character is divided", () => {
    const marked = (text: string, filter: string) =>
      piecesByMatch(text, filterWords(filter))
        .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
        .join("");
    expect(marked("web-1 and WEB-2", "web")).toBe("[web]-1 and [WEB]-2");
    expect(marked("deploy/web", "web plo")).toBe("de[plo]y/[web]");
    expect(marked("İstanbul", "i")).toBe("[İ]stanbul");
    expect(marked("👩‍👩‍👧‍👦 x", "👧")).toBe("[👩‍👩‍👧‍👦] x");
    expect(marked("Cafe\u0301", "CAFÉ")).toBe("[Cafe\u0301]");
    expect(marked("", "x")).toBe("");
  });

  it("leaves the text as it is", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, filter) => {
        expect(
          piecesByMatch(text, filterWords(filter))
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
