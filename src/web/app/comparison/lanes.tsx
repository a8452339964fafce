import { useMemo } from "preact/hooks";
import { type Side, sideName, sides } from "../../../compare/sides.js";
import { printable } from "../../../io/printable.js";
import { type Alignment, alignmentsOf, originsOf, originText } from "../../view/comparison/alignment.js";
import type { ComparisonData } from "../../view/comparison/comparison-data.js";
import { sessions } from "../state/view-state.js";
import { makeAxis } from "../timeline/time-axis.js";
import { TimelineView } from "../timeline/timeline-view.js";
import { align, alignment } from "./comparison-state.js";

const names: Readonly<Record<Alignment, string>> = { created: "at creation", divergence: "at the first divergence" };

/** Both timelines on one axis: what zooms one zooms the other. */
export function Lanes({ comparison }: { readonly comparison: ComparisonData }) {
  const all = alignmentsOf(comparison);
  const chosen = all.includes(alignment.value) ? alignment.value : "created";
  const [a, b] = sessions.value;
  const { axis, origins } = useMemo(() => {
    const own = originsOf(comparison, chosen);
    const lanes = [a, b].flatMap((session, i) => (session === undefined ? [] : [{ session, originMs: own[sides[i] as Side] }]));
    return { axis: makeAxis(lanes), origins: own };
  }, [comparison, chosen, a, b]);
  return (
    <section class="lanes" aria-label="Timelines">
      <div class="bar">
        <h2>Timelines</h2>
        <span class="muted">0s is {printable(originText(comparison, chosen), 300)}</span>
        {all.length > 1 && (
          <div class="choices end" role="group" aria-label="Aligned">
            {all.map((each) => (
              <button type="button" key={each} aria-pressed={each === chosen} onClick={() => align(each)}>
                Aligned {names[each]}
              </button>
            ))}
          </div>
        )}
      </div>
      {sides.map((side, i) => {
        const session = sessions.value[i];
        return (
          session !== undefined && (
            <div class={`lane lane-${side}`} key={side}>
              <TimelineView
                session={session}
                axis={axis}
                originMs={origins[side]}
                label={`${sideName(side)} ${printable(comparison[side].name, 100)}`}
              />
            </div>
          )
        );
      })}
    </section>
  );
}
