import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkLessonFolder } from "../../../src/app/lesson/check-lesson-folder.js";
import { newLesson } from "../../../src/app/lesson/new-lesson.js";
import { plausibleCauses } from "../../../src/lesson/draft/draft-texts.js";
import { parseLesson } from "../../../src/lesson/read/parse-lesson.js";
import type { Frame } from "../../../src/model/frame.js";
import type { SessionReader } from "../../../src/model/session.js";
import { bundled, objectFrames } from "../../serve/bundled.js";
import { InMemorySessionReader } from "../../support/in-memory-session-reader.js";
import { runInProcess } from "../../support/in-process.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

function workFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return folder.path;
}

const context = {
  cwd: projectRoot,
  packageRoot: projectRoot,
  programName: "kubespy",
  interrupt: new AbortController().signal,
  keys: undefined,
  streams: { stdin: Readable.from([]) },
};

/** Drafts a lesson and checks it. */
async function drafted(session: SessionReader) {
  const path = join(workFolder(), "lesson");
  const { counts } = await newLesson(session, path, context);
  const text = readFileSync(join(path, "lesson.yaml"), "utf8");
  const check = await checkLessonFolder({ name: "lesson", path }, context);
  return { path, text, counts, check, lesson: parseLesson(text, "lesson.yaml") };
}

const recordings = readdirSync(join(projectRoot, "recordings")).flatMap((file) => /^(.+)\.kubespy\.gz$/.exec(file)?.[1] ?? []);

describe("a draft", { timeout: 60_000 }, () => {
  it.each(recordings)("of %s passes the check as it is, with stops in order and a task at least", async (name) => {
    const { text, counts, check, lesson } = await drafted(await bundled(name));
    expect(check.problems).toEqual([]);
    expect(counts.stops).toBeGreaterThan(1);
    expect(counts.stops).toBeLessThanOrEqual(12);
    expect(counts.tasks).toBeGreaterThan(0);
    expect(new Set(lesson.stops.map(({ at }) => JSON.stringify(at))).size).toBe(counts.stops);
    expect(text.split("\n").filter((line) => line.length > 200)).toEqual([]);
    for (const { text: words } of lesson.stops) expect(words).toContain("TODO");
  });

  it("proposes tasks of all kinds where there are findings with causes, none of whose answers the stop itself gives", async () => {
    const { lesson } = await drafted(await bundled("deployment-bad-rollout"));
    const kinds = lesson.stops.flatMap(({ task = {} }) => ["predict", "find", "explain"].filter((kind) => kind in task));
    expect(new Set(kinds)).toEqual(new Set(["predict", "find", "explain"]));
    for (const { task, show, text } of lesson.stops)
      if (task !== undefined && "explain" in task) {
        expect(show).toBeUndefined();
        for (const { answer } of task.choices) expect(text.replaceAll("\n", " ")).not.toContain(answer.replace(/…$/, ""));
      }
  });

  it("does not ask to predict the creation of an owner that was seen after what it owns", async () => {
    const cwd = workFolder();
    const env = { KUBESPY_DB: join(cwd, "k.db") };
    const web = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop", uid: "u-1", resourceVersion: "10", creationTimestamp: "2026-01-01T00:00:00Z" },
      spec: { replicas: 1 },
    };
    const ownerReferences = [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "u-1", controller: true }];
    const replicaSet = {
      ...web,
      kind: "ReplicaSet",
      metadata: { ...web.metadata, name: "web-1", uid: "u-2", resourceVersion: "11", ownerReferences },
    };
    const lines = (objects: readonly object[]) => objects.map((object) => JSON.stringify({ type: "ADDED", object })).join("\n");
    const asked: boolean[] = [];
    for (const [i, objects] of [
      [replicaSet, web],
      [web, replicaSet],
    ].entries()) {
      writeFileSync(join(cwd, "in.ndjson"), lines(objects));
      expect((await runInProcess(["import", "in.ndjson", "--session", `s${i}`], { cwd, env })).code).toBe(0);
      expect((await runInProcess(["lesson", "new", `s${i}`, "-o", `out${i}`], { cwd, env })).code).toBe(0);
      const [stop] = parseLesson(readFileSync(join(cwd, `out${i}`, "lesson.yaml"), "utf8"), "lesson.yaml").stops;
      asked.push(stop?.task !== undefined);
    }
    expect(asked).toEqual([false, true]);
  });

  it("is commented YAML, whose first line names the schema beside it", async () => {
    const { path, text } = await drafted(await bundled("pod-bad-image-tag"));
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=lesson.schema.json");
    expect(readdirSync(path).sort()).toEqual(["lesson.schema.json", "lesson.yaml", "recording.kubespy.gz"]);
    expect(readFileSync(join(path, "lesson.schema.json"))).toEqual(readFileSync(join(projectRoot, "docs", "lesson.schema.json")));
    expect(text).toMatchSnapshot();
  });

  it("stops at a gap", async () => {
    const frames = await objectFrames(await bundled("pod-nginx"));
    const bound = { offsetMs: frames[4]?.offsetMs ?? 0, observedAt: frames[4]?.observedAt ?? "" };
    const gap: Frame = { kind: "gap", sequence: 0, ...bound, stream: "s1", reason: "410 Gone", from: bound, to: bound, possibleLoss: true };
    const { check, lesson } = await drafted(new InMemorySessionReader(renumbered([...frames.slice(0, 5), gap, ...frames.slice(5)])));
    expect(check.problems).toEqual([]);
    expect(lesson.stops.find(({ at }) => "gap" in at)?.title).toBe("A gap: something may be missing");
  });

  it("of Kubernetes Events alone stops at the first Event of each reason", async () => {
    const events = (await objectFrames(await bundled("pod-bad-image-tag"))).filter(({ ref }) => ref.kind === "Event");
    const { check, lesson } = await drafted(new InMemorySessionReader(renumbered(events)));
    expect(check.problems).toEqual([]);
    expect(lesson.stops.length).toBeGreaterThan(3);
  });

  it("of a title that steers a terminal, or is no YAML, is plain", async () => {
    const frames = await objectFrames(await bundled("pod-bad-image-tag"));
    const header = { title: "\u001b[31m: 日本 - `x` # {a: &b *c}\u202e" };
    const { check, lesson } = await drafted(new InMemorySessionReader(renumbered(frames), { header }));
    expect(check.problems).toEqual([]);
    expect(lesson.title).toBe("\\e[31m: ?? - 'x' # {a: &b *c}\\u202e");
  });

  it("of an empty session is refused, and leaves nothing behind", async () => {
    const path = join(workFolder(), "lesson");
    await expect(newLesson(new InMemorySessionReader([]), path, context)).rejects.toMatchObject({
      message: 'session "in-memory" has no frames',
      hint: "a lesson needs a session in which something happens",
    });
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  it("goes into a folder that is empty, and into no other", async () => {
    const path = workFolder();
    mkdirSync(join(path, "empty"));
    mkdirSync(join(path, "full"));
    writeFileSync(join(path, "full", "notes.txt"), "mine");
    const session = await bundled("pod-nginx");
    expect((await newLesson(session, join(path, "empty"), context)).counts.stops).toBeGreaterThan(1);
    await expect(newLesson(session, join(path, "full"), context)).rejects.toThrow("is not empty");
    expect(readdirSync(join(path, "full"))).toEqual(["notes.txt"]);
  });
});

