import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { courseLessons } from "../../src/app/lesson/lesson-folders.js";
import { findStop, lastStop, lessonOf, predictStop } from "../lesson/lesson-of.js";
import { runInProcess } from "../support/in-process.js";
import { projectRoot } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";
import { learner } from "./learn-support.js";

const lesson = {
  ...lessonOf(),
  links: [{ title: "Images", url: "https://kubernetes.io/docs/concepts/containers/images/" }],
};
const course = await courseLessons({ packageRoot: projectRoot });

describe("kubespy learn LESSON in a pipe", { timeout: 240_000 }, () => {
  it.each([
    ["pipe", {}],
    ["80", { isTerminal: true, columns: 80 }],
    ["200", { isTerminal: true, columns: 200 }],
  ])("prints each stop, wrong and right answers, hints and the end of the lesson (%s)", async (name, options) => {
    const { types, write } = learner(options);
    const commands = [
      [write(lesson)],
      ["hint"],
      ["answer", "c"],
      ["answer", "B)"],
      ["next"],
      ["answer", "2"],
      ["answer", "#13"],
      ["next"],
      ["answer", "b"],
      ["solution"],
      ["next"],
    ];
    const texts: string[] = [];
    for (const words of commands) texts.push(`$ kubespy learn ${words.join(" ")}\n${await types(...words)}`);
    const lines = texts.join("\n").split("\n");
    if (name !== "pipe") for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(Number(name));
    await expect(texts.join("\n")).toMatchFileSnapshot(`__snapshots__/learn.${name}.txt`);
  });

  it("goes on where the learner was", async () => {
    const { types, write } = learner();
    const folder = write(lesson);
    await types(folder);
    await types("answer", "b");
    const second = await types("next");
    expect(await types(folder)).toBe(second);
  });

  it("takes the file of a lesson for its folder, and any other file for no lesson", async () => {
    const { types, write, run, path } = learner();
    const stop = await types(write(lesson));
    expect(await types("incident/lesson.yaml")).toBe(stop);
    writeFileSync(join(path, "crash-loop"), "");
    expect(await types("crash-loop")).toContain("stop 1 of");
    writeFileSync(join(path, "notes.txt"), "");
    for (const file of ["notes.txt", "./notes.txt", "x".repeat(300)]) {
      const { code, stderr } = await run(file);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/^kubespy: error: no lesson/) });
    }
  });

  it.each([
    ["object", { show: "object" }, "      | kind: Pod\n      | apiVersion: v1"],
    ["world", { show: "world", objects: ["pod/nginx"] }, "Objects at this moment:\n  Pod/nginx"],
    ["findings", { show: "findings" }, "No findings"],
  ] as const)("shows what the stop is about: %s", async (_, shown, text) => {
    const { types, write } = learner();
    expect(await types(write(lessonOf([{ ...predictStop, ...shown }])))).toContain(text);
  });

  it("shows the comparison with the baseline", async () => {
    const { types, write } = learner();
    const compared = { ...lessonOf([{ ...lastStop, show: "comparison" }]), compareWith: "pod-nginx" };
    expect(await types(write(compared))).toContain("First divergence");
  });

  it("says that a recording is synthetic", async () => {
    const { types, write } = learner();
    expect(await types(write({ ...lesson, synthetic: true }))).toContain("The recording is synthetic");
  });

  it("keeps a lesson of one's own by its path: another of its name has its own progress", async () => {
    const { types, write, progressFile } = learner();
    await types(write(lesson, "a/incident"));
    await types("answer", "b");
    await types(write(lesson, "b/incident"));
    expect(Object.keys(JSON.parse(readFileSync(progressFile, "utf8")).lessons)).toEqual([
      expect.stringMatching(/\/a\/incident$/),
      expect.stringMatching(/\/b\/incident$/),
    ]);
  });

  it("stays within a lesson that has fewer stops than before", async () => {
    const { types, write } = learner();
    const folder = write(lesson);
    for (const words of [[folder], ["answer", "b"], ["next"], ["answer", "13"], ["next"]]) await types(...words);
    write(lessonOf([predictStop, { ...lastStop, task: undefined }]));
    expect(await types(folder)).toContain("stop 2 of 2");
    write(lessonOf([findStop]));
    expect(await types(folder)).toContain("stop 1 of 1");
  });

  it("goes on with a warning where progress cannot be kept", async () => {
    const { run, write, path } = learner();
    writeFileSync(`${path}/kubespy`, "");
    const { code, stdout, stderr } = await run(write(lesson));
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^kubespy: warning: progress is not kept: /) });
    expect(stdout).toContain("stop 1 of 4");
  });

  it("never writes the escapes of a lesson to a terminal", async () => {
    const { types, write } = learner();
    const text = "It is \u001b[31mred\u202e.";
    const task = { ...predictStop.task, predict: text, debrief: text, hints: [text] } as typeof predictStop.task;
    const output = [await types(write({ ...lessonOf([{ ...predictStop, title: text, text, task }]), title: text }))];
    output.push(await types("hint"), await types("answer", "b"));
    for (const sign of ["\u001b", "\u202e"]) expect(output.join("")).not.toContain(sign);
    expect(output.join("")).toContain("\\e[31mred");
  });
});

