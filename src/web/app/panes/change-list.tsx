import { useState } from "preact/hooks";
import { plural } from "../../../lifecycle/narration/words.js";
import type { ShownChange } from "../../view/steps/shown-change.js";
import { Folded } from "../ui/folded.js";

/** Shown before somebody asks for the rest. */
const firstChanges = 100;
const firstLines = 24;

/** The changes of a step: a sign and a colour each, the path, and the value beside or below it. */
export function ChangeList({ changes, more }: { readonly changes: readonly ShownChange[]; readonly more: number }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? changes : changes.slice(0, firstChanges);
  return (
    <>
      <ul class="changes">
        {shown.map((change, place) => (
          <li key={`${place} ${change.path}`} class={`change change-${classOf(change)}`}>
            <span class="change-sign">{change.sign}</span>
            <span class="change-path">{change.path}</span>
            {change.values.length > 0 && <Values values={change.values} />}
            {change.lines.length > 0 && <Folded lines={change.lines} moreLines={change.moreLines} most={firstLines} />}
          </li>
        ))}
      </ul>
      {!isWhole && changes.length > firstChanges && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          show all {plural(changes.length, "change")}
        </button>
      )}
      {isWhole && more > 0 && <p class="muted">… {plural(more, "more change")}</p>}
    </>
  );
}

function Values({ values }: { readonly values: ShownChange["values"] }) {
  return (
    <span class="change-values">
      {values.map(({ kind, text }, place) => (
        <span key={kind}>
          {place > 0 && <span class="muted"> → </span>}
          <span class={`value-${kind}`}>{text}</span>
        </span>
      ))}
    </span>
  );
}

function classOf({ sign }: ShownChange): string {
  return sign === "+" ? "added" : sign === "-" ? "removed" : "changed";
}
