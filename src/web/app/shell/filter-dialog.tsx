import { useSignal } from "@preact/signals";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { type FilterChoice, filterChoices, formatFilter, type ObjectFilter, parseFilter } from "../../view/object-filter.js";
import { closeDialog } from "../state/dialogs.js";
import { filterProblem, filterText, setFilter } from "../state/filters.js";
import { chosenUids, currentSession } from "../state/view-state.js";
import { Dialog } from "../ui/dialog.js";

/** Chooses the objects that are shown: by the words of the player's filter, and by kind, namespace and stage. Takes effect at once. */
export function FilterDialog() {
  const objects = currentSession.value?.data.value.analysis.objects ?? [];
  const words = useSignal(parseFilter(filterText.value).objects.join(" "));
  const filter = parseFilter(filterText.value);
  const choices = filterChoices(objects);
  const change = (part: Partial<ObjectFilter>) => void setFilter(formatFilter({ ...filter, ...part }));
  const chosen = chosenUids.value?.length ?? objects.length;
  return (
    <Dialog title="Show only some objects" onClose={closeDialog}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          change({ objects: parseFilter(words.value).objects });
          if (filterProblem.value === undefined) closeDialog();
        }}
      >
        <label>
          Objects (pod/web, rs, a name; empty for all)
          <input
            type="text"
            autoFocus
            maxLength={200}
            value={words}
            aria-describedby="filter-result"
            onInput={({ currentTarget }) => (words.value = currentTarget.value)}
            onChange={() => change({ objects: parseFilter(words.value).objects })}
          />
        </label>
        <Choice label="Kind" all="all kinds" choices={choices.kinds} chosen={filter.kinds} onChoose={(kinds) => change({ kinds })} />
        <Choice
          label="Namespace"
          all="all namespaces"
          choices={choices.namespaces}
          chosen={filter.namespaces}
          onChoose={(namespaces) => change({ namespaces })}
        />
        <Choice
          label="Stage, at any time"
          all="all stages"
          choices={choices.stages}
          chosen={filter.stages}
          onChoose={(stages) => change({ stages })}
        />
        <p id="filter-result" role="status" class={filterProblem.value === undefined ? "muted" : "tone-bad"}>
          {filterProblem.value === undefined ? `${chosen} of ${plural(objects.length, "object")}` : printable(filterProblem.value, 500)}
        </p>
        <div class="dialog-buttons">
          <button
            type="button"
            class="button"
            onClick={() => {
              words.value = "";
              setFilter("");
            }}
          >
            Show all
          </button>
          <button type="submit" class="button">
            Done
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  readonly choices: readonly FilterChoice[];
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

function Choice({ label, all, choices, chosen, onChoose }: ChoiceProps) {
  const [value = ""] = chosen;
  const isListed = value === "" || choices.some((choice) => choice.value === value);
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value === "" ? [] : [currentTarget.value])}>
        <option value="">{all}</option>
        {!isListed && <option value={value}>{printable(value, 80)}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {`${printable(choice.value, 80)} (${choice.count})`}
          </option>
        ))}
      </select>
    </label>
  );
}
