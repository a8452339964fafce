import { z } from "zod";
import type { Choice, Lesson, Stop, Task } from "../lesson.js";
import { parseFieldPath } from "../predicate/field-values.js";
import type { FieldTest, Predicate } from "../predicate/predicate.js";

/**
 * The format of `lesson.yaml`. It is checked by this, and `docs/lesson.schema.json` is generated from it (`npm run lesson-schema`), so editors and instructors
 * read the same. All sizes are bounded: a lesson is untrusted input, as its recording is.
 */

const line = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\n\r]*$/, "must be one line");
const text = (maxLength: number) => z.string().trim().min(1).max(maxLength);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

const fieldTest: z.ZodType<FieldTest> = z
  .strictObject({
    path: line(500)
      .refine((path) => parseFieldPath(path) !== undefined, "is no path, such as status.conditions[Ready].status")
      .describe("As a diff shows it: status.conditions[Ready].status, spec.containers[*].image"),
    is: scalar.optional().describe("The value is this one"),
    isNot: scalar.optional().describe("There is a value, and it is another one"),
    contains: z.string().min(1).max(1000).optional().describe("The text contains this"),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    exists: z.boolean().optional().describe("Whether there is a value"),
    changes: z.literal(true).optional().describe("This frame changed it"),
  })
  .refine((test) => Object.keys(test).length > 1, "says nothing of the value: add is, isNot, contains, atLeast, atMost, exists or changes")
  .meta({ id: "fieldTest", description: "A test of one value of the object" });

const objectPattern = line(300).describe("Pod/nginx, Pod/web-*, Pod; kinds as kubectl takes them");

const predicate: z.ZodType<Predicate> = z
  .lazy(() =>
    z.strictObject({
      object: objectPattern.optional(),
      about: objectPattern.optional().describe("The frame is of a Kubernetes Event about this object"),
      reason: line(200).optional().describe("The reason of that Event"),
      message: line(1000).optional().describe("A part of the message of that Event"),
      change: z.enum(["added", "modified", "deleted"]).optional(),
      initial: z.boolean().optional().describe("It existed when the recording began"),
      inferred: z.boolean().optional().describe("A deletion that was not seen"),
      repaired: z.boolean().optional().describe("Read back from history after a gap"),
      stage: line(200).optional().describe("The stage after this frame, by its name or its status: Running, CrashLoopBackOff"),
      reaches: line(200).optional().describe("The frame shows this milestone: Ready"),
      container: line(200).optional().describe("The container of the milestone or the finding"),
      opens: line(200).optional().describe("A finding of this class opens"),
      resolves: line(200).optional().describe("A finding of this class is resolved"),
      open: line(200).optional().describe("A finding of this class is open at this frame"),
      cause: line(200).optional().describe("One of the causes of the finding is of this class"),
      fields: z.array(fieldTest).min(1).max(20).optional().describe("All of these hold for the object"),
      gap: z.enum(["any", "empty", "repaired", "possible-loss"]).optional().describe("The frame is a gap"),
      firstDivergence: z.literal(true).optional().describe("Where the recording first diverges from compareWith"),
      any: z.array(predicate).min(1).max(20).optional().describe("One of these is met"),
      all: z.array(predicate).min(1).max(20).optional().describe("All of these are met"),
      not: predicate.optional().describe("This is not met"),
      after: predicate.optional().describe("The frame comes after the first that meets this"),
      before: predicate.optional().describe("The frame comes before the first that meets this"),
    }),
  )
  .refine((each) => Object.keys(each).length > 0, "is empty: every frame would meet it")
  .meta({ id: "predicate", description: "What a frame must show; all that is given must hold" });

const expectedFrames = z
  .array(z.union([z.number().int().min(1), z.string().regex(/^\d{1,9}-\d{1,9}$/, 'must be a range such as "5-7"')]))
  .min(1)
  .max(200)
  .describe('Sequences in the recording: [3, "5-7"]');

