import { findingKey } from "../../../diagnosis/engine/finding.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { displayName } from "../../../model/kube-object.js";
import { objectTitle } from "../../../report/replay/object-title.js";
import type { KnownMatches } from "../../view/search-known.js";
import type { StepRow } from "../../view/steps/step-requests.js";
import { setFilter } from "../state/filters.js";
import { goToFrame } from "../state/links.js";
import { searchedText } from "../state/view-state.js";
import type { StepMatches } from "./step-matches.js";

/** One result that can be chosen. */
export interface SearchOption {
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly note: string;
  readonly choose: () => void;
}

/** Objects, which are then the only ones that are shown, and findings. */
export function knownOptions({ objects, findings }: KnownMatches, isOver: boolean): readonly SearchOption[] {
  return [
    ...objects.map(({ ref, stage, milestones }) => ({
      key: ref.uid,
      group: "Objects",
      title: objectTitle(ref, true),
      note: printable(`${stage.name}${stage.detail === undefined ? "" : ` (${stage.detail})`} ${isOver ? "at the end" : "now"}`, 200),
      choose: () => {
        if (!setFilter(displayName(ref))) setFilter(ref.uid);
        const first = milestones[0]?.sequence;
        if (first !== undefined) goToFrame(first);
      },
    })),
    ...findings.map(({ finding }) => ({
      key: findingKey(finding),
      group: "Findings",
      title: printable(finding.class, 100),
      note: printable(`${displayName(finding.object)}: ${finding.message}`, 300),
      choose: () => goToFrame(finding.firstSequence, findingKey(finding)),
    })),
  ];
}

/** Steps; the keys for the next match go on from the one that is chosen. */
export function stepOptions(rows: readonly StepRow[], text: string): readonly SearchOption[] {
  return rows.map(({ sequence, title, sentence }) => ({
    key: String(sequence),
    group: "Steps",
    title: `#${sequence} ${title}`,
    note: sentence,
    choose: () => {
      searchedText.value = text.trim();
      goToFrame(sequence);
    },
  }));
}

/** How many there are, and how far it has searched. */
export function searchSummary({ counts }: KnownMatches, { rows, isEnd, upTo, failure }: StepMatches): string {
  if (failure !== undefined) return failure;
  const steps = isEnd ? plural(rows.length, "step") : `the first ${plural(rows.length, "step")} up to #${upTo}`;
  return `${plural(counts.objects, "object")}, ${plural(counts.findings, "finding")}, ${steps}. Enter: next match, then n and N.`;
}
