import { printable } from "../../../io/printable.js";
import type { Stage } from "../../../lifecycle/stage.js";

interface StageProps {
  readonly stage: Stage;
  /** The stages before, printable. */
  readonly trail?: readonly string[];
  readonly hasDetail?: boolean;
}

/** A stage in its tone, which a shape before it says as well: "Creating → ● Running". */
export function StageLabel({ stage, trail = [], hasDetail = false }: StageProps) {
  const { name, tone, detail } = stage;
  return (
    <span class="stage">
      {trail.map((before) => (
        <span class="stage-before" key={before}>
          {before} →{" "}
        </span>
      ))}
      <span class={`stage-name tone-${tone}`}>
        <span aria-hidden="true">{toneSigns[tone]} </span>
        {printable(name, 60)}
      </span>
      {hasDetail && detail !== undefined && <span class="stage-detail"> · {printable(detail, 200)}</span>}
    </span>
  );
}

const toneSigns = { progress: "◐", good: "●", bad: "▲", ended: "○", neutral: "•" } as const;