const choice: z.ZodType<Choice> = z
  .strictObject({
    answer: line(300).describe("What the learner may choose, one line"),
    if: predicate.optional().describe("The choice is right where a frame meets this; absent: wrong in every run"),
    expectedFrames: expectedFrames.optional().describe("Of the right choice: the frames that meet it"),
    hint: line(500).optional().describe("Of a wrong choice: what to look at"),
  })
  .meta({ id: "choice" });

const common = {
  hints: z.array(line(500)).min(1).max(5).describe("Given one after the other, the least telling one first"),
  debrief: text(1000).describe("Shown with the right answer: why it is right"),
};
const choices = z.array(choice).min(2).max(5).describe("Two to five answers; one at least is right, and one wrong");

const task: z.ZodType<Task> = z
  .union([
    z.strictObject({
      predict: line(300).describe("What happens next? Choices are met by frames after the stop"),
      choices,
      through: predicate.optional().describe("The last frame that counts; default: that of the next stop, or the end"),
      ...common,
    }),
    z.strictObject({ explain: line(300).describe("Why? Choices are met by any frame"), choices, ...common }),
    z.strictObject({
      find: line(300).describe("The learner moves to a frame that proves it"),
      if: predicate.describe("Each frame that meets it is right"),
      expectedFrames,
      mistakes: z
        .array(z.strictObject({ if: predicate, hint: line(500).describe("What to look at instead") }))
        .min(1)
        .max(10)
        .optional()
        .describe("The first that the chosen frame meets gives its hint"),
      ...common,
    }),
  ])
  .meta({ id: "task" });

const stop: z.ZodType<Stop> = z
  .strictObject({
    title: line(70).describe("What happens here, one line"),
    at: z.union([predicate, z.strictObject({ last: predicate })]).describe("The first frame that meets it; with last: the last one"),
    show: z.enum(["diff", "object", "world", "findings", "comparison"]).optional().describe("Default: diff"),
    objects: z.array(line(300)).min(1).max(20).optional().describe("Only these are listed, as --object takes them"),
    text: text(2000).describe("Paragraphs; `code`; items begin with '- ', lines of code with four spaces"),
    task: task.optional().describe("One question: predict, find or explain"),
  })
  .meta({ id: "stop" });

const recordingName = line(200).regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
  "must be a file in the lesson's folder, or the name of a bundled recording",
);

export const lessonSchema: z.ZodType<Lesson> = z
  .strictObject({
    lesson: z.literal(1).describe("The version of this format"),
    title: line(70).describe("What the lesson is about, one line"),
    summary: line(160).describe("What one can say or do afterwards"),
    minutes: z.number().int().min(1).max(120).describe("How long it takes: 15"),
    recording: recordingName.describe("A file in the lesson's folder (incident.kubespy.gz), or a bundled recording (pod-nginx)"),
    synthetic: z.literal(true).optional().describe("The recording was not made on a real cluster"),
    compareWith: recordingName.optional().describe("The baseline, for firstDivergence and for show: comparison"),
    links: z
      .array(
        z.strictObject({
          title: line(100),
          url: z
            .url({ protocol: /^https$/ })
            .max(500)
            .describe("An address that begins with https://"),
        }),
      )
      .max(10)
      .optional()
      .describe("Pages of the Kubernetes documentation"),
    live: z
      .strictObject({
        fixture: line(200)
          .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/, "must be a manifest of fixtures/, or in the lesson's folder")
          .describe("The manifest that is applied: of fixtures/, or a file in the lesson's folder"),
        targets: z.array(line(300).regex(/^[^-]/, "must not begin with -")).min(1).max(20).describe('As "kubespy record" takes them'),
        steps: z
          .array(z.strictObject({ after: predicate, kubectl: z.array(line(1000)).min(1).max(50) }))
          .max(10)
          .optional(),
        until: predicate.describe("The recording ends with the first frame that meets it"),
        timeoutSeconds: z.number().int().min(1).max(1800).describe("The recording ends after this in any case"),
      })
      .optional()
      .describe("How the learner makes the same recording on a cluster"),
    stops: z.array(stop).min(1).max(40).describe("Moments of the recording, in its order"),
  })
  .meta({ id: "lesson", title: "A lesson of kubespy", description: "lesson.yaml; explained in docs/lessons.md" });
