import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import { printable } from "../../io/printable.js";
import { type Branch, ownerTree } from "../../report/overview/owner-tree.js";
import { objectTitle } from "../../report/replay/object-title.js";

/** The stages of one object in words; texts are printable. */
interface PrintedStages {
  readonly uid: string;
  /** With the lines of the tree of owners before it. */
  readonly title: string;
  readonly stages: readonly { readonly fromMs: number; readonly name: string }[];
  /** Stages between the first ones and the last that are left out. */
  readonly more: number;
}

const maxStages = 8;

/** The timeline in words: objects below their owners, each with its stages; of too many the first. */
export function printedStages(objects: readonly ObjectAnalysis[], namespaces: boolean, most: number): readonly PrintedStages[] {
  return ownerTree(objects)
    .slice(0, most)
    .map((branch) => stagesOf(branch, namespaces));
}

function stagesOf({ item, lead }: Branch<ObjectAnalysis>, namespaces: boolean): PrintedStages {
  const { ref, stageIntervals } = item;
  const more = Math.max(0, stageIntervals.length - maxStages);
  const shown = more === 0 ? stageIntervals : [...stageIntervals.slice(0, maxStages - 1), ...stageIntervals.slice(-1)];
  return {
    uid: ref.uid,
    title: `${lead}${objectTitle(ref, namespaces)}`,
    stages: shown.map(({ fromMs, stage: { name, detail } }) => ({
      fromMs,
      name: printable(detail === undefined ? name : `${name} (${detail})`, 200),
    })),
    more,
  };
}
