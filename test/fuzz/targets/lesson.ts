import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { printable } from "../../../src/io/printable.js";
import { readLessonFile } from "../../../src/lesson/read/parse-lesson.js";
import { lessonFileText } from "../../../src/lesson/write/lesson-file-text.js";
import { ensure, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, type Mutation, textMutations } from "../mutations.js";
import { root } from "../real-inputs.js";

const words = [
  ..."at: if: any: all: not: after: before: last: object: stage: fields: path: is: task: find: predict: explain: choices: live: until:".split(
    " ",
  ),
  ..."*a &a - : ? ! | > { } [ ] # ~ --- ... << !!binary %YAML null true 0o17 1e9 .inf 2001-01-01".split(" "),
  "\n      ",
  "\n",
  '"',
  "[- 1]",
  "{not: {not: {not: {object: Pod}}}}",
  "- &a [*a, *a]\n",
];

const yamlMutations: readonly Mutation[] = [
  function word(input, random) {
    const at = random.below(input.length + 1);
    return Buffer.concat([input.subarray(0, at), Buffer.from(random.pick(words)), input.subarray(at + random.below(8))]);
  },
  function nesting(input, random) {
    const at = random.below(input.length + 1);
    const levels = random.pick(["[", "{a: ", "- ", "? "]).repeat(random.below(2000));
    return Buffer.concat([input.subarray(0, at), Buffer.from(levels), input.subarray(at)]);
  },
  function indent(input, random) {
    const lines = input.toString("latin1").split("\n");
    const at = random.below(lines.length);
    lines[at] = random.below(2) === 0 ? `  ${lines[at]}` : (lines[at] ?? "").replace(/^ {1,2}/, "");
    return Buffer.from(lines.join("\n"), "latin1");
  },
];

/** A `lesson.yaml`. What is read, written again, is read as the same. */
export const lesson: FuzzTarget = {
  name: "lesson",
  maxBytes: 32 * 1024,
  mutations: [...byteMutations, ...textMutations, ...yamlMutations],
  async seeds() {
    const folder = join(root, "lessons");
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => readFileSync(join(folder, name, "lesson.yaml")));
  },
  async read(input) {
    const text = Buffer.from(input).toString("utf8");
    const read = readLessonFile(text);
    if ("problems" in read) {
      ensure(read.problems.length > 0, "what is refused has a problem");
      const lines = text.split("\n").length;
      for (const { line, column, message } of read.problems) {
        ensure(line >= 1 && line <= lines && column >= 1, `a problem is at a place of the file, not ${line}:${column} of ${lines}`);
        ensure(printable(message, message.length) === message, "a message never steers a terminal");
      }
      return "refused";
    }
    const again = readLessonFile(lessonFileText(read.lesson, { schema: "lesson.schema.json", comments: { top: [], fields: {} } }));
    ensure("lesson" in again && isDeepStrictEqual(again.lesson, read.lesson), "a lesson that is written reads back as the same");
    return "accepted";
  },
};
