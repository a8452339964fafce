import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { recordingIn } from "../../src/app/page/recording-in.js";
import type { LessonData } from "../../src/web/file/lesson-data.js";
import { unpackJson } from "../../src/web/file/unpack-json.js";
import { bundled, recordingFile } from "../app/support.js";
import { collect } from "../support/histories.js";
import { runInProcess } from "../support/in-process.js";
import { lessonExport } from "../support/lesson-export.js";
import { temporaryFolder } from "../support/program.js";

const find =
  "find: Move to the frame\n      if: { object: Pod/nginx, change: added }\n      expectedFrames: [1]\n      hints: [Look up.]\n      debrief: There.";

/** A lesson of somebody's own, in a folder of its own. */
function ownLesson(yaml: string, recording = "pod-bad-image-tag"): { readonly cwd: string; readonly folder: string } {
  const place = temporaryFolder();
  onTestFinished(() => place[Symbol.dispose]());
  const folder = join(place.path, "incident");
  mkdirSync(folder);
  writeFileSync(join(folder, "incident.kubespy.gz"), readFileSync(recordingFile(recording)));
  writeFileSync(join(folder, "lesson.yaml"), yaml);
  return { cwd: place.path, folder };
}

const lessonOf = (stops: string, more = "") =>
  `lesson: 1\ntitle: An incident\nsummary: What broke.\nminutes: 5\nrecording: incident.kubespy.gz\n${more}stops:\n${stops}`;

const oneStop = `  - title: It begins\n    at: { object: Pod/nginx, change: added }\n    text: Look.\n    task:\n      ${find}\n`;

function blockOf(page: string, id: string): unknown {
  const text = new RegExp(`<script type="[^"]*" id="${id}"[^>]*>([^<]*)</script>`).exec(page)?.[1] ?? "";
  return unpackJson(gunzipSync(Buffer.from(text, "base64")));
}

it("the page of a lesson is named after it, holds the lesson, and its recording byte for byte", async () => {
  const { cwd } = ownLesson(lessonOf(oneStop));
  const { code, stdout, stderr } = await lessonExport(["./incident"], { cwd });
  expect([code, stdout]).toEqual([0, ""]);
  expect(stderr.replace(/\([\d.]+ kB\)/, "(SIZE)")).toBe(
    `wrote incident.lesson.html (SIZE): open it in a browser
the file contains the answers
before you share it: values of Secrets are digests; environment variables of containers and ConfigMaps are in clear
"kubespy lesson new SESSION -o DIR --share" removes what may be a credential
`,
  );
  const file = join(cwd, "incident.lesson.html");
  const page = readFileSync(file, "utf8");
  expect(page).toContain('"kind":"lesson"');
  const { lesson } = blockOf(page, "lesson") as LessonData;
  expect(lesson).toMatchObject({ name: "incident", title: "An incident", stops: [{ sequence: 1, task: { frames: [1] } }] });
  const held = Buffer.concat(await collect(recordingIn(createReadStream(file), { name: "page" })));
  expect(held.equals(readFileSync(recordingFile("pod-bad-image-tag")))).toBe(true);
  expect((await runInProcess(["replay", file, "--at", "#1"], { cwd })).code).toBe(0);
});

it("an existing file is replaced with --force only, and what is no page is refused before anything is read", async () => {
  const { cwd } = ownLesson(lessonOf(oneStop));
  writeFileSync(join(cwd, "class.html"), "mine");
  await expect(lessonExport(["incident", "-o", "class.html"], { cwd })).rejects.toThrow('"class.html" already exists');
  expect(readFileSync(join(cwd, "class.html"), "utf8")).toBe("mine");
  await lessonExport(["incident", "-o", "class.html", "--force"], { cwd });
  expect(readFileSync(join(cwd, "class.html"), "utf8")).toContain("<!doctype html>");
  await expect(lessonExport(["nothing", "-o", "class.pdf"], { cwd })).rejects.toThrow('"class.pdf" cannot be the name of a page');
  expect(existsSync(join(cwd, "class.pdf"))).toBe(false);
});

