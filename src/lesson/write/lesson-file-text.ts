import { Document, isCollection, isMap, isPair, isScalar, Scalar, visit } from "yaml";
import type { Lesson } from "../lesson.js";

interface LessonFileOptions {
  /** Where the JSON Schema is, from the file: editors complete and check it by this. */
  readonly schema: string;
  /** Lines at the top, and before fields: by their names, where each is first. */
  readonly comments: { readonly top: readonly string[]; readonly fields: Readonly<Record<string, string>> };
}

/** What is written on one line, with brackets. */
const inline: ReadonlySet<string> = new Set(["at", "if", "expectedFrames", "objects", "through", "after", "until", "targets", "kubectl"]);
const maxColumns = 120;

/** A lesson as the text of its `lesson.yaml`. */
export function lessonFileText(lesson: Lesson, { schema, comments }: LessonFileOptions): string {
  // A predicate that is there twice is written twice: a lesson has no aliases.
  const document = new Document(lesson, { aliasDuplicateObjects: false });
  const commented = new Set<string>();
  visit(document, {
    Pair(_, { key, value }) {
      const name = isScalar(key) ? String(key.value) : "";
      if (inline.has(name) && isCollection(value)) value.flow = true;
      if (isScalar(value) && typeof value.value === "string" && value.value.includes("\n")) value.type = Scalar.BLOCK_LITERAL;
      const comment = Object.hasOwn(comments.fields, name) && !commented.has(name) ? comments.fields[name] : undefined;
      if (comment === undefined || !isScalar(key)) return undefined;
      commented.add(name);
      key.commentBefore = comment.replace(/^/gm, " ");
      return undefined;
    },
  });
  const stops = document.get("stops");
  if (isCollection(stops))
    for (const [i, stop] of stops.items.entries()) if (i > 0 && isMap(stop) && !isPair(stop)) stop.spaceBefore = true;
  const top = [`yaml-language-server: $schema=${schema}`, ...comments.top].map((line) => `# ${line}`.trimEnd());
  return `${top.join("\n")}\n\n${document.toString({ lineWidth: maxColumns, flowCollectionPadding: true })}`;
}
