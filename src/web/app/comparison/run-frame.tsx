import { type Side, sideName, sides } from "../../../compare/sides.js";
import { goToRun } from "./comparison-state.js";

/** "A" or "B", in the colour of that run. */
export function SideMark({ side }: { readonly side: Side }) {
  return <b class={`side side-${side}`}>{sideName(side)}</b>;
}

/** "#54" of one run: shows that step beside the comparison. */
export function RunFrame({ side, sequence }: { readonly side: Side; readonly sequence: number }) {
  return (
    <button
      type="button"
      class="frame link"
      aria-label={`${sideName(side)}, step ${sequence}`}
      onClick={() => goToRun(sides.indexOf(side), sequence)}
    >
      #{sequence}
    </button>
  );
}