describe("the actions of a lesson", { timeout: 240_000 }, () => {
  const outcome = async (run: ReturnType<typeof learner>["run"], ...words: readonly string[]) => {
    const { code, stdout, stderr } = await run(...words);
    expect(stdout).toBe("");
    return { code, stderr };
  };

  it("need a lesson that was opened", async () => {
    const { run } = learner();
    for (const words of [["next"], ["hint"], ["solution"], ["answer", "a"]])
      expect(await outcome(run, ...words)).toEqual({
        code: 1,
        stderr: 'kubespy: error: no lesson was opened\nkubespy: hint: open one: "kubespy learn 1"; "kubespy learn --list" lists all\n',
      });
  });

  it("go on only from a task that is done, and show the solution only after a try", async () => {
    const { run, types, write } = learner();
    await types(write(lesson));
    expect(await outcome(run, "next")).toEqual({
      code: 1,
      stderr: `kubespy: error: the task of this stop is not answered yet
kubespy: hint: answer it: "kubespy learn answer a"; for a hint: "kubespy learn hint"\n`,
    });
    expect(await outcome(run, "solution")).toEqual({
      code: 1,
      stderr: 'kubespy: error: the solution is shown after a try\nkubespy: hint: answer first: "kubespy learn answer a"\n',
    });
    await types("answer", "a");
    expect(await types("solution")).toContain("Solution: b) The scheduler assigns it to a node");
    expect(await types("next")).toContain("stop 2 of 4");
  });

  it.each([
    ["d", 'invalid answer "d"', "answer with a, b or c"],
    ["#2", 'invalid answer "#2"', "answer with a, b or c"],
    ["ab", 'invalid answer "ab"', "answer with a, b or c"],
    [undefined, "no answer given", "answer with a, b or c"],
  ])("refuse %s as a choice", async (answer, error, hint) => {
    const { run, types, write } = learner();
    await types(write(lesson));
    expect(await outcome(run, "answer", ...(answer === undefined ? [] : [answer]))).toEqual({
      code: 2,
      stderr: `kubespy: error: ${error}\nkubespy: hint: ${hint}\n`,
    });
  });

  it.each([
    ["a", 'invalid answer "a"'],
    ["#1000", 'invalid answer "#1000": the session has 34 frames'],
    ["0", 'invalid answer "0": there is no step by then'],
    [undefined, "no answer given"],
  ])("refuse %s as a step", async (answer, error) => {
    const { run, types, write } = learner();
    await types(write(lessonOf([findStop])));
    const { code, stderr } = await outcome(run, "answer", ...(answer === undefined ? [] : [answer]));
    expect(code).toBe(2);
    expect(stderr).toContain(`kubespy: error: ${error}\nkubespy: hint: `);
  });

  it("take a step in every form that --at takes", async () => {
    const { types, write } = learner();
    await types(write(lessonOf([findStop])));
    const frames = (await runInProcess(["replay", "pod-bad-image-tag", "-o", "json"])).stdout.trimEnd().split("\n");
    const { offsetMs } = JSON.parse(frames[12] ?? "{}");
    for (const moment of ["13", "#13", `+${(offsetMs / 1000).toFixed(3)}s`])
      expect(await types("answer", moment), moment).toMatch(/^Right\./);
  });

  it("say where a stop asks nothing, or the lesson has ended", async () => {
    const { run, types, write } = learner();
    await types(write(lessonOf([{ ...lastStop, at: { object: "Pod/nginx", change: "added" } }, lastStop])));
    expect(await outcome(run, "answer", "a")).toEqual({
      code: 1,
      stderr: 'kubespy: error: there is nothing to answer at this stop\nkubespy: hint: go on: "kubespy learn next"\n',
    });
    expect(await types("next")).toContain("Lesson finished.");
    expect(await outcome(run, "hint")).toEqual({
      code: 1,
      stderr: "kubespy: error: this stop has no hint\nkubespy: hint: the lesson is finished\n",
    });
    expect(await outcome(run, "next")).toEqual({
      code: 1,
      stderr: 'kubespy: error: the lesson "incident" is finished\nkubespy: hint: "kubespy learn --list" lists all lessons\n',
    });
  });

  it("say that the lesson is no longer there", async () => {
    const { run, progressFile } = learner();
    mkdirSync(dirname(progressFile));
    for (const current of ["/nowhere/lesson", "no-such-lesson", course[0]?.name.slice(0, -1)]) {
      writeFileSync(progressFile, JSON.stringify({ version: 1, lessons: {}, current }));
      expect((await outcome(run, "next")).stderr).toContain(`the lesson that was opened last is no longer there: "${current}"`);
    }
  });
});

