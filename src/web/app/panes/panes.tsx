import type { ComponentType } from "preact";
import type { PageSession } from "../state/page-session.js";
import { type PageView, pane } from "../state/view-state.js";
import { ChartsPane } from "./charts-pane.js";
import { CompletenessPane } from "./completeness-pane.js";
import { ObjectPane } from "./object-pane.js";
import { StepPane } from "./step-pane.js";
import { WorldPane } from "./world-pane.js";

interface PaneProps {
  readonly session: PageSession;
}

/** In the order of their tabs, which the player's digits choose. */
const panes: readonly { readonly id: PageView; readonly title: string; readonly Content: ComponentType<PaneProps> }[] = [
  { id: "step", title: "Step", Content: StepPane },
  { id: "object", title: "Object", Content: ObjectPane },
  { id: "world", title: "World", Content: WorldPane },
  { id: "charts", title: "Charts", Content: ChartsPane },
  { id: "completeness", title: "Completeness", Content: CompletenessPane },
];

export function Panes({ session }: PaneProps) {
  const shown = panes.find(({ id }) => id === pane.value);
  if (shown === undefined) return null;
  return (
    <section class="panes" aria-label="Details">
      <div class="tabs" role="tablist" aria-label="Panes">
        {panes.map(({ id, title }) => (
          <button
            type="button"
            role="tab"
            key={id}
            id={`tab-${id}`}
            aria-selected={id === shown.id}
            aria-controls="pane"
            tabIndex={id === shown.id ? 0 : -1}
            onClick={() => (pane.value = id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="pane" role="tabpanel" tabIndex={0} id="pane" aria-labelledby={`tab-${shown.id}`} data-pane={shown.id}>
        <shown.Content session={session} />
      </div>
    </section>
  );
}
