import { printable } from "../../../io/printable.js";
import type { InlinePart, TextView } from "../../view/lesson/stop-view.js";

/** Paragraphs, lists and code of a lesson. */
export function LessonText({ blocks }: { readonly blocks: readonly TextView[] }) {
  return (
    <>
      {blocks.map((block, i) => (
        <Block block={block} key={i} />
      ))}
    </>
  );
}

function Block({ block }: { readonly block: TextView }) {
  if (block.kind === "list")
    return (
      <ul class="lesson-list">
        {block.items.map((parts, i) => (
          <li key={i}>
            <InlineText parts={parts} />
          </li>
        ))}
      </ul>
    );
  if (block.kind === "code") return <pre class="lesson-code">{block.text.split("\n").map((line) => `${printable(line)}\n`)}</pre>;
  return (
    <p>
      <InlineText parts={block.parts} />
    </p>
  );
}

/** A line with its code. */
export function InlineText({ parts }: { readonly parts: readonly InlinePart[] }) {
  return <>{parts.map(({ text, isCode }, i) => (isCode ? <code key={i}>{printable(text)}</code> : printable(text)))}</>;
}