function renumbered(frames: readonly Frame[]): readonly Frame[] {
  return frames.map((frame, i) => ({ ...frame, sequence: i + 1 }));
}

it("the classes of wrong choices are those of the rules", () => {
  const rules = readdirSync(join(projectRoot, "src", "diagnosis"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(projectRoot, "src", "diagnosis", file), "utf8"))
    .join("\n");
  for (const [name, meaning] of Object.values(plausibleCauses).flat()) {
    expect(rules).toContain(`"${name}"`);
    expect(meaning.length, meaning).toBeLessThanOrEqual(75);
  }
});

describe("kubespy lesson new --share", { timeout: 60_000 }, () => {
  const password = "Tr0ub4dor-and-3-horses";
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "checkout", namespace: "shop", uid: "u-1", resourceVersion: "10", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { containers: [{ name: "app", image: "registry.corp.example/app:1", env: [{ name: "DB_PASSWORD", value: password }] }] },
    status: {
      phase: "Pending",
      containerStatuses: [
        { name: "app", state: { waiting: { reason: "ErrImagePull", message: `pull with ${password} from registry.corp.example failed` } } },
      ],
    },
  };

  /** A session with a planted secret. */
  async function withSecret() {
    const cwd = workFolder();
    const env = { KUBESPY_DB: join(cwd, "k.db") };
    const run = (...args: readonly string[]) => runInProcess(args, { cwd, env });
    const { status, ...created } = pod;
    writeFileSync(
      join(cwd, "in.ndjson"),
      [
        { type: "ADDED", object: created },
        { type: "MODIFIED", object: { ...created, metadata: { ...pod.metadata, resourceVersion: "11" }, status } },
      ]
        .map((line) => JSON.stringify(line))
        .join("\n"),
    );
    expect((await run("import", "in.ndjson", "--session", "incident")).code).toBe(0);
    return { cwd, run };
  }

  it("leaves nothing of what is removed in the folder, and the lesson still holds", async () => {
    const { cwd, run } = await withSecret();
    const { code, stderr } = await run("lesson", "new", "incident", "-o", "out", "--share", "--level", "identities");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("removed");
    const text = readFileSync(join(cwd, "out", "lesson.yaml"), "utf8");
    const recording = (await run("export", "out/recording.kubespy.gz", "--as", "watch")).stdout;
    for (const removed of [password, "checkout", "corp.example"]) {
      expect(text).not.toContain(removed);
      expect(recording).not.toContain(removed);
    }
    expect((await run("lesson", "check", "out")).stdout).toMatch(
      /^out: ok: \d+ stops?, \d+ tasks?, \d+ hints?; \d+ TODOs? left to write\n$/,
    );
  });

  it.each(["identities", "skeleton"])("takes no pseudonym after its kind for a credential, at level %s", async (level) => {
    const { run } = await withSecret();
    const { code, stderr } = await run("lesson", "new", "deployment-bad-rollout", "-o", "out", "--share", "--level", level);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect((await run("lesson", "check", "out")).stdout).toMatch(/^out: ok: /);
  });

  it("says without the flag that the recording is included as it is", async () => {
    const { cwd, run } = await withSecret();
    const { code, stderr } = await run("lesson", "new", "incident", "-o", "out");
    expect(code).toBe(0);
    expect(stderr).toContain("the recording is included as it is; with --share it is redacted first\n");
    expect(readFileSync(join(cwd, "out", "lesson.yaml"), "utf8")).toContain("Pod/checkout");
  });
});

