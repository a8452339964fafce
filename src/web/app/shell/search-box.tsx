import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { groupFindings } from "../../../diagnosis/group-findings.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { searchIndex, searchKnown } from "../../view/search-known.js";
import { searchSteps } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { chosenUids, searchedText } from "../state/view-state.js";
import { Icon } from "../ui/icon.js";
import { knownOptions, type SearchOption, searchSummary, stepOptions } from "./search-options.js";
import { useStepMatches } from "./step-matches.js";

const maxText = 200;

/** Searches objects, findings, steps and the messages of Kubernetes Events: a combobox by the ARIA pattern. Enter goes to the next match. */
export function SearchBox({ session }: { readonly session: PageSession }) {
  const text = useSignal("");
  const isOpen = useSignal(false);
  const active = useSignal(-1);
  const box = useRef<HTMLDivElement>(null);
  const { analysis, summary } = session.data.value;
  const hasText = isOpen.value && text.value.trim() !== "";
  const index = useMemo(
    () => (hasText ? searchIndex(analysis.objects, groupFindings(finalFindings(analysis))) : undefined),
    [analysis, hasText],
  );
  const known = index === undefined ? undefined : searchKnown(text.value, index);
  const steps = useStepMatches(session, isOpen.value ? text.value : "", chosenUids.value);
  const options =
    known !== undefined ? [...knownOptions(known, summary.state !== "recording"), ...stepOptions(steps.rows, text.value)] : [];
  const close = () => {
    isOpen.value = false;
    active.value = -1;
  };
  const choose = (option: SearchOption | undefined) => {
    close();
    if (option === undefined) searchSteps(text.value);
    else option.choose();
  };
  return (
    <div class="search" ref={box}>
      <Icon name="search" />
      <input
        id="search"
        type="text"
        role="combobox"
        aria-label="Search objects, findings, steps and Events"
        placeholder="Search  /"
        autocomplete="off"
        spellcheck={false}
        maxLength={maxText}
        value={text}
        aria-expanded={options.length > 0}
        aria-controls="search-results"
        aria-autocomplete="list"
        aria-activedescendant={active.value < 0 ? undefined : `result-${active.value}`}
        onFocus={() => (isOpen.value = true)}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          active.value = -1;
          isOpen.value = true;
        }}
        onKeyDown={(event) => {
          switch (event.key) {
            case "ArrowDown":
            case "ArrowUp": {
              const count = options.length + 1;
              const next = active.value + (event.key === "ArrowDown" ? 1 : -1);
              active.value = ((next + 1 + count) % count) - 1;
              break;
            }
            case "Enter":
              choose(options[active.value]);
              event.currentTarget.blur();
              break;
            case "Escape":
              if (text.value === "") event.currentTarget.blur();
              text.value = "";
              close();
              if (searchedText.value !== undefined) searchSteps("");
              break;
            default:
              return;
          }
          event.preventDefault();
        }}
        onBlur={({ relatedTarget }) => {
          if (!(relatedTarget instanceof Node && box.current?.contains(relatedTarget))) close();
        }}
      />
      {known !== undefined && (
        <div class="results">
          <div role="listbox" id="search-results" aria-label="Results">
            {options.map((option, i) => (
              <Result
                key={option.key}
                option={option}
                id={i}
                isActive={i === active.value}
                isFirst={options[i - 1]?.group !== option.group}
                onChoose={choose}
              />
            ))}
          </div>
          <p class="muted" role="status">
            {searchSummary(known, steps)}
          </p>
        </div>
      )}
    </div>
  );
}

interface ResultProps {
  readonly option: SearchOption;
  readonly id: number;
  readonly isActive: boolean;
  /** Of its group. */
  readonly isFirst: boolean;
  readonly onChoose: (option: SearchOption) => void;
}

function Result({ option, id, isActive, isFirst, onChoose }: ResultProps) {
  return (
    <div
      role="option"
      id={`result-${id}`}
      aria-selected={isActive}
      class="result"
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(option)}
    >
      <span class="muted">{isFirst ? option.group : ""}</span>
      <span class="result-title">{option.title}</span>
      <span class="result-note muted">{option.note}</span>
    </div>
  );
}
