import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ProgressFile, progressPath } from "../../src/app/lesson/progress-file.js";
import { KubespyError } from "../../src/errors.js";
import type { LessonProgress } from "../../src/lesson/play/lesson-progress.js";
import { temporaryFolder } from "../support/program.js";

const begun: LessonProgress = {
  stop: 2,
  tasks: { 0: { wrong: 1, hints: 2, done: "answered" }, 2: { wrong: 0, hints: 1 } },
  isFinished: false,
};
const finished: LessonProgress = { stop: 3, tasks: { 1: { wrong: 0, hints: 0, done: "shown" } }, isFinished: true };

function place() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const notices: string[] = [];
  const file = new ProgressFile({ env: { XDG_DATA_HOME: folder.path } }, (text) => notices.push(text));
  const write = (text: string) => {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, text);
  };
  return { file, notices, write, home: folder.path, names: () => readdirSync(dirname(file.path)).sort() };
}

describe("the progress of lessons", () => {
  it("is kept beside the default database, whatever KUBESPY_DB names, for its owner only", async () => {
    expect(progressPath({ HOME: "/home/ada", KUBESPY_DB: "/tmp/x.db" })).toBe("/home/ada/.local/share/kubespy/learn.json");
    const { file, home } = place();
    expect(file.path).toBe(join(home, "kubespy", "learn.json"));
    await file.save("probes", begun);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it("is read back as it was saved, with the lesson that was opened last", async () => {
    const { file, notices, names } = place();
    expect(await file.read()).toEqual({ lessons: new Map() });
    await file.save("probes", begun);
    await file.save("/home/ada/incident", finished);
    expect(await file.read()).toEqual({
      current: "/home/ada/incident",
      lessons: new Map([
        ["probes", begun],
        ["/home/ada/incident", finished],
      ]),
    });
    expect({ notices, names: names() }).toEqual({ notices: [], names: ["learn.json"] });
  });

  it("of one terminal does not undo that of another", async () => {
    const { file, home } = place();
    const other = new ProgressFile({ env: { XDG_DATA_HOME: home } }, () => {});
    await file.read();
    await other.save("probes", begun);
    await file.save("gaps", finished);
    expect([...(await other.read()).lessons.keys()]).toEqual(["probes", "gaps"]);
  });

  it("of so many lessons is bounded: what was not opened for the longest time is dropped first", async () => {
    const { file, write } = place();
    const lessons = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`lesson-${i}`, finished]));
    write(JSON.stringify({ version: 1, lessons }));
    await file.save("lesson-0", begun);
    await file.save("new", begun);
    const kept = [...(await file.read()).lessons.keys()];
    expect(kept).toHaveLength(300);
    expect(kept.slice(0, 1)).toEqual(["lesson-2"]);
    expect(kept.slice(-2)).toEqual(["lesson-0", "new"]);
  });

  it("is reset as a whole, or of one lesson", async () => {
    const { file } = place();
    await file.save("probes", begun);
    await file.save("gaps", finished);
    await file.reset("gaps");
    expect(await file.read()).toEqual({ lessons: new Map([["probes", begun]]) });
    await file.reset();
    expect(existsSync(file.path)).toBe(false);
    await file.reset();
  });
});

const progress = (changes: object) => JSON.stringify({ version: 1, lessons: { probes: { ...begun, ...changes } } });

describe("a progress file that is damaged", () => {
  it.each([
    ["is cut short", '{"version": 1, "less'],
    ["is of another program", "[]"],
    ["has no version", '{"lessons": {}}'],
    ["has no lessons", '{"version": 1}'],
    ["names no lesson as the last one", '{"version": 1, "lessons": {}, "current": 4}'],
    ["is at no stop", progress({ stop: -1 })],
    ["has tasks that are none", progress({ tasks: { a: { wrong: 0, hints: 0 } } })],
    ["counts wrongly", progress({ tasks: { 0: { wrong: 1.5, hints: 0 } } })],
    ["is done otherwise", progress({ tasks: { 0: { wrong: 1, hints: 0, done: "yes" } } })],
    ["lacks tasks", progress({ tasks: undefined })],
    ["is longer than a megabyte", JSON.stringify({ version: 1, lessons: {}, more: "x".repeat(1_000_000) })],
    ["is nested without end", "[".repeat(500_000)],
  ])("because it %s, is kept under another name", async (_, text) => {
    const { file, notices, write, names } = place();
    write(text);
    expect(await file.read()).toEqual({ lessons: new Map() });
    expect(notices).toEqual([`the progress file was damaged and is now "${file.path}.damaged": progress begins anew`]);
    await file.save("probes", begun);
    expect(names()).toEqual(["learn.json", "learn.json.damaged"]);
    expect(readFileSync(`${file.path}.damaged`, "utf8")).toBe(text);
    write("again");
    await file.read();
    expect(names()).toEqual(["learn.json.damaged", "learn.json.damaged-2"]);
  });
});

describe("progress that cannot be kept", () => {
  it("because the file is of a newer kubespy is said once, and the file stays as it is", async () => {
    const { file, notices, write } = place();
    const text = '{"version": 2, "lessons": []}';
    write(text);
    await file.save("probes", begun);
    await file.save("gaps", begun);
    expect(notices).toEqual([`progress is not kept: "${file.path}" was written by a newer kubespy`]);
    expect(file.problem).toBe(`"${file.path}" was written by a newer kubespy`);
    expect(readFileSync(file.path, "utf8")).toBe(text);
    await expect(file.reset("probes")).rejects.toThrow(KubespyError);
  });

  it("because a directory has its name is said once", async () => {
    const { file, notices } = place();
    mkdirSync(file.path, { recursive: true });
    expect(await file.read()).toEqual({ lessons: new Map() });
    await file.save("probes", begun);
    expect(notices).toEqual([`progress is not kept: cannot read "${file.path}": it is a directory, not a file`]);
  });

  it("because its directory is a file is said once", async () => {
    const { file, notices, home } = place();
    writeFileSync(join(home, "kubespy"), "");
    await file.save("probes", begun);
    await file.save("probes", begun);
    expect(notices).toEqual([expect.stringMatching(/^progress is not kept: /)]);
  });

  it.skipIf(process.getuid?.() === 0)("because the folder is read-only is said once", async () => {
    const { file, notices, home } = place();
    chmodSync(home, 0o500);
    await file.save("probes", begun);
    chmodSync(home, 0o700);
    expect(notices).toEqual([`progress is not kept: cannot write "${file.path}" (EACCES)`]);
  });
});