describe("kubespy lesson new --share of objects with generated names", { timeout: 60_000 }, () => {
  it.each(["deployment-bad-rollout", "job-backoff"])("%s is written: KIND/PSEUDONYM is no token", async (recording) => {
    const cwd = workFolder();
    const { code, stderr } = await runInProcess(["lesson", "new", recording, "-o", "out", "--share", "--level", "identities"], { cwd });
    expect(stderr).toContain("wrote out/lesson.yaml");
    expect(code).toBe(0);
  });
});

describe("kubespy lesson check", { timeout: 60_000 }, () => {
  const lesson = (recording: string, more = "") =>
    `lesson: 1\ntitle: A\nsummary: B\nminutes: 5\nrecording: ${recording}\n${more}stops:\n  - title: C\n    at: { object: Pod }\n    text: D\n`;

  function folders(lessons: Readonly<Record<string, string>>) {
    const cwd = workFolder();
    for (const [name, text] of Object.entries(lessons)) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, "lesson.yaml"), text);
    }
    return { cwd, check: (...args: readonly string[]) => runInProcess(["lesson", "check", ...args], { cwd }) };
  }

  it("lists all problems of all lessons, each with its place, and then fails", async () => {
    const { check } = folders({
      bad: lesson("nosuch.kubespy.gz", "live: { fixture: nosuch.yaml, targets: [pod], until: { object: Pod }, timeoutSeconds: 9 }\n"),
      good: lesson("pod-nginx"),
      worse: "lesson: 1\ntitel: A\n",
    });
    const { code, stdout, stderr } = await check("./bad", "./good", "./worse");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      'bad/lesson.yaml: live.fixture: no file "nosuch.yaml" in the lesson\'s folder, nor in fixtures/',
      expect.stringMatching(/^bad\/lesson\.yaml: recording: the recording of the lesson cannot be read: no file ".*nosuch\.kubespy\.gz"$/),
      "good: ok: 1 stop, 0 tasks, 0 hints",
    ]);
    expect(stdout).toContain("worse/lesson.yaml:2:1: titel: unknown field");
    expect(stdout).toContain("worse/lesson.yaml:1:1: stops: missing");
  });

  it("warns of a recording that is cut short", async () => {
    const { cwd, check } = folders({ cut: lesson("cut.ndjson") });
    const { stdout } = await runInProcess(["export", "pod-nginx", "-o", "-"], { cwd });
    writeFileSync(join(cwd, "cut", "cut.ndjson"), stdout.slice(0, stdout.lastIndexOf("\n", stdout.length - 400)));
    const checked = await check("./cut");
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/^cut\/lesson\.yaml: recording: /);
  });

  it("prints one object a lesson as JSON", async () => {
    const { check } = folders({ good: lesson("pod-nginx"), worse: "lesson: 2\n" });
    const { code, stdout } = await check("./good", "./worse", "-o", "json");
    expect(code).toBe(1);
    const [good, worse] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(good).toEqual({
      schemaVersion: 1,
      lesson: "good",
      file: "good/lesson.yaml",
      ok: true,
      stops: 1,
      tasks: 0,
      hints: 0,
      todos: 0,
      problems: [],
    });
    expect(worse).toMatchObject({ lesson: "worse", ok: false });
    expect(worse.problems).toContainEqual({ line: 1, column: 1, problem: "lesson: must be 1" });
  });

  it("prefers a file in the folder to a bundled recording of its name", async () => {
    const { cwd, check } = folders({ own: lesson("pod-nginx").replace("object: Pod ", "object: Deployment ") });
    await runInProcess(["export", "deployment-rollout", "-o", join(cwd, "own", "pod-nginx")]);
    expect((await check("./own")).stdout).toBe("own: ok: 1 stop, 0 tasks, 0 hints\n");
  });
});
