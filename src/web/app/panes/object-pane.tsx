import { signal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { StepDetail } from "../../view/steps/step-requests.js";
import { foldEnd, markedPieces, matchingLines, shownLines, unfoldedAt, wholeYaml } from "../../view/steps/yaml-folds.js";
import { CopyButton } from "../ui/copy-button.js";
import { VirtualList } from "../ui/virtual-list.js";
import { shownDetail } from "./step-detail.js";

/** The whole object of the step as YAML. */
export function ObjectPane() {
  const { detail, failure } = shownDetail.value;
  if (failure !== undefined) return <p class="pane-failure">{printable(failure)}</p>;
  if (detail === undefined) return <p class="empty">reading…</p>;
  if (detail.row.kind === "gap") return <p class="empty">A gap has no object: step back or forward.</p>;
  return <Yaml key={detail.row.sequence} detail={detail} />;
}

/** CSS px: as in object-pane.css. */
const lineHeight = 19;

/** What is searched for stays from step to step. */
const searched = signal("");
/** So does whether `managedFields` is open. */
const showsManagedFields = signal(false);

function Yaml({ detail }: { readonly detail: StepDetail }) {
  const { lines, managedFieldsLine } = useMemo(() => wholeYaml(detail.yaml, detail.managedFields), [detail]);
  const [folded, setFolded] = useState<ReadonlySet<number>>(() => new Set(showsManagedFields.value ? [] : [managedFieldsLine]));
  const shown = useMemo(() => shownLines(lines, folded), [lines, folded]);
  const matches = useMemo(() => matchingLines(lines, searched.value), [lines, searched.value]);
  const [match, setMatch] = useState<number | undefined>(undefined);
  const current = match === undefined ? undefined : matches[match];
  const goTo = (place: number) => {
    const line = matches[place];
    if (line === undefined) return;
    setFolded(unfoldedAt(lines, folded, line));
    setMatch(place);
  };
  const toggle = (line: number) => {
    const next = new Set(folded);
    if (!next.delete(line)) next.add(line);
    if (line === managedFieldsLine) showsManagedFields.value = !next.has(line);
    setFolded(next);
  };
  return (
    <div class="object">
      <div class="bar">
        <LineSearch count={matches.length} match={match} onGoTo={goTo} onChange={() => setMatch(undefined)} />
        <span class="end">
          <CopyButton what="this YAML" text={() => shown.map((line) => lines[line]).join("\n")} />
        </span>
      </div>
      <VirtualList
        class="object-lines"
        rowCount={shown.length}
        rowHeight={lineHeight}
        currentRow={current === undefined ? undefined : shown.indexOf(current)}
        currentKey={current}
        renderRow={(row) => {
          const line = shown[row] ?? 0;
          return (
            <YamlLine
              key={line}
              text={lines[line] ?? ""}
              searched={searched.value}
              isCurrent={line === current}
              hidden={folded.has(line) ? foldEnd(lines, line) - line - 1 : 0}
              canFold={foldEnd(lines, line) > line + 1}
              onToggle={() => toggle(line)}
            />
          );
        }}
        attributes={{ tabIndex: 0, role: "group", "aria-label": `YAML of ${detail.row.title}` }}
      />
    </div>
  );
}

interface YamlLineProps {
  readonly text: string;
  readonly searched: string;
  readonly isCurrent: boolean;
  /** Lines that are folded below it. */
  readonly hidden: number;
  readonly canFold: boolean;
  readonly onToggle: () => void;
}

function YamlLine({ text, searched: wanted, isCurrent, hidden, canFold, onToggle }: YamlLineProps) {
  return (
    <div class={`yaml-line ${isCurrent ? "current" : ""}`}>
      {canFold ? (
        <button type="button" class="yaml-fold" tabIndex={-1} aria-expanded={hidden === 0} onClick={onToggle}>
          <span aria-hidden="true">{hidden === 0 ? "▾" : "▸"}</span>
          <span class="only-heard">{hidden === 0 ? "Fold" : "Unfold"}</span>
        </button>
      ) : (
        <span class="yaml-fold" />
      )}
      <code>{markedPieces(text, wanted).map((piece, place) => (place % 2 === 1 ? <mark key={place}>{piece}</mark> : piece))}</code>
      {hidden > 0 && (
        <button type="button" class="yaml-hidden" onClick={onToggle}>
          … {plural(hidden, "line")}
        </button>
      )}
    </div>
  );
}

interface LineSearchProps {
  readonly count: number;
  /** Which of them is shown, from 0. */
  readonly match: number | undefined;
  readonly onGoTo: (match: number) => void;
  readonly onChange: () => void;
}

function LineSearch({ count, match, onGoTo, onChange }: LineSearchProps) {
  const next = (by: 1 | -1) => onGoTo(match === undefined ? (by === 1 ? 0 : count - 1) : (match + by + count) % Math.max(1, count));
  return (
    <search class="line-search">
      <input
        type="search"
        placeholder="search in this object"
        aria-label="Search in this object"
        value={searched.value}
        onInput={({ currentTarget }) => {
          searched.value = currentTarget.value;
          onChange();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          next(event.shiftKey ? -1 : 1);
        }}
      />
      {searched.value !== "" && (
        <>
          <span class="numbers muted" role="status">
            {count === 0 ? "no match" : match === undefined ? plural(count, "line") : `${match + 1} of ${plural(count, "line")}`}
          </span>
          <button type="button" class="button quiet" disabled={count === 0} onClick={() => next(-1)}>
            ↑<span class="only-heard">Previous match</span>
          </button>
          <button type="button" class="button quiet" disabled={count === 0} onClick={() => next(1)}>
            ↓<span class="only-heard">Next match</span>
          </button>
        </>
      )}
    </search>
  );
}
