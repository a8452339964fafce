import { useState } from "preact/hooks";
import { plural } from "../../../lifecycle/narration/words.js";

interface FoldedLine {
  readonly text: string;
  readonly kind?: "added" | "removed" | "same";
}

interface FoldedProps {
  readonly lines: readonly FoldedLine[];
  /** How many there are beyond these. */
  readonly moreLines: number;
  /** Shown before somebody asks for all. */
  readonly most: number;
}

const signs = { added: "+", removed: "-", same: " " } as const;
/** Characters of one line, before somebody asks for all of it. */
const maxLine = 400;

/** Lines of a long value: the first of them, and the others on demand. */
export function Folded({ lines, moreLines, most }: FoldedProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole || lines.length <= most ? lines : lines.slice(0, most - 1);
  const isCut = !isWhole && (shown.length < lines.length || shown.some(({ text }) => text.length > maxLine));
  return (
    <div class="folded">
      <pre>
        {shown.map(({ text, kind }, place) => (
          <span class={kind === undefined ? "line" : `line line-${kind}`} key={place}>
            {kind !== undefined && <span class="line-sign">{signs[kind]} </span>}
            {isWhole || text.length <= maxLine ? text : `${text.slice(0, maxLine)}…`}
            {"\n"}
          </span>
        ))}
      </pre>
      {isCut && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          show all ({plural(lines.length + moreLines, "line")})
        </button>
      )}
      {!isCut && moreLines > 0 && <p class="muted">… {plural(moreLines, "more line")}</p>}
    </div>
  );
}
