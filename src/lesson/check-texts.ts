import { printable } from "../io/printable.js";
import type { Lesson } from "./lesson.js";

/** Characters that take two columns or none, by Unicode's East_Asian_Width and general category; and what a terminal may draw as a picture. */
export const notOneColumn = new RegExp(
  [
    "[\\p{M}\\p{Emoji_Presentation}\\p{Regional_Indicator}",
    "\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u4dbf\\u4e00-\\ua4cf\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6",
    "\\u{16fe0}-\\u{18cff}\\u{1b000}-\\u{1b2ff}\\u{20000}-\\u{3fffd}]",
  ].join(""),
  "u",
);

/** Texts that would steer a terminal, or take other columns than were counted: each with the first such character. */
export function textProblems(lesson: Lesson): readonly TextProblem[] {
  return textsOf(lesson).flatMap(({ where, text }) => {
    const lines = text.split("\n");
    const unprintable = lines.find((line) => printable(line, line.length) !== line);
    if (unprintable !== undefined)
      return [{ where, problem: `"${printable(unprintable, 60)}" holds characters that steer a terminal, or that nobody sees` }];
    const wide = notOneColumn.exec(text)?.[0];
    if (wide === undefined) return [];
    const code = (wide.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return [{ where, problem: `"${wide}" (U+${code}) does not take one column; screens count one for each character` }];
  });
}

interface TextProblem {
  readonly where: string;
  readonly problem: string;
}

interface LessonText {
  readonly where: string;
  readonly text: string;
}

/** All that a learner reads. */
function textsOf({ title, summary, links = [], stops }: Lesson): readonly LessonText[] {
  return [
    { where: "title", text: title },
    { where: "summary", text: summary },
    ...links.map((link, i) => ({ where: `links[${i}].title`, text: link.title })),
    ...stops.flatMap((stop, i) => textsIn({ title: stop.title, text: stop.text, task: stop.task }, `stop ${i + 1}`)),
  ];
}

/** The values of a stop that are shown: not those of predicates. */
function textsIn(value: unknown, where: string): readonly LessonText[] {
  const texts: LessonText[] = [];
  const waiting: LessonValue[] = [{ where, value }];
  for (const each of waiting) {
    if (typeof each.value === "string") texts.push({ where: each.where, text: each.value });
    else if (Array.isArray(each.value))
      for (const [i, item] of each.value.entries()) waiting.push({ where: `${each.where}[${i}]`, value: item });
    else
      for (const [name, inner] of Object.entries(Object(each.value)))
        if (!unshown.has(name)) waiting.push({ where: `${each.where}${each.where === where ? ": " : "."}${name}`, value: inner });
  }
  return texts;
}

interface LessonValue {
  readonly where: string;
  readonly value: unknown;
}

const unshown: ReadonlySet<string> = new Set(["if", "through", "expectedFrames"]);
