import { printable } from "../../../io/printable.js";
import type { ComparisonData, TrendData } from "../../view/comparison/comparison-data.js";
import { isTrendData } from "../../view/comparison/comparison-data.js";
import { Panes } from "../panes/panes.js";
import { Splitter } from "../shell/splitter.js";
import { activeSession, currentSession, sessions } from "../state/view-state.js";
import { Steps } from "../steps/steps.js";
import { showSession } from "./comparison-state.js";
import { PairView } from "./pair-view.js";
import { TrendView } from "./trend-view.js";

/** The page of a comparison: what it comes to and what differs; beside it the steps of one of its sessions. */
export function ComparisonShell({ comparison }: { readonly comparison: ComparisonData | TrendData }) {
  const isTrend = isTrendData(comparison);
  const names = isTrend
    ? [`${comparison.baseline.length} baseline runs`, `${comparison.candidate.length} candidate runs`]
    : [comparison.a.name, comparison.b.name];
  return (
    <>
      <header class="top">
        <div class="titles">
          <span class="product">kubespy</span>
          <h1>{printable(names.join(" and "), 300)}, compared</h1>
        </div>
      </header>
      <main class="compared">
        <div class="compared-sections">{isTrend ? <TrendView trends={comparison} /> : <PairView comparison={comparison} />}</div>
        <Splitter label="Width of the steps" variable="--compared-size" direction="vertical" />
        <Reading hasSides={!isTrend} />
      </main>
    </>
  );
}

/** The steps of the session that was gone to last. */
function Reading({ hasSides }: { readonly hasSides: boolean }) {
  const session = currentSession.value;
  if (session === undefined) return <p class="empty">This page holds no session.</p>;
  return (
    <div class="compared-reading">
      <div class="bar">
        <span class="muted" id="of-session">
          Steps of
        </span>
        {hasSides ? (
          <div class="choices" role="group" aria-labelledby="of-session">
            {sessions.value.map(({ index, data }) => (
              <button type="button" key={index} aria-pressed={index === activeSession.value} onClick={() => showSession(index)}>
                <b class={`side side-${index === 0 ? "a" : "b"}`}>{index === 0 ? "A" : "B"}</b>{" "}
                {printable(data.value.summary.header.name, 60)}
              </button>
            ))}
          </div>
        ) : (
          <select
            aria-labelledby="of-session"
            value={activeSession.value}
            onChange={({ currentTarget }) => showSession(Number(currentTarget.value))}
          >
            {sessions.value.map(({ index, data }) => (
              <option key={index} value={index}>
                {printable(data.value.summary.header.name, 100)}
              </option>
            ))}
          </select>
        )}
      </div>
      <Steps session={session} key={`steps-${session.index}`} />
      <Panes session={session} key={`panes-${session.index}`} />
    </div>
  );
}