describe("the course", { timeout: 240_000 }, () => {
  it("is listed with the learner's progress, and what is next", async () => {
    const { types, write } = learner();
    const [first] = course;
    const list = await types();
    expect(list).toContain(`0 of ${course.length} lesson`);
    expect(list).toContain(`Next: kubespy learn ${first?.name}`);
    expect(list.match(/^▸ +1 +\S+ +\d+ min +\S/m)?.[0]).toContain(first?.name ?? "?");
    expect(await types("--list")).toBe(list);
    await types("1");
    expect(await types("--list")).toMatch(/^▸ +1 .*begun/m);
    await types(write(lesson));
    expect(await types("--list")).toContain(`Next: kubespy learn ${first?.name}`);
  });

  it("fits a terminal of 80 columns", async () => {
    const { types } = learner({ isTerminal: true, columns: 80 });
    for (const line of (await types("--list")).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("is a contract as JSON", async () => {
    const { types } = learner();
    const { schemaVersion, lessons } = JSON.parse(await types("--list", "-o", "json"));
    expect(schemaVersion).toBe(1);
    expect(lessons).toHaveLength(course.length);
    expect(lessons[0]).toEqual({
      number: 1,
      name: course[0]?.name,
      title: expect.any(String),
      summary: expect.any(String),
      minutes: expect.any(Number),
      stops: expect.any(Number),
      tasks: expect.any(Number),
      tasksDone: 0,
      begun: false,
      finished: false,
      next: true,
    });
    expect(await types("-o", "json")).toBe(await types("--list", "-o", "json"));
  });

  it("is offered on a terminal: Enter opens the next lesson in the player, q ends it", async () => {
    const { env } = learner();
    await using terminal = kubespyInTerminal(["learn"], { env });
    await terminal.shows(`Enter: go on with ${course[0]?.name} · q: quit`);
    expect(terminal.isAlternate).toBe(false);
    terminal.type("\r");
    await terminal.shows(/stop 1 of \d+/);
    expect(terminal.isAlternate).toBe(true);
    terminal.type("q");
    await terminal.shows(/begun[\s\S]*Enter: go on with/);
    terminal.type("q");
    expect((await terminal.exit).exitCode).toBe(0);
  });

  it("leaves the links of a lesson on the terminal when it was played to its end, whole, however wide they are", async () => {
    const { env, path, write } = learner();
    const url = `https://kubernetes.io/docs/${"a-long-way/".repeat(8)}`;
    const folder = write({ ...lessonOf([predictStop]), links: [{ title: "Images", url }] });
    await using terminal = kubespyInTerminal(["learn", join(path, folder)], { env });
    await terminal.shows("stop 1 of 1");
    terminal.type("\r");
    await terminal.shows("answer (a-c):");
    terminal.type("b\r");
    await terminal.shows("The scheduler does not look at images.");
    terminal.type("q");
    expect((await terminal.exit).exitCode).toBe(0);
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.text.replaceAll("\n", "")).toContain(url);
  });

  it("is forgotten with --reset, which asks on a terminal", async () => {
    const { env, types, write, progressFile } = learner();
    await types("1");
    for (const [key, code] of [
      ["n\r", 1],
      ["y\r", 0],
    ] as const) {
      await using terminal = kubespyInTerminal(["learn", "--reset"], { env });
      await terminal.shows("remove the progress of all lessons? [y/N]");
      terminal.type(key);
      expect((await terminal.exit).exitCode).toBe(code);
      expect(existsSync(progressFile)).toBe(code === 1);
    }
    await types("1");
    await types(write(lesson));
    const { stderr } = await runInProcess(["learn", "1", "--reset", "--yes"], { env });
    expect(stderr).toBe(`removed the progress of the lesson "${course[0]?.name}"\n`);
    expect(Object.keys(JSON.parse(readFileSync(progressFile, "utf8")).lessons)).toEqual([expect.stringMatching(/incident$/)]);
  });
});

describe("kubespy learn LESSON --serve", { timeout: 240_000 }, () => {
  it("serves the moment of the stop, follows the learner, and removes its files at the end", async () => {
    const stop = new AbortController();
    let output = "";
    const { run, types, write } = learner({ interrupt: stop.signal, onOutput: (text) => (output = text) });
    const folder = write(lesson);
    const served = run(folder, "--serve");
    await vi.waitUntil(() => output.includes("stop 1 of 4"), { timeout: 30_000 });
    const shown = output;
    const [, kubeconfig = ""] = /export KUBECONFIG=(\S+)/.exec(shown) ?? [];
    const [, server = ""] = /server: (\S+)/.exec(readFileSync(kubeconfig, "utf8")) ?? [];
    expect(shown).toContain("kubectl get pods\n");
    const phase = async () => {
      const answer = await fetch(`${server.replaceAll('"', "")}/api/v1/namespaces/default/pods`);
      const pods = JSON.parse(await answer.text());
      const { spec, status } = pods.items[0];
      return { node: spec.nodeName, waiting: status.containerStatuses?.[0].state.waiting?.reason };
    };
    expect(await phase()).toEqual({ node: undefined, waiting: undefined });
    await types("answer", "b");
    await types("next");
    await expect.poll(phase, { timeout: 10_000 }).toEqual({ node: "node-1", waiting: "ContainerCreating" });
    stop.abort("SIGINT");
    const { code, stdout } = await served;
    expect(code).toBe(0);
    expect(stdout.slice(shown.length)).toContain("stop 2 of 4");
    expect(existsSync(dirname(kubeconfig))).toBe(false);
  });

  it("takes answers on a terminal, and goes on with Enter", async () => {
    const { env, write, path } = learner();
    await using terminal = kubespyInTerminal(["learn", write(lesson), "--serve"], { env, cwd: path, rows: 60 });
    await terminal.prints("answer, hint, solution, next or quit>");
    for (const [typed, shown] of [
      ["", "the task of this stop is not answered yet"],
      ["hint", "Who looks at a Pod without a node?"],
      ["x", 'invalid answer "x"'],
      ["b", "Right."],
      ["", "stop 2 of 4"],
      ["#13", "It waits before it retries."],
    ] as const) {
      terminal.type(`${typed}\r`);
      await terminal.prints(shown);
    }
    terminal.type("quit\r");
    expect((await terminal.exit).exitCode).toBe(0);
  });
});

it("lessons and what can be done in one are completed", async () => {
  const { stdout } = await runInProcess(["__complete", "--", "learn", ""]);
  const words = stdout.split("\n").map((line) => line.split("\t")[0]);
  expect(words).toEqual(expect.arrayContaining([...course.map(({ name }) => name), "next", "hint", "solution", "answer"]));
});
