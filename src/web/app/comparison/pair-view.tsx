import { sides } from "../../../compare/sides.js";
import { formatDuration } from "../../../io/duration.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { ComparisonData } from "../../view/comparison/comparison-data.js";
import { DivergenceSection } from "./divergence-section.js";
import { FindingsSection } from "./findings-section.js";
import { Lanes } from "./lanes.js";
import { MilestonesSection } from "./milestones-section.js";
import { SideMark } from "./run-frame.js";
import { EventsSection, FinalsSection, SpecsSection } from "./state-sections.js";

/** Two runs: what matters most comes first. */
export function PairView({ comparison }: { readonly comparison: ComparisonData }) {
  return (
    <>
      <Headline comparison={comparison} />
      <Lanes comparison={comparison} />
      <DivergenceSection comparison={comparison} />
      <FindingsSection comparison={comparison} />
      <MilestonesSection comparison={comparison} />
      <SpecsSection comparison={comparison} />
      <EventsSection comparison={comparison} />
      <FinalsSection comparison={comparison} />
    </>
  );
}

const roleOf = { a: "baseline", b: "candidate" } as const;

function Headline({ comparison }: { readonly comparison: ComparisonData }) {
  const { headline, reasons } = comparison;
  return (
    <section class="compared-head" aria-label="Verdict">
      <p class="compared-headline">{printable(headline, 2000)}</p>
      {reasons.map(({ text }) => (
        <p class="compared-reason" key={text}>
          {printable(text, 2000)}
        </p>
      ))}
      <dl class="compared-runs">
        {sides.map((side) => {
          const { name, durationMs, frames, objects, targets, shared } = comparison[side];
          const about = [
            formatDuration(durationMs),
            plural(frames, "frame"),
            plural(objects, "object"),
            targets.join(" "),
            shared === undefined ? "" : `shared at level ${shared.level}`,
          ];
          return (
            <div key={side}>
              <dt>
                <SideMark side={side} /> {roleOf[side]}
              </dt>
              <dd>
                <b>{printable(name, 100)}</b> <span class="muted">{printable(about.filter((part) => part !== "").join(", "), 300)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      {sides.flatMap((side) =>
        comparison[side].warnings.map((warning) => (
          <p class="tone-warning" key={warning}>
            {printable(warning, 500)}
          </p>
        )),
      )}
    </section>
  );
}