it('"-o -" writes the page to stdout, and what is said of it to stderr', async () => {
  const { cwd } = ownLesson(lessonOf(oneStop));
  const { stdout, stderr } = await lessonExport(["incident", "-o", "-"], { cwd });
  expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(stderr).toMatch(/^the file contains the answers\n/);
});

it("a stop that its recording does not show is warned of, and asks nothing", async () => {
  const missing = oneStop.replace("at: { object: Pod/nginx", "at: { object: Pod/other");
  const { cwd } = ownLesson(lessonOf(`${oneStop}${missing}`));
  const { stdout, stderr } = await lessonExport(["incident", "-o", "-"], { cwd });
  expect(stderr).toContain("kubespy: warning: stop 2 (It begins): This recording does not show this step.\n");
  const { lesson } = blockOf(stdout, "lesson") as LessonData;
  expect(lesson.stops.map(({ task, missing: why }) => [task !== undefined, why !== undefined])).toEqual([
    [true, false],
    [false, true],
  ]);
});

it("a synthetic recording is said to be one", async () => {
  const { cwd } = ownLesson(lessonOf(oneStop, "synthetic: true\n"));
  const { stdout, stderr } = await lessonExport(["incident", "-o", "-"], { cwd });
  expect(stderr).toContain("its recording is synthetic: it was not made on a real cluster\n");
  expect((blockOf(stdout, "lesson") as LessonData).lesson.synthetic).toBe(true);
});

it("the objects of a stop come with the Kubernetes Events about them, and with no others", async () => {
  const own = ownLesson(
    lessonOf(oneStop.replace("    text:", "    objects: [deploy/web]\n    text:").replaceAll("Pod/nginx", "Deployment/web")),
    "deployment-bad-rollout",
  );
  const { stdout } = await lessonExport(["incident", "-o", "-"], own);
  const [choice, ...others] = (blockOf(stdout, "lesson") as LessonData).choices;
  expect(others).toEqual([]);
  expect(choice?.words).toEqual(["deploy/web"]);
  const wanted = new Set<string>();
  for await (const frame of (await bundled("deployment-bad-rollout")).frames())
    if (frame.kind === "object") {
      const { kind, metadata, involvedObject } = frame.revision.object as {
        kind?: string;
        metadata?: { name?: string };
        involvedObject?: { name?: string };
      };
      if (kind === "Event" ? involvedObject?.name === "web" : kind === "Deployment" && metadata?.name === "web") wanted.add(frame.ref.uid);
    }
  expect(wanted.size).toBeGreaterThan(1);
  expect(new Set<string>(choice?.uids)).toEqual(wanted);
});

it("a lesson with a baseline holds what compare prints", async () => {
  const { cwd } = ownLesson(lessonOf(oneStop, "compareWith: pod-nginx\n"));
  const { stdout } = await lessonExport(["incident", "-o", "-"], { cwd });
  const { comparison } = blockOf(stdout, "lesson") as LessonData;
  expect(comparison?.baseline).toBe("pod-nginx");
  const printed = await runInProcess(["compare", "pod-nginx", "pod-bad-image-tag"]);
  const [headline = ""] = printed.stdout.split("\n");
  expect(comparison?.lines.join(" ").replace(/\s+/g, " ")).toContain(headline.replace(/\s+/g, " "));
});

it("texts of a lesson are never markup of the page", async () => {
  const hostile = "</script><img src=x onerror=alert(1)>";
  const { cwd } = ownLesson(lessonOf(oneStop).replace("An incident", JSON.stringify(hostile)).replace("Look.", JSON.stringify(hostile)));
  const { stdout } = await lessonExport(["incident", "-o", "-"], { cwd });
  expect(stdout).not.toContain("<img");
  expect((blockOf(stdout, "lesson") as LessonData).lesson.title).toBe(hostile);
});

it("a recording that is not there is named as the lesson's, with what to do", async () => {
  const { cwd } = ownLesson(lessonOf(oneStop).replace("incident.kubespy.gz", "other.kubespy.gz"));
  await expect(lessonExport(["incident"], { cwd })).rejects.toThrow(/^the recording of the lesson cannot be read: no file /);
  expect(existsSync(join(cwd, "incident.lesson.html"))).toBe(false);
});
