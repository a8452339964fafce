import type { ComponentType } from "preact";
import { pageViews } from "../../view/links.js";
import type { PageSession } from "../state/page-session.js";
import { type PageView, pane } from "../state/view-state.js";
import { PartBoundary } from "../ui/part-boundary.js";
import { ChartsPane } from "./charts-pane.js";
import { CompletenessPane } from "./completeness-pane.js";
import { ObjectPane } from "./object-pane.js";
import { StepPane } from "./step-pane.js";
import { WorldPane } from "./world-pane.js";

interface PaneProps {
  readonly session: PageSession;
}

/** Their tabs are in the order of `pageViews`, which digits choose. */
const panes: Readonly<Record<PageView, { readonly title: string; readonly Content: ComponentType<PaneProps> }>> = {
  step: { title: "Step", Content: StepPane },
  object: { title: "Object", Content: ObjectPane },
  world: { title: "World", Content: WorldPane },
  charts: { title: "Charts", Content: ChartsPane },
  completeness: { title: "Completeness", Content: CompletenessPane },
};

/** Panes about the step that is shown. */
const ofSteps: ReadonlySet<PageView> = new Set(["step", "object", "world"]);

/** Arrow keys go from tab to tab, Home and End to the first and the last. */
function tabAfter(key: string, at: number): number | undefined {
  const last = pageViews.length - 1;
  switch (key) {
    case "ArrowRight":
      return at === last ? 0 : at + 1;
    case "ArrowLeft":
      return at === 0 ? last : at - 1;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

export function Panes({ session }: PaneProps) {
  const shown = pane.value;
  const { Content } = panes[shown];
  const lacksSteps = session.data.value.summary.frames === 0 && ofSteps.has(shown);
  return (
    <section class="panes" aria-label="Details" id="details">
      <div
        class="tabs"
        role="tablist"
        aria-label="Panes"
        onKeyDown={(event) => {
          const view = pageViews[tabAfter(event.key, pageViews.indexOf(shown)) ?? -1];
          if (view === undefined) return;
          event.preventDefault();
          pane.value = view;
          document.getElementById(`tab-${view}`)?.focus();
        }}
      >
        {pageViews.map((id) => (
          <button
            type="button"
            role="tab"
            key={id}
            id={`tab-${id}`}
            aria-selected={id === shown}
            aria-controls="pane"
            tabIndex={id === shown ? 0 : -1}
            onClick={() => (pane.value = id)}
          >
            {panes[id].title}
          </button>
        ))}
      </div>
      <div class="pane" role="tabpanel" tabIndex={0} id="pane" aria-labelledby={`tab-${shown}`} data-pane={shown}>
        <PartBoundary key={shown} name="this pane">
          {lacksSteps ? <p class="empty">This session has no steps.</p> : <Content session={session} />}
        </PartBoundary>
      </div>
    </section>
  );
}
