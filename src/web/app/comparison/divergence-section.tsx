import { useEffect, useState } from "preact/hooks";
import { type Side, sideName, sides } from "../../../compare/sides.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { noTimeBase } from "../../../report/replay/recorded-value.js";
import { type ComparisonData, changesFromJson, type DivergenceData } from "../../view/comparison/comparison-data.js";
import { shownChanges } from "../../view/steps/shown-change.js";
import type { StepDetail } from "../../view/steps/step-requests.js";
import { ChangeList } from "../panes/change-list.js";
import { sessions } from "../state/view-state.js";
import { RunFrame, SideMark } from "./run-frame.js";

const maxOthers = 50;

/** Where the runs diverge first: the step of each with its diff, and what differs between the two; then the other objects that diverge. */
export function DivergenceSection({ comparison }: { readonly comparison: ComparisonData }) {
  const { divergence, partings, roles } = comparison;
  if (divergence === null) return null;
  const others = partings.filter(({ role }) => divergence.kind !== "step" || role !== divergence.role);
  const { changes, more } = shownChanges(changesFromJson(divergence.changes), noTimeBase);
  return (
    <section class="compared-section" aria-labelledby="divergence">
      <h2 id="divergence">First divergence: {printable(divergence.text.object, 300)}</h2>
      <div class="compared-pair">
        {sides.map((side) => (
          <DivergedStep divergence={divergence} side={side} key={side} />
        ))}
      </div>
      {changes.length > 0 && (
        <>
          <h3>
            From <SideMark side="a" /> to <SideMark side="b" />
          </h3>
          <ChangeList changes={changes} more={more} />
        </>
      )}
      {others.length > 0 && (
        <details open={others.length < 8}>
          <summary>{plural(others.length, "more object")} that diverge</summary>
          <ul class="compared-others">
            {others.slice(0, maxOthers).map(({ role, text }) => (
              <li key={role}>
                <b>{printable(roles[role]?.title ?? "", 300)}</b> {printable(text, 600)}
              </li>
            ))}
          </ul>
          {others.length > maxOthers && <p class="muted">and {plural(others.length - maxOthers, "more object")}</p>}
        </details>
      )}
    </section>
  );
}

/** What one run did, as its own recording says it. */
function DivergedStep({ divergence, side }: { readonly divergence: DivergenceData; readonly side: Side }) {
  const frame = divergence.frames[side];
  const session = sessions.value[sides.indexOf(side)];
  const [detail, setDetail] = useState<StepDetail | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (frame === undefined || session === undefined) return;
    session.worker
      .ask("step", { sequence: frame.sequence, noise: false })
      .then(setDetail, (error: unknown) => setFailure(error instanceof Error ? error.message : "the step cannot be read"));
  }, [frame, session]);
  return (
    <article class={`compared-step lane-${side}`} aria-label={`What ${sideName(side)} did`}>
      <p class="compared-place">
        <SideMark side={side} /> {frame !== undefined && <RunFrame side={side} sequence={frame.sequence} />}{" "}
        {printable(divergence.text[side].replace(/#\d+ +/, ""), 300)}
      </p>
      {failure !== undefined && <p class="tone-bad">{printable(failure, 500)}</p>}
      {frame !== undefined && detail === undefined && failure === undefined && <p class="muted">reading…</p>}
      {detail !== undefined && (
        <>
          <p>{detail.sentence}</p>
          {detail.changes.length > 0 && <ChangeList changes={detail.changes} more={detail.moreChanges} />}
        </>
      )}
    </article>
  );
}
