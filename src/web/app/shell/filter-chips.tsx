import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { formatFilter, noFilter, type ObjectFilter, parseFilter } from "../../view/object-filter.js";
import { filterText, setFilter } from "../state/filters.js";
import { searchSteps } from "../state/moves.js";
import { chosenUids, searchedText } from "../state/view-state.js";
import { Icon } from "../ui/icon.js";

/** What the steps and the timeline leave out, and the search that is under way; each with a button that ends it. */
export function FilterChips() {
  const filter = parseFilter(filterText.value);
  const parts = (Object.keys(noFilter) as (keyof ObjectFilter)[]).flatMap((part) =>
    filter[part].map((value) => ({ part, value, text: formatFilter({ ...noFilter, [part]: [value] }) })),
  );
  if (parts.length === 0 && searchedText.value === undefined) return null;
  return (
    <div class="chips">
      {parts.length > 0 && <span class="muted">Only {plural(chosenUids.value?.length ?? 0, "object")}:</span>}
      {parts.slice(0, 8).map(({ part, value, text }) => (
        <Chip
          key={text}
          text={text}
          onEnd={() => setFilter(formatFilter({ ...filter, [part]: filter[part].filter((other) => other !== value) }))}
        />
      ))}
      {parts.length > 1 && (
        <button type="button" class="link" onClick={() => setFilter("")}>
          show all objects
        </button>
      )}
      {searchedText.value !== undefined && <Chip text={`search: ${searchedText.value}`} onEnd={() => searchSteps("")} />}
    </div>
  );
}

function Chip({ text, onEnd }: { readonly text: string; readonly onEnd: () => void }) {
  const shown = printable(text, 80);
  return (
    <span class="chip">
      <span>{shown}</span>
      <button type="button" aria-label={`End ${shown}`} onClick={onEnd}>
        <Icon name="cross" />
      </button>
    </span>
  );
}
